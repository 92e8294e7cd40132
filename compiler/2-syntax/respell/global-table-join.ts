/**
 * A shorthand join with a global table (dialect.md A13) looks up by the record's key. In: a step. Out: the same step, with
 * the mapper that KSML 2.0 wants there where the author gave none.
 */
import type { YamlMapping } from "../../1-source/yaml-tree.ts";
import { madeMapping, madePair, madeText } from "./made-nodes.ts";

/** Keys that say by which key to look up. */
const LOOKUPS: readonly string[] = ["mapper", "keyValueMapper", "foreignKeyExtractor"];

export function globalTableJoin(step: YamlMapping): YamlMapping {
  const target = step.pairs.find(({ key }) => key === "globalTable");
  if (target === undefined || step.pairs.some(({ key }) => LOOKUPS.includes(key))) return step;
  const { keySpan } = target;
  const expression = madePair("expression", madeText("key", keySpan), keySpan);
  const mapper = madePair("mapper", madeMapping([expression], keySpan), keySpan);
  const at = step.pairs.indexOf(target) + 1;
  return { ...step, pairs: [...step.pairs.slice(0, at), mapper, ...step.pairs.slice(at)] };
}
