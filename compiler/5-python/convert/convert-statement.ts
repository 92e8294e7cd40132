/** Statements of py-ast's tree -> ours. */
import type { StmtNode } from "py-ast";
import { newScope } from "../names/scope-builder.ts";
import { RejectedSyntax } from "../tokens/token.ts";
import type { ExceptHandler, Expression, Statement } from "../tree.ts";
import { containsYield } from "./contains-yield.ts";
import type { Conversion } from "./conversion.ts";
import { binaryOperator, convertExpression, convertParameters } from "./convert-expression.ts";
import { convertCase } from "./convert-pattern.ts";

type Of<T extends StmtNode["nodeType"]> = Extract<StmtNode, { nodeType: T }>;

const COMPOUND: ReadonlySet<string> = new Set([
  "If",
  "While",
  "For",
  "FunctionDef",
  "ClassDef",
  "Try",
  "With",
  "Match",
]);

export function convertBody(c: Conversion, body: readonly StmtNode[]): Statement[] {
  return body.map((node) =>
    c.nested(node, () => {
      const comments = c.comments(node, COMPOUND.has(node.nodeType));
      return { ...convertStatement(c, node), ...comments } as Statement;
    }),
  );
}

function convertStatement(c: Conversion, node: StmtNode): Statement {
  const span = c.span(node);
  const one = (expression: Parameters<typeof convertExpression>[1]) =>
    convertExpression(c, expression);
  const maybe = (
    expression: Parameters<typeof convertExpression>[1] | undefined,
  ): Expression | null =>
    expression === undefined || expression === null ? null : convertExpression(c, expression);
  switch (node.nodeType) {
    case "Expr":
      return { kind: "expressionStatement", value: one(node.value), span };
    case "Assign":
      return { kind: "assign", targets: node.targets.map(one), value: one(node.value), span };
    case "AnnAssign":
      return {
        kind: "annotatedAssign",
        target: one(node.target),
        annotation: one(node.annotation),
        value: maybe(node.value),
        span,
      };
    case "AugAssign":
      return {
        kind: "augmentedAssign",
        target: one(node.target),
        operator: binaryOperator(node.op.nodeType),
        value: one(node.value),
        span,
      };
    case "Delete":
      return { kind: "delete", targets: node.targets.map(one), span };
    case "Return":
      return { kind: "return", value: maybe(node.value), span };
    case "If":
      return {
        kind: "if",
        test: one(node.test),
        body: convertBody(c, node.body),
        orElse: convertBody(c, node.orelse),
        span,
      };
    case "While":
      return {
        kind: "while",
        test: one(node.test),
        body: convertBody(c, node.body),
        orElse: convertBody(c, node.orelse),
        span,
      };
    case "For":
      return {
        kind: "for",
        target: one(node.target),
        iterable: one(node.iter),
        body: convertBody(c, node.body),
        orElse: convertBody(c, node.orelse),
        span,
      };
    case "Break":
      return { kind: "break", span };
    case "Continue":
      return { kind: "continue", span };
    case "Pass":
    case "Comment":
      return { kind: "pass", span };
    case "FunctionDef":
      return convertFunction(c, node);
    case "ClassDef":
      return convertClass(c, node);
    case "Raise":
      return { kind: "raise", exception: maybe(node.exc), cause: maybe(node.cause), span };
    case "Try":
      return {
        kind: "try",
        body: convertBody(c, node.body),
        handlers: node.handlers.map((handler) => convertHandler(c, handler)),
        orElse: convertBody(c, node.orelse),
        finalBody: convertBody(c, node.finalbody),
        span,
      };
    case "Assert":
      return { kind: "assert", test: one(node.test), message: maybe(node.msg), span };
    case "Import":
      return { kind: "import", names: convertAliases(c, node.names), span };
    case "ImportFrom": {
      checkImportWords(c, node);
      const module = ".".repeat(node.level ?? 0) + c.input.name(node.module ?? "");
      return { kind: "importFrom", module, names: convertAliases(c, node.names), span };
    }
    case "Global":
      return { kind: "global", names: node.names.map((name) => c.input.name(name)), span };
    case "Nonlocal":
      return { kind: "nonlocal", names: node.names.map((name) => c.input.name(name)), span };
    case "With":
      return {
        kind: "with",
        items:
          withItems(c, node) ??
          node.items.map((item) => ({
            context: one(item.context_expr),
            target: maybe(item.optional_vars),
          })),
        body: convertBody(c, node.body),
        span,
      };
    case "Match":
      return {
        kind: "match",
        subject: one(node.subject),
        cases: node.cases.map((one) => convertCase(c, one, convertBody)),
        span,
      };
    // What is refused is read all the same, so that the names it binds are known.
    case "AsyncFunctionDef":
      c.refuse("python/async", span);
      return convertFunction(c, { ...node, nodeType: "FunctionDef" });
    case "AsyncFor":
      c.refuse("python/async", span);
      return convertStatement(c, { ...node, nodeType: "For" });
    case "AsyncWith":
      c.refuse("python/async", span);
      return convertStatement(c, { ...node, nodeType: "With" });
    case "TryStar":
      c.refuse("python/newer-syntax", span, { feature: "`except*`" });
      return convertStatement(c, { ...node, nodeType: "Try" });
    case "TypeAlias":
      c.refuse("python/newer-syntax", span, { feature: "`type`" });
      return { kind: "assign", targets: [one(node.name)], value: { kind: "none", span }, span };
    default: {
      const never: never = node;
      return never;
    }
  }
}

