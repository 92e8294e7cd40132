/** Arithmetic, bits and comparisons. */
import type { CompareOperator, Expression } from "../5-python/tree.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import type { GlobalState, OperatorForm } from "../6-typed/ir.ts";
import { BINARY, COMPARE_HELPERS, COMPARE_NATIVE, UNARY } from "../language/python/operators.ts";
import { ANY, type PyType } from "../language/python/type.ts";
import { arrayLiteral, call, type Document, group, indent, line, softLine } from "./document.ts";
import { emitLoaded } from "./emit-call.ts";
import { emit, emitBoxed, emitDynamic, emitFor, emitReceiver } from "./emit-expression.ts";
import { dictProperty, fieldProperty, property } from "./emit-subscript.ts";
import { stringLiteral } from "./emit-text.ts";
import {
  arrowBody,
  atLeast,
  callOf,
  type Emitted,
  flat,
  flattens,
  isLogical,
  LEVEL,
  levelOf,
  operand,
  primary,
} from "./emitted-expression.ts";
import type { PythonContext } from "./python-context.ts";

type Binary = Expression & { readonly kind: "binary" };

/** `a op b` of JavaScript. */
export function nativeBinary(left: Emitted, operator: string, right: Emitted): Emitted {
  // `a && (b && c)` is `a && b && c`.
  const isSame = (operator === "&&" || operator === "||") && right.operator === operator;
  const [head, ...tail] = (isSame ? right.parts : undefined) ?? [operand(right, operator, true)];
  const last: Document[] = [[` ${operator}`, line, head ?? ""], ...tail];
  const goesOn =
    left.operator !== null && left.parts !== undefined && flattens(operator, left.operator);
  const parts = [
    ...((goesOn ? left.parts : undefined) ?? [operand(left, operator, false)]),
    ...last,
  ];
  const [first, ...rest] = parts;
  // With none of its kind below it, the right side stays behind a left one that is broken and ends in `)`.
  const stays = ![left, right].some(
    (e) => e.operator !== null && isLogical(e.operator) === isLogical(operator),
  );
  return {
    doc: group([first ?? "", indent(stays ? group(rest) : rest)]),
    level: levelOf(operator),
    operator,
    body: "other",
    parts,
    stays,
    below: true,
  };
}

export function emitBinary(context: PythonContext, e: Binary): Emitted {
  const form = context.facts.forms.get(e)?.[0] ?? "generic";
  return binaryForm(
    context,
    e,
    form,
    operandDoc(context, e.left, form),
    operandDoc(context, e.right, form),
  );
}

/** Also for `x += y`, with what stands for `x`. */
export function binaryForm(
  context: PythonContext,
  e: Pick<Binary, "operator" | "span">,
  form: OperatorForm,
  left: Emitted,
  right: Emitted,
): Emitted {
  const row = BINARY[e.operator];
  switch (form) {
    case "native":
      return nativeBinary(left, row.native, right);
    case "floor":
      return callOf(call("Math.floor", [nativeBinary(left, "/", right).doc]));
    case "int":
      return callOf(
        context.at(e.span, context.helper(row.intHelper ?? row.helper, [left.doc, right.doc])),
      );
    case "float":
      return callOf(
        context.at(e.span, context.helper(row.floatHelper ?? row.helper, [left.doc, right.doc])),
      );
    case "generic":
      return callOf(context.at(e.span, context.helper(row.helper, [left.doc, right.doc])));
    default:
      return form satisfies never;
  }
}

export function operandDoc(context: PythonContext, e: Expression, form: OperatorForm): Emitted {
  return form === "generic" ? primary(emitDynamic(context, e)) : emit(context, e);
}

export function emitUnary(
  context: PythonContext,
  e: Expression & { readonly kind: "unary" },
): Emitted {
  if (e.operator === "not") throw new Error("`not` is a test");
  const form = context.facts.forms.get(e)?.[0] ?? "generic";
  const row = UNARY[e.operator];
  if (form === "native") {
    const inner = emit(context, e.operand);
    // `--x` would be another operator.
    const clashes = row.native !== "~" && Array.isArray(inner.doc) && inner.doc[0] === row.native;
    const doc: Document =
      inner.level >= LEVEL.unary && !clashes ? inner.doc : ["(", inner.doc, ")"];
    return { doc: [row.native, doc], level: LEVEL.unary, operator: null, body: "other" };
  }
  const name = form === "int" ? row.intHelper : row.helper;
  return callOf(
    context.at(e.span, context.helper(name, [operandDoc(context, e.operand, form).doc])),
  );
}

