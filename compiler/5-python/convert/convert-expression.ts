/** Expressions of py-ast's tree -> ours. */
import type { ExprNode } from "py-ast";
import { newScope } from "../names/scope-builder.ts";
import type {
  BinaryOperator,
  CompareOperator,
  Comprehension,
  DictEntry,
  Expression,
  Keyword,
  Parameter,
  Parameters,
  UnaryOperator,
} from "../tree.ts";
import type { Conversion, Place } from "./conversion.ts";
import { convertNumber, convertStrings } from "./convert-literal.ts";

type Of<T extends ExprNode["nodeType"]> = Extract<ExprNode, { nodeType: T }>;

const BINARY: Readonly<Record<string, BinaryOperator>> = {
  Add: "+",
  Sub: "-",
  Mult: "*",
  Div: "/",
  FloorDiv: "//",
  Mod: "%",
  Pow: "**",
  LShift: "<<",
  RShift: ">>",
  BitOr: "|",
  BitAnd: "&",
  BitXor: "^",
  MatMult: "@",
};
const UNARY: Readonly<Record<string, UnaryOperator>> = {
  USub: "-",
  UAdd: "+",
  Invert: "~",
  Not: "not",
};
const COMPARE: Readonly<Record<string, CompareOperator>> = {
  Eq: "==",
  NotEq: "!=",
  Lt: "<",
  LtE: "<=",
  Gt: ">",
  GtE: ">=",
  Is: "is",
  IsNot: "is not",
  In: "in",
  NotIn: "not in",
};

export function binaryOperator(nodeType: string): BinaryOperator {
  return BINARY[nodeType] ?? "+";
}

export function convertExpression(c: Conversion, node: ExprNode): Expression {
  return c.nested(node, () => convertNode(c, node));
}

function optional(c: Conversion, node: ExprNode | null | undefined): Expression | null {
  return node === null || node === undefined ? null : convertExpression(c, node);
}

function all(c: Conversion, nodes: readonly ExprNode[]): Expression[] {
  return nodes.map((node) => convertExpression(c, node));
}

function convertNode(c: Conversion, node: ExprNode): Expression {
  const span = c.span(node);
  switch (node.nodeType) {
    case "Name":
      return { kind: "name", name: c.input.name(node.id), span };
    case "Constant":
    case "JoinedStr":
      return convertConstant(c, node);
    case "Attribute": {
      const last = c.lastWord(node);
      const attributeSpan = last === undefined ? span : c.spanOf(last.start, last.end);
      const value = convertExpression(c, node.value);
      return { kind: "attribute", value, attribute: c.input.name(node.attr), attributeSpan, span };
    }
    case "Subscript":
      return {
        kind: "subscript",
        value: convertExpression(c, node.value),
        index: convertIndex(c, node.slice),
        span,
      };
    case "Slice":
      return {
        kind: "slice",
        lower: optional(c, node.lower),
        upper: optional(c, node.upper),
        step: optional(c, node.step),
        span,
      };
    case "Call":
      return convertCall(c, node);
    case "BinOp":
      return {
        kind: "binary",
        operator: binaryOperator(node.op.nodeType),
        left: convertExpression(c, node.left),
        right: convertExpression(c, node.right),
        span,
      };
    case "UnaryOp":
      return {
        kind: "unary",
        operator: UNARY[node.op.nodeType] ?? "+",
        operand: convertExpression(c, node.operand),
        span,
      };
    case "BoolOp":
      return {
        kind: node.op.nodeType === "And" ? "and" : "or",
        operands: all(c, node.values),
        span,
      };
    case "Compare":
      return {
        kind: "compare",
        left: convertExpression(c, node.left),
        operators: node.ops.map((op) => COMPARE[op.nodeType] ?? "=="),
        comparators: all(c, node.comparators),
        span,
      };
    case "IfExp":
      return {
        kind: "conditional",
        test: convertExpression(c, node.test),
        // biome-ignore lint/suspicious/noThenProperty: a node of the tree, no promise
        then: convertExpression(c, node.body),
        orElse: convertExpression(c, node.orelse),
        span,
      };
    case "List":
      return { kind: "list", elements: all(c, node.elts), span };
    case "Tuple":
      return { kind: "tuple", elements: all(c, node.elts), span };
    case "Set":
      return { kind: "set", elements: all(c, node.elts), span };
    case "Dict":
      return {
        kind: "dict",
        entries: node.values.map((value, i) => convertEntry(c, node.keys[i], value)),
        span,
      };
    case "ListComp":
    case "SetComp":
    case "GeneratorExp": {
      const kind = (
        {
          ListComp: "listComprehension",
          SetComp: "setComprehension",
          GeneratorExp: "generatorExpression",
        } as const
      )[node.nodeType];
      return {
        kind,
        element: convertExpression(c, node.elt),
        generators: convertGenerators(c, node),
        scope: newScope(),
        span,
      };
    }
    case "DictComp":
      return {
        kind: "dictComprehension",
        key: convertExpression(c, node.key),
        value: convertExpression(c, node.value),
        generators: convertGenerators(c, node),
        scope: newScope(),
        span,
      };
    case "Lambda":
      return {
        kind: "lambda",
        parameters: convertParameters(c, node.args, node),
        body: convertExpression(c, node.body),
        scope: newScope(),
        span,
      };
    case "NamedExpr": {
      const target = node.target.nodeType === "Name" ? c.input.name(node.target.id) : "";
      return { kind: "named", target, value: convertExpression(c, node.value), span };
    }
    case "Starred":
      return { kind: "starred", value: convertExpression(c, node.value), span };
    case "Yield":
      return { kind: "yield", value: optional(c, node.value), span };
    case "YieldFrom":
      return { kind: "yieldFrom", value: convertExpression(c, node.value), span };
    case "Await":
      c.refuse("python/async", span);
      return convertExpression(c, node.value);
    case "TemplateStr":
    case "FormattedValue":
    case "Interpolation":
      c.refuse("python/newer-syntax", span, { feature: "template strings" });
      return { kind: "none", span };
    default: {
      const never: never = node;
      return never;
    }
  }
}