/** `with ():` has an empty tuple as its context; py-ast sees no item there. */
function withItems(c: Conversion, node: Of<"With">) {
  if (node.items.length > 0) return null;
  const at = c.firstIndex(node) + 1;
  const span = c.spanOf(c.input.word(at)?.start ?? 0, c.input.word(at + 1)?.end ?? 0);
  return [{ context: { kind: "tuple", elements: [], span } as const, target: null }];
}

function convertAliases(c: Conversion, names: Of<"Import">["names"]) {
  return names.map((alias) => ({
    name: c.input.name(alias.name),
    asName: alias.asname === undefined ? null : c.input.name(alias.asname),
    span: c.span(alias),
  }));
}

/** What of `from x import y` py-ast does not mind: no module, `(*)`, a comma at the end. */
function checkImportWords(c: Conversion, node: Of<"ImportFrom">): void {
  const text = (index: number) => c.input.word(index)?.tokens[0]?.text ?? "";
  const reject = (message: string) => {
    const start = c.firstWord(node)?.start ?? 0;
    throw new RejectedSyntax(message, start, c.lastWord(node)?.end ?? start);
  };
  if (node.module === undefined && !node.level) reject("invalid syntax");
  const last = node.names.at(-1);
  if (last === undefined) return;
  if (last.name === "*" && text(c.firstIndex(last) - 1) !== "import") reject("invalid syntax");
  const first = node.names[0];
  const isOpen = first !== undefined && text(c.firstIndex(first) - 1) === "(";
  const end = c.input.endingAt(last.end_lineno ?? 0, last.end_col_offset ?? 0);
  if (!isOpen && text(end + 1) === ",")
    reject("trailing comma not allowed without surrounding parentheses");
}

function convertHandler(c: Conversion, handler: Of<"Try">["handlers"][number]): ExceptHandler {
  return {
    type: handler.type === undefined ? null : convertExpression(c, handler.type),
    name: handler.name === undefined ? null : c.input.name(handler.name),
    body: convertBody(c, handler.body),
    span: c.span(handler),
  };
}

function refuseTypeParameters(c: Conversion, node: Of<"FunctionDef"> | Of<"ClassDef">): void {
  if (node.type_params.length === 0) return;
  c.refuse("python/newer-syntax", c.span(node), { feature: "type parameters" });
}

function convertFunction(c: Conversion, node: Of<"FunctionDef">): Statement {
  refuseTypeParameters(c, node);
  const span = c.span(node);
  const first = c.firstIndex(node);
  const isAsync = c.input.word(first)?.tokens[0]?.text === "async";
  const nameWord = c.input.word(first + (isAsync ? 2 : 1));
  const body = convertBody(c, node.body);
  const opening = body[0];
  const docstring = opening?.kind === "expressionStatement" ? opening.value : null;
  return {
    kind: "functionDef",
    name: c.input.name(node.name),
    nameSpan: nameWord === undefined ? span : c.spanOf(nameWord.start, nameWord.end),
    parameters: convertParameters(c, node.args, node),
    returns: node.returns === undefined ? null : convertExpression(c, node.returns),
    body,
    decorators: node.decorator_list.map((decorator) => convertExpression(c, decorator)),
    scope: newScope(),
    isGenerator: containsYield(body),
    docstring: docstring?.kind === "string" ? docstring.value : null,
    span,
  };
}

function convertClass(c: Conversion, node: Of<"ClassDef">): Statement {
  refuseTypeParameters(c, node);
  for (const keyword of node.keywords) {
    const feature = keyword.arg === undefined ? "**" : c.input.name(keyword.arg);
    c.refuse("python/class-feature", c.span(keyword), { feature });
  }
  return {
    kind: "classDef",
    name: c.input.name(node.name),
    bases: node.bases.map((base) => convertExpression(c, base)),
    body: convertBody(c, node.body),
    decorators: node.decorator_list.map((decorator) => convertExpression(c, decorator)),
    scope: newScope(),
    span: c.span(node),
  };
}
