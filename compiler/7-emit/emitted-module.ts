/** What the emit stage makes of one definition. */

/** Source map, version 3: generated TypeScript to the author's YAML. Strings only: no absolute path in it. */
export interface SourceMap {
  readonly version: 3;
  readonly file: string;
  readonly sources: readonly string[];
  readonly sourcesContent: readonly string[];
  /** Logical paths (`functions.is_hot`): the name of a mapping is the Python frame that it belongs to. */
  readonly names: readonly string[];
  readonly mappings: string;
}

export interface EmittedModule {
  readonly namespace: string;
  /** `src/hot-sensors.ts` */
  readonly path: string;
  readonly text: string;
  readonly map: SourceMap;
}
