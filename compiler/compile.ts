/**
 * The compiler: each stage in order, each a pure function. What one stage refuses, the next does not see; what the
 * stages report is collected.
 */

import { readYaml } from "./1-source/read-yaml.ts";
import type { SourceFile } from "./1-source/source-file.ts";
import type { YamlDocument } from "./1-source/yaml-tree.ts";
import { parseDefinition } from "./2-syntax/parse-definition.ts";
import { checkDefinition } from "./3-check/check-definition.ts";
import type { CheckedDefinition } from "./3-check/definition.ts";
import { buildGraph } from "./4-topology/build-graph.ts";
import type { TopologyGraph } from "./4-topology/graph.ts";
import { parsePython } from "./5-python/parse-python.ts";
import { inferTypes } from "./6-typed/infer-definition.ts";
import { emitDefinition } from "./7-emit/emit-definition.ts";
import type { EmittedModule } from "./7-emit/emitted-module.ts";
import { tellDeviationsOnce } from "./diagnostics/deviations.ts";
import type { Checked, Diagnostic } from "./diagnostics/diagnostic.ts";

/** `service`: every name must be bound. `library`: open names are externals (dialect.md 3, item 2). */
export type Mode = "service" | "library";

export interface DefinitionInput {
  readonly namespace: string;
  /** A file, or a definition that stands inside a runner file. */
  readonly source: SourceFile | YamlDocument;
}

export interface CompileOptions {
  readonly definitions: readonly DefinitionInput[];
  readonly mode: Mode;
}

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  readonly definitions: readonly CheckedDefinition[];
  readonly graph: TopologyGraph;
  readonly modules: readonly EmittedModule[];
}

export function compile({ definitions, mode }: CompileOptions): Compiled {
  const diagnostics: Diagnostic[] = [];
  const collect = <T>({ value, diagnostics: found }: Checked<T>): T => {
    diagnostics.push(...found);
    return value;
  };
  const checked: CheckedDefinition[] = [];
  const modules: EmittedModule[] = [];
  for (const { namespace, source } of definitions) {
    const before = diagnostics.length;
    const document = "root" in source ? source : collect(readYaml(source));
    if (document === null) continue;
    const tree = collect(parseDefinition(namespace, document));
    if (tree === null) continue;
    const definition = collect(checkDefinition(tree, { mode }));
    checked.push(definition);
    const python = collect(parsePython(definition, { mode }));
    const typed = collect(inferTypes(python));
    // Nothing is emitted for a definition with errors, or of which a function went no further.
    const isWhole = typed.functions.length === definition.functions.length;
    const isFaulty = diagnostics.slice(before).some(({ severity }) => severity === "error");
    if (isWhole && !isFaulty) modules.push(emitDefinition(typed));
  }
  return {
    diagnostics: tellDeviationsOnce(diagnostics),
    definitions: checked,
    graph: buildGraph(checked),
    modules,
  };
}
