/** What a custom store is configured with (dialect.md T3), as plain JSON: it is handed to the author's class as it stands. */
import type { YamlNode } from "../1-source/yaml-tree.ts";

/** Null: the node is no mapping. */
export function plainConfig(node: YamlNode): Readonly<Record<string, unknown>> | null {
  return node.kind === "mapping" ? (plain(node) as Record<string, unknown>) : null;
}

function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case "mapping":
      return Object.fromEntries(node.pairs.map(({ key, value }) => [key, plain(value)]));
    case "sequence":
      return node.items.map(plain);
    case "scalar":
      return typeof node.value === "bigint" ? Number(node.value) : node.value;
  }
}
