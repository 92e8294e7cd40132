/** Calls, starred expressions and patterns that CPython refuses. */
import type { Expression, Parameters, Pattern, Statement } from "../tree.ts";
import { type AnyNode, walkTree } from "../walk-tree.ts";
import type { Problem } from "./problem.ts";

export function checkExpressions(root: Statement, problems: Problem[]): void {
  walkTree(root, (node) => {
    if (node.kind === "call") checkCall(node, problems);
    if (node.kind === "functionDef" || node.kind === "lambda")
      checkDefaults(node.parameters, problems);
    if (node.kind === "match") checkCases(node, problems);
    return undefined;
  });
}

function checkCall(node: Extract<AnyNode, { kind: "call" }>, problems: Problem[]): void {
  const names = new Set<string>();
  for (const keyword of node.keywords) {
    if (keyword.name === null) continue;
    if (names.has(keyword.name))
      problems.push({ message: `keyword argument repeated: ${keyword.name}`, node: keyword });
    if (keyword.name === "__debug__")
      problems.push({ message: "cannot assign to __debug__", node: keyword });
    names.add(keyword.name);
  }
}

function checkDefaults(parameters: Parameters, problems: Problem[]): void {
  let seen = false;
  for (const parameter of [...parameters.positionalOnly, ...parameters.positional]) {
    if (parameter.default !== null) seen = true;
    else if (seen) {
      problems.push({
        message: "parameter without a default follows parameter with a default",
        node: parameter,
      });
    }
  }
}

function checkCases(node: Extract<AnyNode, { kind: "match" }>, problems: Problem[]): void {
  for (const [i, one] of node.cases.entries()) {
    const isLast = i === node.cases.length - 1;
    if (!isLast && one.guard === null && isIrrefutable(one.pattern)) {
      const name = one.pattern.kind === "matchAs" ? one.pattern.name : null;
      const what = name === null ? "wildcard" : `name capture '${name}'`;
      problems.push({ message: `${what} makes remaining patterns unreachable`, node: one });
    }
    if (one.pattern.kind === "matchStar")
      problems.push({ message: "invalid syntax", node: one.pattern });
    walkTree(one.pattern, (inner) => {
      checkPattern(inner, problems);
      return inner.kind.startsWith("match");
    });
    boundBy(one.pattern, problems);
  }
}

function checkPattern(pattern: AnyNode, problems: Problem[]): void {
  if (pattern.kind === "matchValue" && pattern.value.kind === "formatted") {
    problems.push({
      message: "patterns may only match literals and attribute lookups",
      node: pattern,
    });
  } else if (pattern.kind === "matchMapping") {
    if (pattern.rest === "_") problems.push({ message: "invalid syntax", node: pattern });
    const seen = new Set<string>();
    for (const key of pattern.keys) {
      if (key.kind === "name") problems.push({ message: "invalid syntax", node: key });
      const text = literalKey(key);
      if (text === null) continue;
      if (seen.has(text))
        problems.push({ message: `mapping pattern checks duplicate key (${text})`, node: key });
      seen.add(text);
    }
  } else if (pattern.kind === "matchClass") {
    const firstKeyword = pattern.keywordPatterns[0]?.span.start ?? Number.POSITIVE_INFINITY;
    const late = pattern.patterns.find((inner) => inner.span.start > firstKeyword);
    if (late !== undefined)
      problems.push({ message: "positional patterns follow keyword patterns", node: late });
  }
}

/** The same text for keys that are equal in Python. */
function literalKey(key: Expression): string | null {
  switch (key.kind) {
    case "string":
      return `'${key.value}'`;
    case "bytes":
      return `b'${key.value.join(",")}'`;
    case "int":
    case "float":
      return String(key.value);
    case "bool":
      return key.value ? "1" : "0";
    case "none":
      return "None";
    case "unary": {
      const operand = literalKey(key.operand);
      return operand === null ? null : `-${operand}`;
    }
    default:
      return null;
  }
}

function isIrrefutable(pattern: Pattern): boolean {
  if (pattern.kind === "matchAs") return pattern.pattern === null || isIrrefutable(pattern.pattern);
  return pattern.kind === "matchOr" && pattern.patterns.some(isIrrefutable);
}

/** The names that a pattern binds; each once, and all alternatives the same. */
function boundBy(pattern: Pattern, problems: Problem[]): Set<string> {
  const names = new Set<string>();
  const add = (name: string | null) => {
    if (name === null) return;
    if (names.has(name))
      problems.push({
        message: `multiple assignments to name '${name}' in pattern`,
        node: pattern,
      });
    names.add(name);
  };
  const addAll = (patterns: readonly Pattern[]) => {
    if (patterns.filter((p) => p.kind === "matchStar").length > 1) {
      problems.push({ message: "multiple starred expressions in sequence pattern", node: pattern });
    }
    for (const inner of patterns) for (const name of boundBy(inner, problems)) add(name);
  };
  switch (pattern.kind) {
    case "matchAs":
      if (pattern.pattern !== null) addAll([pattern.pattern]);
      add(pattern.name);
      break;
    case "matchStar":
      add(pattern.name);
      break;
    case "matchSequence":
      addAll(pattern.patterns);
      break;
    case "matchMapping":
      addAll(pattern.patterns);
      add(pattern.rest);
      break;
    case "matchClass": {
      addAll([...pattern.patterns, ...pattern.keywordPatterns]);
      const repeated = pattern.keywordNames.find(
        (name, i) => pattern.keywordNames.indexOf(name) !== i,
      );
      if (repeated !== undefined) {
        problems.push({
          message: `attribute name repeated in class pattern: ${repeated}`,
          node: pattern,
        });
      }
      break;
    }
    case "matchOr": {
      const alternatives = pattern.patterns.map((inner) => boundBy(inner, problems));
      const first = alternatives[0] ?? new Set<string>();
      for (const [i, inner] of pattern.patterns.entries()) {
        const own = alternatives[i] ?? new Set<string>();
        if (own.size !== first.size || [...own].some((name) => !first.has(name))) {
          problems.push({ message: "alternative patterns bind different names", node: inner });
        }
        if (i < pattern.patterns.length - 1 && isIrrefutable(inner)) {
          problems.push({ message: "wildcard makes remaining patterns unreachable", node: inner });
        }
      }
      for (const name of first) add(name);
      break;
    }
    default:
  }
  return names;
}
