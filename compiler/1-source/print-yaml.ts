/** The YAML tree as text, for tests and bug reports: one node a line, with line and column. */
import type { YamlNode } from "./yaml-tree.ts";

export function printYaml(node: YamlNode, indent = ""): string {
  const { line, column } = node.span.file.position(node.span.start);
  const place = `@${line}:${column}`;
  if (node.kind === "scalar") {
    const value = typeof node.value === "bigint" ? `${node.value}n` : JSON.stringify(node.value);
    return `${indent}${value}${node.isFloat ? " float" : ""}${node.style === "plain" ? "" : ` ${node.style}`} ${place}\n`;
  }
  if (node.kind === "sequence") {
    const items = node.items.map(
      (item, index) =>
        comment(node.itemComments[index] ?? null, indent) + printYaml(item, `${indent}  `),
    );
    return `${indent}list ${place}\n${items.join("")}`;
  }
  const pairs = node.pairs.map(
    (pair) =>
      `${comment(pair.comment, indent)}${indent}  ${JSON.stringify(pair.key)}:\n${printYaml(pair.value, `${indent}    `)}`,
  );
  return `${indent}mapping ${place}\n${pairs.join("")}`;
}

function comment(text: string | null, indent: string): string {
  return text === null ? "" : `${indent}  # ${text.replaceAll("\n", " / ")}\n`;
}
