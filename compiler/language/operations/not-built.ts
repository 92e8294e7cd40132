/** Operations of KSML that this version reads but cannot run: `pipeline/not-built-yet`, with the name. */
export const NOT_BUILT: ReadonlySet<string> = new Set([
  "cogroup",
  "count",
  "groupBy",
  "leftJoin",
  "outerJoin",
  "reduce",
  "repartition",
  "suppress",
  "toTable",
  "windowBySession",
  "windowByTime",
]);
