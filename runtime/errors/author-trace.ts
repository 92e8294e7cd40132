/**
 * What the author's own code threw, below the exception of Python that it became (dialect.md 9): in JavaScript's way, since
 * that is the language it is written in. Frames of the runtime and of Node are hidden.
 */
import { sitesOf } from "./stack-sites.ts";

/** Where the runtime is, be it sources, a build or a package. */
const RUNTIME = new URL("..", import.meta.url).href;

/** Lines; innermost place first. */
export function authorTrace(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [String(thrown)];
  const places = sitesOf(thrown).filter(({ script }) => isAuthors(script));
  return [
    `${thrown.name}: ${thrown.message}`,
    ...places.map(({ script, line, column }) => `    at ${script}:${line}:${column}`),
  ];
}

const isAuthors = (script: string): boolean =>
  script !== "" && !script.startsWith("node:") && !urlOf(script).startsWith(RUNTIME);

const urlOf = (script: string): string => (script.startsWith("/") ? `file://${script}` : script);
