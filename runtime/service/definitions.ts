/**
 * The modules of a service. Each is loaded twice: once for its pipelines and once, as a copy with globals of its own, for
 * its producers, as KSML has it (design.md 4).
 */
import { Producers } from "../dsl/producers.ts";
import { Topology } from "../dsl/topology.ts";
import { recordDeepStacks } from "../errors/stack-sites.ts";
import { PyError } from "../python/exceptions.ts";
import { ConfigurationError } from "./configuration-error.ts";

export interface Definitions {
  readonly topologies: readonly Topology[];
  readonly producers: readonly Producers[];
}

/** `definitions`: namespace → where the generated module is. */
export async function loadDefinitions(
  definitions: Readonly<Record<string, URL>>,
  wanted: { readonly pipelines: boolean; readonly producers: boolean },
): Promise<Definitions> {
  recordDeepStacks();
  const topologies: Topology[] = [];
  const producers: Producers[] = [];
  for (const [namespace, url] of Object.entries(definitions)) {
    if (wanted.producers) {
      const copy = new URL(url);
      copy.search = "?producers";
      producers.push(
        ...(await exportsOf(namespace, copy)).filter((part) => part instanceof Producers),
      );
    }
    if (wanted.pipelines) {
      topologies.push(
        ...(await exportsOf(namespace, url)).filter((part) => part instanceof Topology),
      );
    }
  }
  return { topologies, producers };
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
      "run `npm run build` again",
      { cause: error },
    );
  }
  return Object.values(module);
}