function convertConstant(c: Conversion, node: Of<"Constant"> | Of<"JoinedStr">): Expression {
  const span = c.span(node);
  const word = c.firstWord(node);
  const token = word?.tokens[0];
  if (word !== undefined && token?.kind === "string") return convertStrings(c, word);
  if (token?.kind === "number") return convertNumber(c, token);
  if (token?.text === "True" || token?.text === "False")
    return { kind: "bool", value: token.text === "True", span };
  return { kind: token?.text === "..." ? "ellipsis" : "none", span };
}

/** `a[*b]` is a tuple of one. */
function convertIndex(c: Conversion, node: ExprNode): Expression {
  const index = convertExpression(c, node);
  return index.kind === "starred" ? { kind: "tuple", elements: [index], span: index.span } : index;
}

function convertEntry(c: Conversion, key: ExprNode | null | undefined, value: ExprNode): DictEntry {
  return { key: optional(c, key), value: convertExpression(c, value) };
}

function convertCall(c: Conversion, node: Of<"Call">): Expression {
  const keywords = node.keywords.map(
    (keyword): Keyword => ({
      name: keyword.arg === undefined ? null : c.input.name(keyword.arg),
      value: convertExpression(c, keyword.value),
      span: c.span(keyword),
    }),
  );
  return {
    kind: "call",
    function: convertExpression(c, node.func),
    arguments: all(c, node.args),
    keywords,
    span: c.span(node),
  };
}

type Generators = Of<"ListComp">["generators"];

function convertGenerators(
  c: Conversion,
  node: Place & { readonly generators: Generators },
): Comprehension[] {
  return node.generators.map((generator) => {
    if (generator.is_async) {
      c.refuse("python/async", c.span(node));
    }
    return {
      target: convertExpression(c, generator.target),
      iterable: convertExpression(c, generator.iter),
      conditions: all(c, generator.ifs),
    };
  });
}

type Arguments = Of<"Lambda">["args"];
type Arg = Arguments["args"][number];

export function convertParameters(c: Conversion, args: Arguments, around: Place): Parameters {
  const parameter = (arg: Arg, fallback: ExprNode | null | undefined): Parameter => ({
    name: c.input.name(arg.arg),
    annotation: optional(c, arg.annotation),
    default: optional(c, fallback),
    span: c.span(arg.lineno === undefined ? around : arg),
  });
  const positional = [...args.posonlyargs, ...args.args];
  const firstDefault = positional.length - args.defaults.length;
  const withDefaults = positional.map((arg, i) => parameter(arg, args.defaults[i - firstDefault]));
  return {
    positionalOnly: withDefaults.slice(0, args.posonlyargs.length),
    positional: withDefaults.slice(args.posonlyargs.length),
    keywordOnly: args.kwonlyargs.map((arg, i) => parameter(arg, args.kw_defaults[i])),
    rest: args.vararg === undefined ? null : parameter(args.vararg, null),
    keywordRest: args.kwarg === undefined ? null : parameter(args.kwarg, null),
  };
}
