/**
 * Repeated keys at top level (dialect.md N4, X7). In: a document's root. Out: the root with each key once: the parts of
 * a repeated section of a definition are one section, in the order of the text; any other repeat is told and dropped.
 */
import type { Span } from "../1-source/source-file.ts";
import type { YamlMapping, YamlPair } from "../1-source/yaml-tree.ts";
import { type Place, tell, within } from "./place.ts";

/** `sections`: the keys whose parts add up. */
export function mergeRepeated(
  root: YamlMapping,
  sections: readonly string[],
  place: Place,
): YamlMapping {
  const pairs = new Map<string, YamlPair>();
  for (const pair of root.pairs) {
    const earlier = pairs.get(pair.key);
    if (earlier === undefined) pairs.set(pair.key, pair);
    else if (!sections.includes(pair.key)) repeated(pair, earlier.keySpan, place);
    else pairs.set(pair.key, joined(earlier, pair, place));
  }
  return { ...root, pairs: [...pairs.values()] };
}

function joined(first: YamlPair, second: YamlPair, place: Place): YamlPair {
  const [one, other] = [first.value, second.value];
  if (other.kind === "scalar" && other.value === null) return first;
  if (one.kind === "scalar" && one.value === null) return { ...first, value: other };
  if (one.kind !== "mapping" || other.kind !== "mapping") {
    // A list's elements are named by their position, so that a second part would change what the first one's are called.
    repeated(second, first.keySpan, place);
    return first;
  }
  const inner = within(place, first.key);
  const pairs = [...one.pairs];
  for (const pair of other.pairs) {
    const earlier = one.pairs.find(({ key }) => key === pair.key);
    if (earlier === undefined) pairs.push(pair);
    else repeated(pair, earlier.keySpan, inner);
  }
  return { ...first, value: { ...one, pairs } };
}

function repeated({ key, keySpan }: YamlPair, first: Span, place: Place): void {
  const related = [{ message: "first written here", span: first }];
  tell(within(place, key), "syntax/duplicate-key", keySpan, { key }, { related });
}
