/** Truth: tests, `and`, `or`, `not` and conditional expressions. */
import type { Expression } from "../5-python/tree.ts";
import { cannotFail } from "../6-typed/cannot-fail.ts";
import { isHarmless, isPure } from "../6-typed/infer-expression.ts";
import { testsForNone } from "../6-typed/narrow.ts";
import { sameTruth } from "../language/python/operators.ts";
import { ANY, mayBe, type PyType, without } from "../language/python/type.ts";
import { type Document, group, ifBreak, indent, line } from "./document.ts";
import { emitLoaded } from "./emit-call.ts";
import { emit, emitBoxed, emitDynamic, emitReceiver } from "./emit-expression.ts";
import { emitCompare, nativeBinary, not } from "./emit-operator.ts";
import {
  arrowBody,
  atLeast,
  callOf,
  type Emitted,
  flat,
  LEVEL,
  primary,
} from "./emitted-expression.ts";
import type { PythonContext } from "./python-context.ts";

/** A boolean of JavaScript, or what JavaScript finds as true as Python does. */
export function emitTest(context: PythonContext, e: Expression, negate = false): Emitted {
  if (e.kind === "unary" && e.operator === "not") return emitTest(context, e.operand, !negate);
  if (e.kind === "compare") return emitCompare(context, e, negate);
  if (e.kind === "and" || e.kind === "or") {
    const operator = e.kind === "and" ? "&&" : "||";
    const all = e.operands
      .map((operand) => emitTest(context, operand))
      .reduce((a, b) => nativeBinary(a, operator, b));
    return negate ? not(all) : all;
  }
  return truth(context, e, context.type(e), negate);
}

/** As `emitTest`, and the value itself is a boolean. */
export function emitBoolean(context: PythonContext, e: Expression): Emitted {
  const isBoolean =
    context.type(e).kind === "bool" ||
    e.kind === "compare" ||
    (e.kind === "unary" && e.operator === "not");
  if (isBoolean) return emitTest(context, e);
  if (
    (e.kind === "and" || e.kind === "or") &&
    e.operands.every((o) => context.type(o).kind === "bool")
  )
    return emitTest(context, e);
  return callOf(context.helper("truthy", [emitDynamic(context, e)]));
}

/** TypeScript refuses a test that it can decide by itself. */
const isConstant = (e: Expression): boolean =>
  e.kind === "none" ||
  e.kind === "string" ||
  e.kind === "int" ||
  e.kind === "float" ||
  e.kind === "lambda" ||
  (e.kind === "unary" && e.operator !== "not" && isConstant(e.operand));

function truth(context: PythonContext, e: Expression, type: PyType, negate: boolean): Emitted {
  if (isConstant(e))
    return callOf(context.helper(negate ? "not" : "truthy", [emitDynamic(context, e)]));
  if (type.kind === "bool" || sameTruth(type)) {
    const plain = emit(context, e);
    return negate ? not(plain) : plain;
  }
  if (e.kind === "name" && testsForNone(type)) {
    const isNone = nativeBinary(emit(context, e), negate ? "===" : "!==", primary("null"));
    return nativeBinary(
      isNone,
      negate ? "||" : "&&",
      truth(context, e, without(type, "none"), negate),
    );
  }
  if (type.kind === "float" && context.facts.forms.get(e)?.[0] !== "generic")
    return nativeBinary(emit(context, e), negate ? "===" : "!==", primary("0"));
  if (type.kind === "list") {
    const doc = atLeast(emitReceiver(context, e), LEVEL.primary);
    return nativeBinary(primary([doc, ".length"]), negate ? "===" : ">", primary("0"));
  }
  const tested = emitLoaded(context, e)?.doc ?? emitDynamic(context, e);
  return callOf(context.helper(negate ? "not" : "truthy", [tested]));
}

