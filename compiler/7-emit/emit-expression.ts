/** Python expressions as TypeScript. Each construct family has a file of its own; here they meet. */
import type { Expression } from "../5-python/tree.ts";
import { BUILTIN_CLASSES, builtinHelper } from "../language/python/builtins.ts";
import { objectProperty } from "../language/python/ksml-objects.ts";
import { mayBe, type PyType } from "../language/python/type.ts";
import { call, type Document, imported } from "./document.ts";
import { emitCall } from "./emit-call.ts";
import { emitBoolean, emitChoice, emitConditional, emitTest } from "./emit-choice.ts";
import { emitComprehension } from "./emit-comprehension.ts";
import { emitKeptLambda, emitLambda } from "./emit-lambda.ts";
import { emitDisplay, emitFormatted, emitLiteral } from "./emit-literal.ts";
import { emitBinary, emitCompare, emitUnary } from "./emit-operator.ts";
import { emitSubscript } from "./emit-subscript.ts";
import { stringLiteral } from "./emit-text.ts";
import { atLeast, callOf, type Emitted, LEVEL, primary } from "./emitted-expression.ts";
import { helper, type PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

/** In the form of its own type: a static float is a plain number. */
export function emit(context: PythonContext, e: Expression): Emitted {
  switch (e.kind) {
    case "none":
    case "bool":
    case "int":
    case "float":
    case "string":
    case "bytes":
    case "ellipsis":
      return emitLiteral(e);
    case "formatted":
      return primary(emitFormatted(context, e.parts));
    case "name":
      return emitName(context, e);
    case "attribute":
      return emitAttribute(context, e);
    case "subscript":
      return emitSubscript(context, e);
    case "slice":
      return callOf(
        context.helper(
          "slice",
          [e.lower, e.upper, e.step].map((part) =>
            part === null ? "null" : emitDynamic(context, part),
          ),
        ),
      );
    case "call":
      return emitCall(context, e);
    case "binary":
      return emitBinary(context, e);
    case "unary":
      return e.operator === "not" ? emitNot(context, e.operand) : emitUnary(context, e);
    case "and":
    case "or":
      return emitChoice(context, e);
    case "compare":
      return emitCompare(context, e);
    case "conditional":
      return emitConditional(context, e);
    case "list":
    case "tuple":
    case "set":
    case "dict":
      return emitDisplay(context, e);
    case "listComprehension":
    case "setComprehension":
    case "dictComprehension":
    case "generatorExpression":
      return emitComprehension(context, e);
    case "lambda":
      return emitKeptLambda(context, e);
    case "named": {
      const value = emitFor(context, e.value, context.variableType(e.target)).doc;
      return primary(["(", context.name(e.target), " = ", value, ")"]);
    }
    case "starred":
      return primary(["...", iterable(context, e.value)]);
    case "yield":
      return {
        doc: ["yield ", e.value === null ? "null" : emitDynamic(context, e.value)],
        level: LEVEL.arrow,
        operator: null,
        body: "other",
      };
    case "yieldFrom":
      return {
        doc: ["yield* ", context.helper("yieldFrom", [emitDynamic(context, e.value)])],
        level: LEVEL.arrow,
        operator: null,
        body: "other",
      };
    default:
      return e satisfies never;
  }
}

/** `not x` as a value; `not not x` is a boolean, too. */
function emitNot(context: PythonContext, operand: Expression): Emitted {
  const isTwice = operand.kind === "unary" && operand.operator === "not";
  return isTwice ? emitBoolean(context, operand.operand) : emitTest(context, operand, true);
}

/** What a property is read of. Where TypeScript finds that there can be no value, it is told the type. */
export function emitReceiver(context: PythonContext, e: Expression): Emitted {
  const emitted = emit(context, e);
  if (!context.facts.withoutValue.has(e)) return emitted;
  return primary(["(", emitted.doc, " as ", pythonType(context.type(e)), ")"]);
}

/** As an argument, operand or element of any type: a static float is boxed. */
export function emitDynamic(context: PythonContext, e: Expression): Document {
  return emitBoxed(context, e).doc;
}

/** The same with what its surroundings need to lay it out. */
export function emitBoxed(context: PythonContext, e: Expression): Emitted {
  const type = context.type(e);
  const emitted = emit(context, e);
  if (type.kind === "any" || !mayBe(type, "float")) return emitted;
  if (type.kind !== "float") return callOf(context.helper("boxed", [emitted.doc]));
  if (e.kind !== "float") return callOf(context.helper("boxFloat", [emitted.doc]));
  if (!Number.isInteger(e.value)) return emitted;
  return primary(["new ", helper("PyFloat"), "(", emitted.doc, ")"]);
}

/** As an argument of a function of the runtime, which calls what it gets with the right arguments. */
export function emitArgument(context: PythonContext, e: Expression): Document {
  return e.kind === "lambda" ? emitLambda(context, e).doc : emitDynamic(context, e);
}

/** Where a value of the type is wanted, the declared one of a variable for example. */
export function emitFor(
  context: PythonContext,
  e: Expression,
  wanted: PyType | undefined,
): Emitted {
  const takesFloats = wanted !== undefined && wanted.kind !== "any" && mayBe(wanted, "float");
  return takesFloats ? emit(context, e) : emitBoxed(context, e);
}

/** An iterable of JavaScript: a list is one itself. */
export function iterable(context: PythonContext, e: Expression): Document {
  // JavaScript iterates over a string by code points as well.
  if (context.type(e).kind === "str") return emit(context, e).doc;
  return context.type(e).kind === "list"
    ? emit(context, e).doc
    : context.helper("iter", [emitDynamic(context, e)]);
}

function emitName(context: PythonContext, e: Expression & { readonly kind: "name" }): Emitted {
  const injected = context.facts.injected.get(e);
  if (injected === "log") return primary("log");
  if (injected === "store") return primary(context.store(e));
  if (injected === "metrics") return primary(imported("metrics", "ksmlc/runtime"));
  if (injected === "moduleName") return primary('"__main__"');
  if (injected === "builtin") {
    return primary(
      BUILTIN_CLASSES.has(e.name) ? helper("types", e.name) : helper(builtinHelper(e.name)),
    );
  }
  const type = context.type(e);
  if (type.kind === "module") return primary(helper(...type.name.split(".")));
  return readName(context, e);
}

const CHECKS = { local: "bound", free: "boundFree", global: "boundGlobal" } as const;

/** A variable, checked where it may be unbound. */
export function readName(
  context: PythonContext,
  e: Expression & { readonly kind: "name" },
): Emitted {
  const unbound = context.facts.unbound.get(e) ?? context.uncheckedBinding(e.name);
  if (unbound === undefined) return primary(context.name(e.name));
  return callOf(
    context.at(
      e.span,
      call(
        [helper(CHECKS[unbound]), context.isUnbound(e) ? ["<", helper("Value"), ">"] : ""],
        [context.isUnbound(e) ? "undefined" : context.name(e.name), stringLiteral(e.name)],
      ),
    ),
  );
}

function emitAttribute(
  context: PythonContext,
  e: Expression & { readonly kind: "attribute" },
): Emitted {
  const type = context.type(e);
  if (type.kind === "module") return primary(helper(...type.name.split(".")));
  const value = context.type(e.value);
  if (value.kind === "object" && objectProperty(value.name, e.attribute) !== null) {
    return primary([atLeast(emit(context, e.value), LEVEL.primary), ".", e.attribute]);
  }
  if (value.kind === "module") return primary(helper(...value.name.split("."), e.attribute));
  return callOf(
    context.at(
      e.span,
      context.helper("getAttr", [emitDynamic(context, e.value), stringLiteral(e.attribute)]),
    ),
  );
}
