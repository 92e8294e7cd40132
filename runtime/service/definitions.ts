/**
 * The modules of a service. Each is loaded twice: once for its pipelines and once, as a copy with globals of its own, for
 * its producers, as KSML has it (design.md 4).
 */
import { Producers } from "../dsl/producers.ts";
import { Topology } from "../dsl/topology.ts";
import { recordDeepStacks } from "../errors/stack-sites.ts";
import { environment, type StartedThread, setEnvironment } from "../python/environment.ts";
import { PyError } from "../python/exceptions.ts";
import { ConfigurationError } from "./configuration-error.ts";

export interface Definitions {
  readonly topologies: readonly Topology[];
  readonly producers: readonly Producers[];
  /** What `globalCode` started: they begin when the service does. */
  readonly threads?: readonly StartedThread[];
}

/** `definitions`: namespace → where the generated module is. */
export async function loadDefinitions(
  definitions: Readonly<Record<string, URL>>,
  wanted: { readonly pipelines: boolean; readonly producers: boolean },
): Promise<Definitions> {
  recordDeepStacks();
  const topologies: Topology[] = [];
  const producers: Producers[] = [];
  const threads: StartedThread[] = [];
  for (const [namespace, url] of Object.entries(definitions)) {
    if (wanted.producers) {
      const copy = new URL(url);
      copy.search = "?producers";
      const { exported, started } = await load(namespace, copy);
      const found = exported.filter((part) => part instanceof Producers);
      producers.push(...found);
      // A copy without producers is used by nobody: its threads would only do everything twice.
      if (found.length > 0) threads.push(...started);
    }
    if (wanted.pipelines) {
      const { exported, started } = await load(namespace, url);
      const found = exported.filter((part) => part instanceof Topology);
      topologies.push(...found);
      if (found.length > 0) threads.push(...started);
    }
  }
  return { topologies, producers, threads };
}

interface Loaded {
  readonly exported: readonly unknown[];
  readonly started: readonly StartedThread[];
}

/** Threads that a module starts while it is loaded are noted, and run by nobody yet. */
async function load(namespace: string, url: URL): Promise<Loaded> {
  const started: StartedThread[] = [];
  const { startThread } = environment;
  setEnvironment({ startThread: (thread) => started.push(thread) });
  try {
    return { exported: await exportsOf(namespace, url), started };
  } finally {
    setEnvironment({ startThread });
  }
}

async function exportsOf(namespace: string, url: URL): Promise<unknown[]> {
  let module: object;
  try {
    module = await import(url.href);
  } catch (error) {
    if (error instanceof PyError) {
      throw new ConfigurationError(
        `The globalCode of the definition ${namespace} failed, so the service cannot start.`,
        "correct it at the place below, then build the service again",
        { cause: error },
      );
    }
    throw new ConfigurationError(
      `The definition ${namespace} could not be loaded.`,
      "run `npm run build` again; where the error below comes from `src/extensions.ts`, correct that",
      { cause: error },
    );
  }
  return Object.values(module);
}
