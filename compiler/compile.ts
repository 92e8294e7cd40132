/**
 * The compiler: each stage in order, each a pure function. What one stage refuses, the next does not see; what the
 * stages report is collected.
 */
import type { CheckedDefinition, ExpressionCodes } from "./3-check/definition.ts";
import { type ServiceExternal, serviceExternals } from "./3-check/service-externals.ts";
import { buildGraph } from "./4-topology/build-graph.ts";
import type { TopologyGraph } from "./4-topology/graph.ts";
import type { TypedDefinition } from "./6-typed/ir.ts";
import { usefulEntries } from "./6-typed/useful-entries.ts";
import { companionsOf } from "./7-emit/emit-companion.ts";
import { emitDefinition } from "./7-emit/emit-definition.ts";
import { emitSchemas } from "./7-emit/emit-schema.ts";
import type { EmittedModule, SchemaModule } from "./7-emit/emitted-module.ts";
import { type AnalyseOptions, analyse } from "./analyse.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";

export interface CompileOptions extends AnalyseOptions {
  /** Functions, streams and stores are exported; default: what a service runs. */
  readonly exportsAll?: boolean;
}

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  readonly definitions: readonly CheckedDefinition[];
  /** For their canonical text. */
  readonly expressionCodes: ExpressionCodes;
  readonly graph: TopologyGraph;
  readonly modules: readonly EmittedModule[];
  /** Shared by the modules. */
  readonly schemas: readonly SchemaModule[];
  /** What the author's module has to bind, whether or not there is one. */
  readonly externals: readonly ServiceExternal[];
}

export function compile(options: CompileOptions): Compiled {
  const { extensions = null, allowUnresolved = false, exportsAll = false, mode } = options;
  const { diagnostics, definitions, open, expressionCodes, loans, ...analysed } = analyse(options);
  const sound = usefulEntries(analysed.sound);
  const emit = {
    extensions: {
      module: extensions,
      // Whoever uses a library binds what is open in it: all of it, or what its module leaves.
      allowUnresolved: mode === "library" ? extensions !== null : allowUnresolved,
    },
    exportsAll,
    companions: companionsOf(sound, loans),
  };
  const names = new Set(sound.map(({ definition }) => definition.namespace));
  const isWhole = ({ definition }: TypedDefinition): boolean =>
    loans.every(({ from, by }) => by !== definition.namespace || names.has(from));
  const modules = sound.filter(isWhole).map((typed) => emitDefinition(typed, emit));
  return {
    diagnostics,
    definitions,
    expressionCodes,
    graph: buildGraph(definitions),
    modules,
    schemas: emitSchemas(definitions),
    externals: serviceExternals(open),
  };
}
