/** Patterns of `match` statements. */
import type { StmtNode } from "py-ast";
import type { MatchCase, Pattern, Statement } from "../tree.ts";
import type { Conversion } from "./conversion.ts";
import { convertExpression } from "./convert-expression.ts";

type CaseNode = Extract<StmtNode, { nodeType: "Match" }>["cases"][number];
type PatternNode = CaseNode["pattern"];

export function convertCase(
  c: Conversion,
  node: CaseNode,
  convertBody: (c: Conversion, body: readonly StmtNode[]) => Statement[],
): MatchCase {
  const pattern = convertPattern(c, node.pattern);
  return {
    pattern,
    guard: node.guard === undefined ? null : convertExpression(c, node.guard),
    body: convertBody(c, node.body),
    span: pattern.span,
  };
}

function convertPattern(c: Conversion, node: PatternNode): Pattern {
  return c.nested(node, () => convertNode(c, node));
}

function convertNode(c: Conversion, node: PatternNode): Pattern {
  const span = c.span(node);
  const all = (patterns: readonly PatternNode[]) =>
    patterns.map((pattern) => convertPattern(c, pattern));
  const name = (text: string | undefined) => (text === undefined ? null : c.input.name(text));
  switch (node.nodeType) {
    case "MatchValue":
      return { kind: "matchValue", value: convertExpression(c, node.value), span };
    case "MatchSingleton": {
      const text = c.firstWord(node)?.tokens[0]?.text;
      return { kind: "matchSingleton", value: text === "None" ? null : text === "True", span };
    }
    case "MatchSequence":
      return { kind: "matchSequence", patterns: all(node.patterns), span };
    case "MatchMapping":
      return {
        kind: "matchMapping",
        keys: node.keys.map((key) => convertExpression(c, key)),
        patterns: all(node.patterns),
        rest: name(node.rest),
        span,
      };
    case "MatchClass":
      return {
        kind: "matchClass",
        type: convertExpression(c, node.cls),
        patterns: all(node.patterns),
        keywordNames: node.kwd_attrs.map((attribute) => c.input.name(attribute)),
        keywordPatterns: all(node.kwd_patterns),
        span,
      };
    case "MatchStar":
      return { kind: "matchStar", name: name(node.name), span };
    case "MatchAs":
      return {
        kind: "matchAs",
        pattern: node.pattern === undefined ? null : convertPattern(c, node.pattern),
        name: name(node.name),
        span,
      };
    case "MatchOr":
      return { kind: "matchOr", patterns: all(node.patterns), span };
    default: {
      const never: never = node;
      return never;
    }
  }
}
