/**
 * Pure respellings (dialect.md 6): other words for a key or a step, with the same meaning. In a row: the row of
 * dialect.md, what authors write, and its canonical form. What needs more than a row has a file beside this one.
 */

export interface KeyRespelling {
  readonly row: string;
  readonly written: string;
  readonly canonical: string;
}

/** Of streams, tables, global tables, and topics written in place. */
export const TOPIC_KEYS: readonly KeyRespelling[] = [
  { row: "G2", written: "schemaRegistry", canonical: "registry" },
  { row: "G3", written: "schemaRegistryConfig", canonical: "registryConfig" },
];

/** `only`: of stores of that type. */
export const STORE_KEYS: readonly (KeyRespelling & { readonly only?: string })[] = [
  { row: "T1", written: "cacheSizeBytes", canonical: "cacheSize" },
  { row: "T6", written: "historyRetention", canonical: "retention", only: "window" },
];

/** A key of a pipeline that stands for a step: its name is the step's type. */
export interface ShorthandStep {
  readonly row: string;
  readonly type: string;
  /**
   * What the value is: the step's function, which goes to `key` (also as `{function: f}`, A22), or the step's own keys,
   * where nothing (X3) means none.
   */
  readonly value: { readonly kind: "function"; readonly key: string } | { readonly kind: "keys" };
}

const functionAt = (key: string) => ({ kind: "function", key }) as const;
const keys = { kind: "keys" } as const;

export const SHORTHAND_STEPS: ReadonlyMap<string, ShorthandStep> = new Map(
  (
    [
      { row: "A1", type: "filter", value: functionAt("if") },
      { row: "A2", type: "mapValues", value: functionAt("mapper") },
      { row: "A3", type: "selectKey", value: functionAt("mapper") },
      { row: "A4", type: "transformKeyValue", value: functionAt("mapper") },
      { row: "A5", type: "groupByKey", value: keys },
      { row: "A7", type: "aggregate", value: keys },
      { row: "A9", type: "count", value: keys },
      { row: "A10", type: "reduce", value: functionAt("reducer") },
      { row: "A13", type: "join", value: keys },
    ] satisfies readonly ShorthandStep[]
  ).map((step) => [step.type, step]),
);
