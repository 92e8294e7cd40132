/**
 * Renames the keys of a mapping that the dialect spells in another way. In: a node and the rows of its position. Out:
 * the node with canonical keys, each renamed one told; both spellings of one thing in a mapping are an error (KD404).
 */
import type { YamlNode, YamlPair } from "../../1-source/yaml-tree.ts";
import { type Place, tell, within } from "../place.ts";
import type { KeyRespelling } from "./respellings.ts";

export function respellKeys(
  node: YamlNode,
  place: Place,
  respellings: readonly KeyRespelling[],
): YamlNode {
  if (node.kind !== "mapping") return node;
  const pairs = node.pairs.flatMap((pair): YamlPair[] => {
    const respelling = respellings.find(({ written }) => written === pair.key);
    if (respelling === undefined) return [pair];
    const { canonical } = respelling;
    const other = node.pairs.find(({ key }) => key === canonical);
    if (other !== undefined) {
      twoSpellings(pair, other, place);
      return [];
    }
    respelled(within(place, pair.key), pair, `\`${pair.key}\``, `\`${canonical}\``);
    return [{ ...pair, key: canonical, written: pair.key }];
  });
  return { ...node, pairs };
}

/** Told at the one that stands second in the text. */
export function twoSpellings(one: YamlPair, other: YamlPair, place: Place): void {
  const [first, second] = one.keySpan.start < other.keySpan.start ? [one, other] : [other, one];
  const values = { first: first.key, second: second.key };
  const related = [{ message: `\`${first.key}\` is here`, span: first.keySpan }];
  tell(within(place, second.key), "syntax/two-spellings", second.keySpan, values, { related });
}

export function respelled(
  place: Place,
  { keySpan }: YamlPair,
  written: string,
  canonical: string,
): void {
  tell(place, "dialect/respelled", keySpan, { written, canonical });
}
