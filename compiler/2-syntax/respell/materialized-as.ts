/**
 * `materializedAs` on a stream (dialect.md G1): it is an entry of `tables` or `globalTables`. In: the stream's node.
 * Out: the node without the key, and the kind of resource that it is; null, told, for another value.
 */
import type { YamlNode } from "../../1-source/yaml-tree.ts";
import { type Place, tell, within } from "../place.ts";
import { kindOf } from "../text.ts";
import type { TopicTree } from "../tree.ts";
import { respelled } from "./respell-keys.ts";

const KINDS: ReadonlyMap<unknown, TopicTree["kind"]> = new Map([
  ["table", "table"],
  ["globalTable", "globalTable"],
]);

const KEY = "materializedAs";

export function materialized(
  node: YamlNode,
  place: Place,
): { readonly node: YamlNode; readonly kind: TopicTree["kind"] } | null {
  if (node.kind !== "mapping") return { node, kind: "stream" };
  const pair = node.pairs.find(({ key }) => key === KEY);
  if (pair === undefined) return { node, kind: "stream" };
  const kind = pair.value.kind === "scalar" ? KINDS.get(pair.value.value) : undefined;
  if (kind === undefined) {
    tell(within(place, KEY), "dialect/not-possible", pair.value.span, {
      reason: `a stream can be \`${KEY}\` a \`table\` or a \`globalTable\`, not ${kindOf(pair.value)}`,
    });
    return null;
  }
  respelled(
    within(place, KEY),
    pair,
    `\`${KEY}: ${kind}\``,
    `an entry of \`${kind === "table" ? "tables" : "globalTables"}\``,
  );
  return { node: { ...node, pairs: node.pairs.filter((each) => each !== pair) }, kind };
}

/** On what is no entry of `streams` it says nothing that could be followed. */
export function refuseMaterialized(node: YamlNode, place: Place, called: string): YamlNode {
  if (node.kind !== "mapping") return node;
  const pair = node.pairs.find(({ key }) => key === KEY);
  if (pair === undefined) return node;
  tell(within(place, KEY), "dialect/not-possible", pair.keySpan, {
    reason: `only an entry of \`streams\` can be \`${KEY}\` something else, not ${called}`,
  });
  return { ...node, pairs: node.pairs.filter((each) => each !== pair) };
}
