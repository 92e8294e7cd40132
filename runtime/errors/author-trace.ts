/**
 * What the author's own code threw, below the exception of Python that it became (dialect.md 9): in JavaScript's way, since
 * that is the language it is written in. Frames of the runtime, of the command line and of Node are hidden.
 */
import { DataException, ExecutionException, TopologyException } from "./ksml-exceptions.ts";
import { sitesOf } from "./stack-sites.ts";

/** Where the runtime is, be it sources, a build or a package. */
const RUNTIME = new URL("..", import.meta.url).href;

/** The command that runs it: whatever called that is none of the author's. */
const COMMANDS = new URL("../../bin/", import.meta.url).href;
/** Modules of a definition that is run without being written: its places are told in the definition's own lines. */
const IN_MEMORY = "ksmlc-module:";

/** The runtime's own word on a value, which no code of the author's threw. */
export const isOurWord = (thrown: unknown): boolean =>
  thrown instanceof DataException ||
  thrown instanceof TopologyException ||
  thrown instanceof ExecutionException;

/** Lines; innermost place first. */
export function authorTrace(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [String(thrown)];
  const sites = sitesOf(thrown);
  const outermost = sites.findIndex(({ script }) => urlOf(script).startsWith(COMMANDS));
  const places = sites
    .slice(0, outermost < 0 ? sites.length : outermost)
    .filter(({ script }) => isAuthors(script));
  return [
    `${thrown.name}: ${thrown.message}`,
    ...places.map(
      ({ script, line, column }) => `    at ${script.replace(READ_AGAIN, "")}:${line}:${column}`,
    ),
  ];
}

const isAuthors = (script: string): boolean =>
  script !== "" &&
  !script.startsWith("node:") &&
  !script.startsWith(IN_MEMORY) &&
  !urlOf(script).startsWith(RUNTIME);

/** What a module is called by that is read once for each run. */
const READ_AGAIN = /\?ksmlc=\d+$/;

const urlOf = (script: string): string => (script.startsWith("/") ? `file://${script}` : script);
