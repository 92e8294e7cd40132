/** What the emit stage makes of one definition. */
import type { ImportedName } from "./emit-imports.ts";

/** Source map, version 3: generated TypeScript to the author's YAML. Strings only: no absolute path in it. */
export interface SourceMap {
  readonly version: 3;
  readonly file: string;
  readonly sources: readonly string[];
  readonly sourcesContent: readonly string[];
  /** Logical paths (`functions.is_hot`): the name of a mapping is the Python frame that it belongs to. */
  readonly names: readonly string[];
  readonly mappings: string;
  /** What standard maps can't say, for Python's tracebacks. */
  readonly x_ksml: KsmlMapExtension;
}

export interface KsmlMapExtension {
  /** Where the mapped segments end in the YAML: line and column in turn, both from 0, in the order of `mappings`. */
  readonly ends: readonly number[];
  /** The pieces of Python, by the lines that they take in the YAML (from 0, `last` included). */
  readonly python: readonly PythonPiece[];
}

export interface PythonPiece {
  readonly kind: "code" | "globalCode" | "expression";
  readonly first: number;
  readonly last: number;
}

export interface EmittedModule {
  readonly namespace: string;
  /** `src/hot-sensors.ts` */
  readonly path: string;
  readonly text: string;
  readonly map: SourceMap;
  readonly imports: readonly ImportedName[];
}

/** One schema, for all definitions that use it. */
export interface SchemaModule {
  /** `src/schemas/UserEvent.ts` */
  readonly path: string;
  readonly text: string;
}
