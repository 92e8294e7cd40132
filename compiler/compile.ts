/**
 * The compiler: each stage in order, each a pure function. What one stage refuses, the next does not see; what the
 * stages report is collected.
 */
import type { CheckedDefinition } from "./3-check/definition.ts";
import { buildGraph } from "./4-topology/build-graph.ts";
import type { TopologyGraph } from "./4-topology/graph.ts";
import { emitDefinition } from "./7-emit/emit-definition.ts";
import type { EmittedModule } from "./7-emit/emitted-module.ts";
import { type AnalyseOptions, analyse } from "./analyse.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  readonly definitions: readonly CheckedDefinition[];
  readonly graph: TopologyGraph;
  readonly modules: readonly EmittedModule[];
}

export function compile(options: AnalyseOptions): Compiled {
  const { diagnostics, definitions, sound } = analyse(options);
  return {
    diagnostics,
    definitions,
    graph: buildGraph(definitions),
    modules: sound.map(emitDefinition),
  };
}