export function emitCompare(
  context: PythonContext,
  e: Expression & { readonly kind: "compare" },
  negate = false,
): Emitted {
  const tested = context.facts.globalTests.get(e);
  if (tested !== undefined) return emitGlobalTest(context, e, tested, negate);
  const forms = context.facts.forms.get(e) ?? [];
  const operators = e.operators;
  if (operators.length === 1) {
    const [operator] = operators;
    const [right] = e.comparators;
    if (operator === undefined || right === undefined)
      throw new Error("a comparison has two sides");
    return comparison(context, e, operator, forms[0] ?? "generic", e.left, right, negate);
  }
  return emitChain(context, e, forms, negate);
}

/** `'n' in globals()` → `n !== undefined` */
function emitGlobalTest(
  context: PythonContext,
  e: Expression & { readonly kind: "compare" },
  { name, state }: { readonly name: string; readonly state: GlobalState },
  negate: boolean,
): Emitted {
  const isIn = (e.operators[0] === "in") !== negate;
  if (state !== "variable") return primary(String((state === "bound") === isIn));
  const operator = isIn ? "!==" : "===";
  return nativeBinary(primary(context.names.global(name)), operator, primary("undefined"));
}

const OPPOSITE: Partial<Readonly<Record<CompareOperator, CompareOperator>>> = {
  "==": "!=",
  "!=": "==",
  is: "is not",
  "is not": "is",
  in: "not in",
  "not in": "in",
};

/** An operand: an expression, or the name that already holds its value. */
type Side = Expression | { readonly kind: "held"; readonly name: string; readonly type: PyType };

function comparison(
  context: PythonContext,
  e: Expression,
  written: CompareOperator,
  form: OperatorForm,
  left: Side,
  right: Side,
  negate: boolean,
): Emitted {
  const opposite = negate ? OPPOSITE[written] : undefined;
  const operator = opposite ?? written;
  const flip = negate && opposite === undefined;
  if (operator === "in" || operator === "not in")
    return membership(context, e, operator, left, right);
  if (form === "native" && !isDecided(context, left, right)) {
    const native = COMPARE_NATIVE[operator];
    if (native !== undefined) {
      const plain = nativeBinary(
        comparedSide(context, left, right),
        native,
        comparedSide(context, right, left),
      );
      return flip ? not(plain) : plain;
    }
  }
  const generic = callOf(
    context.at(
      e.span,
      context.helper(COMPARE_HELPERS[operator], [
        dynamicSide(context, left),
        dynamicSide(context, right),
      ]),
    ),
  );
  return flip ? not(generic) : generic;
}

export const not = (inner: Emitted): Emitted => ({
  doc: [
    "!",
    inner.level >= LEVEL.unary
      ? inner.doc
      : ["(", group([indent([softLine, flat(inner)]), softLine]), ")"],
  ],
  level: LEVEL.unary,
  operator: null,
  body: "other",
  hugged: inner.operator !== null && isLogical(inner.operator),
});

/** TypeScript refuses a comparison that it can decide: of two literals, of a boolean that it knows. */
function isDecided(context: PythonContext, a: Side, b: Side): boolean {
  if (isLiteral(a) && isLiteral(b)) return true;
  if (isNewObject(a) || isNewObject(b)) return true;
  const isBool = sideType(context, a).kind === "bool" && sideType(context, b).kind === "bool";
  return isBool && (isLiteral(a) || isLiteral(b));
}

const isLiteral = (s: Side): boolean =>
  s.kind === "string" ||
  s.kind === "int" ||
  s.kind === "float" ||
  s.kind === "bool" ||
  (s.kind === "unary" && s.operator !== "not" && isLiteral(s.operand));

/** A new object is never None, and TypeScript knows it. */
const isNewObject = (s: Side): boolean =>
  s.kind === "list" || s.kind === "dict" || s.kind === "lambda" || s.kind === "listComprehension";

const side = (context: PythonContext, s: Side): Emitted =>
  s.kind === "held" ? primary(s.name) : emit(context, s);
/** Beside a str, a value that is not there differs as None does. */
const comparedSide = (context: PythonContext, s: Side, other: Side): Emitted =>
  s.kind !== "held" && sideType(context, other).kind === "str"
    ? (emitLoaded(context, s) ?? emit(context, s))
    : side(context, s);
const dynamicSide = (context: PythonContext, s: Side): Document =>
  s.kind !== "held"
    ? emitDynamic(context, s)
    : s.type.kind === "float"
      ? context.helper("boxFloat", [s.name])
      : s.name;
const sideType = (context: PythonContext, s: Side): PyType =>
  s.kind === "held" ? s.type : context.type(s);