/** `a or b` as a value. */
export function emitChoice(
  context: PythonContext,
  e: Expression & { readonly kind: "and" | "or" },
): Emitted {
  const [first, ...rest] = e.operands;
  if (first === undefined) throw new Error("`and` and `or` have operands");
  const needsBox =
    e.operands.some((o) => mayBe(context.type(o), "float")) && context.type(e).kind === "any";
  const value = (o: Expression): Emitted => (needsBox ? emitBoxed(context, o) : emit(context, o));
  let loaded = e.kind === "or" ? emitLoaded(context, first) : null;
  // `a and b and c` is `a and (b and c)`: a test of a name stands once, before all that depends on it.
  if (first.kind === "name" && !isPlainOperand(context, first) && rest.length > 1 && !needsBox) {
    if (!context.facts.unbound.has(first) && !rest.every(isHarmless)) {
      const test = callOf(context.helper("truthy", [emit(context, first).doc]));
      const others = emitChoice(context, { ...e, operands: rest });
      const [then, orElse] = e.kind === "and" ? [others, value(first)] : [value(first), others];
      return conditional(test, then, orElse);
    }
  }
  let left = value(first);
  let leftIsPlain = isPlainOperand(context, first);
  let leftName =
    isPure(first) && first.kind === "name" && !context.facts.unbound.has(first) ? left.doc : null;
  for (const operand of rest) {
    left = choose(context, e.kind, left, leftIsPlain, leftName, operand, value, loaded);
    loaded = null;
    leftIsPlain = leftIsPlain && sameTruth(context.type(operand));
    leftName = null;
  }
  return left;
}

/** JavaScript's own `&&` and `||` choose as Python does. */
const isPlainOperand = (context: PythonContext, e: Expression): boolean =>
  sameTruth(context.type(e)) && !isConstant(e);

function choose(
  context: PythonContext,
  kind: "and" | "or",
  left: Emitted,
  leftIsPlain: boolean,
  leftName: Document | null,
  right: Expression,
  value: (o: Expression) => Emitted,
  /** The left side where undefined does as well as None. */
  loaded: Emitted | null,
): Emitted {
  const tested = (loaded ?? left).doc;
  if (leftIsPlain) return nativeBinary(left, kind === "and" ? "&&" : "||", value(right));
  if (isHarmless(right) && cannotFail(context.facts, right)) {
    return callOf(context.helper(kind, [tested, value(right).doc]));
  }
  if (leftName !== null) {
    const test = callOf(context.helper("truthy", [leftName]));
    const [then, orElse] = kind === "and" ? [value(right), left] : [left, value(right)];
    return conditional(test, then, orElse);
  }
  const name = context.temporary("first", ANY);
  if (name === null) {
    const inner = context.inArrow();
    return callOf(
      context.helper(kind === "and" ? "andThen" : "orElse", [
        tested,
        arrowBody("()", emitBoxed(inner, right)),
      ]),
    );
  }
  const test = callOf(context.helper("truthy", [["(", name, " = ", left.doc, ")"]]));
  const [then, orElse] =
    kind === "and" ? [value(right), primary(name)] : [primary(name), value(right)];
  return conditional(test, then, orElse);
}

export function conditional(test: Emitted, then: Emitted, orElse: Emitted): Emitted {
  const needsParentheses = test.level <= LEVEL.conditional || test.operator === "??";
  const head: Document = needsParentheses ? ["(", test.doc, ")"] : test.doc;
  // Only in a call and behind `return` the further operands of the test are indented.
  const unindentedHead = needsParentheses ? head : flat(test);
  // Prettier puts a conditional in the first branch into parentheses where it stands in one line.
  const branches = (branch: (e: Emitted) => Document): Document => {
    const first: Document =
      then.chained === undefined
        ? branch(then)
        : [ifBreak("", "("), indent(then.chained.first), ifBreak("", ")")];
    return [line, "? ", first, line, ": ", orElse.chained?.last ?? branch(orElse)];
  };
  return {
    doc: group([head, indent(branches(branch))]),
    level: LEVEL.conditional,
    operator: null,
    body: "conditional",
    chained: {
      first: [unindentedHead, branches(branch)],
      last: [indent(indent(unindentedHead)), indent(branches(branch))],
    },
    unindented: group([unindentedHead, indent(branches(unindentedBranch))]),
    below: test.operator !== null,
  };
}

function branch(e: Emitted): Document {
  const doc = e.level > LEVEL.arrow && e.operator !== "??" ? e.doc : ["(", e.doc, ")"];
  return indent(doc);
}

/** The operands of a binary branch stand below each other. */
const unindentedBranch = (e: Emitted): Document =>
  e.parts !== undefined && e.operator !== "??" ? indent(flat(e)) : branch(e);

export function emitConditional(
  context: PythonContext,
  e: Expression & { readonly kind: "conditional" },
): Emitted {
  const needsBox = context.type(e).kind === "any";
  const value = (branch: Expression): Emitted =>
    needsBox && mayBe(context.type(branch), "float")
      ? emitBoxed(context, branch)
      : emit(context, branch);
  return conditional(emitTest(context, e.test), value(e.then), value(e.orElse));
}
