/** Operations of KSML that this version reads but cannot run: `pipeline/not-built-yet`, with the name. */
export const NOT_BUILT: ReadonlySet<string> = new Set([
  "aggregate",
  "cogroup",
  "count",
  "groupBy",
  "groupByKey",
  "join",
  "leftJoin",
  "outerJoin",
  "reduce",
  "repartition",
  "suppress",
  "toStream",
  "toTable",
  "windowBySession",
  "windowByTime",
]);