function membership(
  context: PythonContext,
  e: Expression,
  operator: "in" | "not in",
  item: Side,
  container: Side,
): Emitted {
  const isIn = operator === "in";
  if (item.kind === "string" && container.kind === "name") {
    const field = fieldProperty(context, container, item.value, "in");
    if (field !== null)
      return nativeBinary(primary(field.loaded), isIn ? "!==" : "===", primary("undefined"));
  }
  const within = sideType(context, container);
  const known =
    item.kind === "held" || container.kind === "held"
      ? null
      : dictProperty(context, container, item);
  if (known !== null)
    return nativeBinary(
      primary(property(known.object, known.key)),
      isIn ? "!==" : "===",
      primary("undefined"),
    );
  const texts = constantTexts(container);
  if (texts !== null && sideType(context, item).kind === "str") {
    const includes = callOf(
      call([arrayLiteral(texts.map(stringLiteral)), ".includes"], [side(context, item).doc]),
    );
    return isIn ? includes : not(includes);
  }
  if (
    item.kind === "string" &&
    within.kind === "str" &&
    !/[\ud800-\udfff]/.test(item.value) &&
    container.kind !== "held"
  ) {
    const includes = callOf(
      call([textReceiver(context, container), ".includes"], [stringLiteral(item.value)]),
    );
    return isIn ? includes : not(includes);
  }
  return callOf(
    context.at(
      e.span,
      context.helper(COMPARE_HELPERS[operator], [
        dynamicSide(context, item),
        dynamicSide(context, container),
      ]),
    ),
  );
}

function textReceiver(context: PythonContext, e: Expression): Document {
  return atLeast(emitReceiver(context, e), LEVEL.primary);
}

/** `["a", "b"]`, `("a", "b")`, `{"a", "b"}` */
function constantTexts(container: Side): readonly string[] | null {
  if (container.kind !== "list" && container.kind !== "tuple" && container.kind !== "set")
    return null;
  const texts = container.elements.map((element) =>
    element.kind === "string" ? element.value : null,
  );
  return texts.length > 0 && texts.every((text) => text !== null) ? texts : null;
}

/** `a < b < c`: the middle is evaluated once, the end only if the start holds. */
function emitChain(
  context: PythonContext,
  e: Expression & { readonly kind: "compare" },
  forms: readonly OperatorForm[],
  negate: boolean,
): Emitted {
  const sides: Side[] = [e.left, ...e.comparators];
  const first: (readonly [string, Document] | null)[] = [];
  const repeated = sides.map((s, i): Side => {
    if (s.kind === "held" || i === 0 || i === sides.length - 1 || isPure(s)) return s;
    const type = context.type(s).kind === "union" ? ANY : context.type(s);
    const name = context.temporary("middle", type);
    if (name === null) return s;
    first[i] = [name, emitFor(context, s, type).doc];
    return { kind: "held", name, type };
  });
  if (
    context.temporaries === null &&
    sides.some((s, i) => i > 0 && i < sides.length - 1 && s.kind !== "held" && !isPure(s))
  ) {
    return chainAsCall(context, e, negate);
  }
  const parts = e.operators.map((operator, i): Emitted => {
    const left = repeated[i] ?? e.left;
    const right = repeated[i + 1] ?? e.left;
    const assigned = first[i + 1];
    const shown: Side =
      assigned === undefined || assigned === null ? right : { kind: "held", name: "", type: ANY };
    if (shown === right)
      return comparison(context, e, operator, forms[i] ?? "generic", left, right, false);
    const [name, doc] = assigned as readonly [string, Document];
    const type = right.kind === "held" ? right.type : ANY;
    return comparisonAssigning(context, e, operator, forms[i] ?? "generic", left, {
      name,
      doc,
      type,
    });
  });
  const all = parts.reduce((a, b) => nativeBinary(a, "&&", b));
  return negate ? not(all) : all;
}

function comparisonAssigning(
  context: PythonContext,
  e: Expression,
  operator: CompareOperator,
  form: OperatorForm,
  left: Side,
  right: { readonly name: string; readonly doc: Document; readonly type: PyType },
): Emitted {
  const assignment: Document = ["(", right.name, " = ", right.doc, ")"];
  const native = form === "native" ? COMPARE_NATIVE[operator] : undefined;
  if (native !== undefined) return nativeBinary(side(context, left), native, primary(assignment));
  return callOf(
    context.at(
      e.span,
      context.helper(COMPARE_HELPERS[operator], [
        dynamicSide(context, left),
        right.type.kind === "float" ? context.helper("boxFloat", [assignment]) : assignment,
      ]),
    ),
  );
}

/** Where no variable can be declared: `py.compareChain(["<", "<"], a, () => b, () => c)`. */
function chainAsCall(
  context: PythonContext,
  e: Expression & { readonly kind: "compare" },
  negate: boolean,
): Emitted {
  const operators = arrayLiteral(e.operators.map((operator) => stringLiteral(operator)));
  const rest = e.comparators.map((c): Document => arrowBody("()", emitBoxed(context.inArrow(), c)));
  const chained = callOf(
    context.at(
      e.span,
      context.helper("compareChain", [operators, emitDynamic(context, e.left), ...rest]),
    ),
  );
  return negate ? not(chained) : chained;
}
