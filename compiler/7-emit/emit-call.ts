/** Calls. What is called was decided in the typed stage; here it is written, in native JavaScript where that is equal. */
import type { Expression, Keyword } from "../5-python/tree.ts";
import { cannotFail } from "../6-typed/cannot-fail.ts";
import type { ResolvedCall } from "../6-typed/ir.ts";
import { BUILTINS, builtinHelper, isFloatRound } from "../language/python/builtins.ts";
import { isLiteralKey } from "../language/python/dict-keys.ts";
import { keywordsAsArguments } from "../language/python/keywords.ts";
import { likelyHelper } from "../language/python/methods.ts";
import { takesPlainFloats } from "../language/python/modules.ts";
import { arrayLiteral, call, type Document, objectLiteral } from "./document.ts";
import { conditional } from "./emit-choice.ts";
import { emitQuantifier, generatorAsList } from "./emit-comprehension.ts";
import {
  emit,
  emitArgument,
  emitBoxed,
  emitDynamic,
  emitReceiver,
  readName,
} from "./emit-expression.ts";
import { emitExternal, emitObjectCall, emitThread } from "./emit-ksml-call.ts";
import { elements, propertyName } from "./emit-literal.ts";
import { nativeBinary } from "./emit-operator.ts";
import { fieldProperty, property } from "./emit-subscript.ts";
import { stringLiteral } from "./emit-text.ts";
import { atLeast, awaited, callOf, type Emitted, LEVEL, primary } from "./emitted-expression.ts";
import { helper, type PythonContext } from "./python-context.ts";

type Call = Expression & { readonly kind: "call" };

export function emitCall(context: PythonContext, e: Call): Emitted {
  const called = emitCalled(context, e);
  return context.facts.waits.has(e) ? awaited(called) : called;
}

function emitCalled(context: PythonContext, e: Call): Emitted {
  const resolved = context.facts.calls.get(e) ?? { kind: "call" };
  switch (resolved.kind) {
    case "helper":
      return emitHelper(context, e, resolved.path);
    case "method":
      return emitMethod(context, e, resolved.helper);
    case "dictGet":
      return emitDictGet(context, e, resolved);
    case "fieldGet":
      return emitFieldGet(context, e, resolved);
    case "log":
      return callOf(
        context.at(e.span, call(`log.${resolved.method}`, elements(context, e.arguments))),
      );
    case "object":
      return emitObjectCall(context, e);
    case "external":
      return emitExternal(context, e);
    case "thread":
      return emitThread(context, e);
    case "direct":
      return emitDirect(context, e, resolved.arguments);
    case "mismatch":
      return callOf(
        context.at(
          e.span,
          context.helper("refuseCall", [
            stringLiteral(resolved.text),
            ...elements(context, argumentsOf(e)),
          ]),
        ),
      );
    case "isinstance":
      return emitIsInstance(context, e, resolved.test);
    case "callMethod":
      return emitCallMethod(context, e);
    case "call":
      return emitDynamicCall(context, e);
    default:
      return resolved satisfies never;
  }
}

const argumentsOf = (e: Call): readonly Expression[] => [
  ...e.arguments,
  ...e.keywords.map((keyword) => keyword.value),
];

function emitHelper(context: PythonContext, e: Call, path: readonly string[]): Emitted {
  const name = path.join(".");
  const native = path.length === 1 ? emitNative(context, e, name) : null;
  if (native !== null) return native;
  if (name === "print" && e.keywords.length > 0) {
    return callOf(
      context.at(
        e.span,
        context.helper("printWith", [
          arrayLiteral(elements(context, e.arguments)),
          keywordObject(context, e.keywords),
        ]),
      ),
    );
  }
  const plain = takesPlainFloats(name);
  const drains = path.length === 1 && BUILTINS.get(name)?.drains === true;
  const args = e.arguments.map((argument): Document => {
    if (argument.kind === "generatorExpression" && drains)
      return generatorAsList(context, argument);
    if (plain) return emit(context, argument).doc;
    return emitArgument(context, argument);
  });
  if (e.keywords.length > 0) args.push(keywordObject(context, e.keywords));
  return callOf(
    context.at(
      e.span,
      call(path.length === 1 ? helper(builtinHelper(name)) : helper(...path), args),
    ),
  );
}

/** `py.len(xs)` of a list is its length, and the like. */
function emitNative(context: PythonContext, e: Call, name: string): Emitted | null {
  const [first, second] = e.arguments;
  if (first === undefined || e.keywords.length > 0) return null;
  if (
    name === "round" &&
    second !== undefined &&
    isFloatRound(context.type(first), context.type(second))
  ) {
    return callOf(
      context.at(
        e.span,
        context.helper("floatRound", [emit(context, first).doc, emit(context, second).doc]),
      ),
    );
  }
  if (second !== undefined) return null;
  const type = context.type(first);
  if (name === "len" && type.kind === "list") {
    return primary([atLeast(emitReceiver(context, first), LEVEL.primary), ".length"]);
  }
  if (name === "str" && type.kind === "str") return emit(context, first);
  if (name === "float" && type.kind === "float") return emit(context, first);
  if (name === "abs" && type.kind === "float")
    return callOf(call("Math.abs", [emit(context, first).doc]));
  if ((name === "any" || name === "all") && first.kind === "generatorExpression")
    return emitQuantifier(context, first, name);
  return null;
}

/** `{ key: f, reverse: true }` */
export function keywordObject(
  context: PythonContext,
  keywords: readonly Keyword[],
  write = emitArgument,
): Document {
  const isLiteral = keywords.every(
    (keyword) => keyword.name !== null && isLiteralKey(keyword.name),
  );
  if (isLiteral) {
    return objectLiteral(
      keywords.map(
        (keyword): Document => [
          propertyName(keyword.name ?? ""),
          ": ",
          write(context, keyword.value),
        ],
      ),
    );
  }
  const parts = keywords.map((keyword) =>
    keyword.name === null
      ? emitDynamic(context, keyword.value)
      : keywordObject(context, [keyword], write),
  );
  return context.helper("mergeDicts", parts);
}

function emitMethod(context: PythonContext, e: Call, name: string): Emitted {
  if (e.function.kind !== "attribute") throw new Error("a method has a receiver");
  const receiver = e.function.value;
  const positional = keywordsAsArguments(name, e.arguments, e.keywords);
  if (positional === null) return emitCallMethod(context, e);
  const args = positional.arguments.map((argument): Document => {
    if (argument === null) return "undefined";
    return name === "strJoin" && argument.kind === "generatorExpression"
      ? generatorAsList(context, argument)
      : emitArgument(context, argument);
  });
  if (positional.rest.length > 0) args.push(keywordObject(context, positional.rest));
  if (name === "strFormat") {
    const keywords = positional.rest.length > 0 ? [args.pop() ?? ""] : [];
    return callOf(
      context.at(
        e.span,
        context.helper(name, [emit(context, receiver).doc, arrayLiteral(args), ...keywords]),
      ),
    );
  }
  return callOf(context.at(e.span, context.helper(name, [emit(context, receiver).doc, ...args])));
}

type DictGet = ResolvedCall & { readonly kind: "dictGet" };

/** `value.get("x")` where undefined does as well as None: as a test, or beside what is never None. Null: it is no such call. */
export function emitLoaded(context: PythonContext, e: Expression): Emitted | null {
  if (e.kind !== "call") return null;
  const get = context.facts.calls.get(e);
  const [, fallback] = e.arguments;
  if (get?.kind !== "dictGet" || (fallback !== undefined && fallback.kind !== "none")) return null;
  return primary(loadedItem(context, e, get));
}

function loadedItem(context: PythonContext, e: Call, get: DictGet): Document {
  if (e.function.kind !== "attribute") throw new Error("`get` has a receiver");
  const receiver = e.function.value;
  const dict = get.asDict
    ? context.at(e.span, context.helper("asDict", [emitDynamic(context, receiver), '"get"']))
    : dictReceiver(context, receiver);
  return property(dict, get.key);
}

function emitDictGet(context: PythonContext, e: Call, get: DictGet): Emitted {
  const [, fallback] = e.arguments;
  const loaded = loadedItem(context, e, get);
  if (context.facts.knownFields.has(e)) return primary(loaded);
  if (fallback === undefined || fallback.kind === "none")
    return nativeBinary(primary(loaded), "??", primary("null"));
  return callOf(context.helper("get", [loaded, emitDynamic(context, fallback)]));
}

/** `value.get("x", d)` on a struct in typed form. */
function emitFieldGet(
  context: PythonContext,
  e: Call,
  { field, isOptional }: ResolvedCall & { readonly kind: "fieldGet" },
): Emitted {
  if (e.function.kind !== "attribute") throw new Error("`get` has a receiver");
  const found = fieldProperty(context, e.function.value, field, "get");
  if (found === null) throw new Error("the receiver is a struct");
  const [, fallback] = e.arguments;
  const loaded = primary(found.loaded);
  if (!isOptional) return loaded;
  if (fallback === undefined || fallback.kind === "none")
    return nativeBinary(loaded, "??", primary("null"));
  // A static float becomes a value of any type where the default is something else.
  const result = context.type(e);
  const isBoxed = result.kind === "any";
  const own = isBoxed ? callOf(context.helper("boxed", [found.loaded])) : loaded;
  const otherwise = isBoxed ? emitBoxed(context, fallback) : emit(context, fallback);
  return conditional(nativeBinary(loaded, "===", primary("undefined")), otherwise, own);
}

function dictReceiver(context: PythonContext, e: Expression): Document {
  const emitted = emitReceiver(context, e);
  return emitted.level === LEVEL.primary && e.kind !== "dict"
    ? emitted.doc
    : ["(", emitted.doc, ")"];
}

function emitDirect(
  context: PythonContext,
  e: Call,
  args: readonly (Expression | null)[],
): Emitted {
  if (e.function.kind !== "name") throw new Error("a direct call has a name");
  const docs = args.map(
    (argument): Document => (argument === null ? "undefined" : emitDynamic(context, argument)),
  );
  const callee = context.facts.unbound.has(e.function)
    ? readName(context, e.function).doc
    : context.name(e.function.name);
  return callOf(context.at(e.span, call(callee, docs)));
}

function emitIsInstance(
  context: PythonContext,
  e: Call,
  test: "str" | "bool" | "dict" | "list" | "none",
): Emitted {
  const [value] = e.arguments;
  if (value === undefined) throw new Error("isinstance has arguments");
  const emitted = emitBoxed(context, value);
  switch (test) {
    case "str":
    case "bool": {
      const type = typeOf(emitLoaded(context, value) ?? emitted);
      return nativeBinary(type, "===", primary(test === "str" ? '"string"' : '"boolean"'));
    }
    case "dict":
      return callOf(context.helper("isDict", [emitted.doc]));
    case "list":
      return callOf(call("Array.isArray", [emitted.doc]));
    case "none":
      return nativeBinary(emitted, "===", primary("null"));
    default:
      return test satisfies never;
  }
}

const typeOf = (value: Emitted): Emitted => ({
  doc: ["typeof ", atLeast(value, LEVEL.unary)],
  level: LEVEL.unary,
  operator: null,
  body: "other",
});

function emitCallMethod(context: PythonContext, e: Call): Emitted {
  if (e.function.kind !== "attribute") throw new Error("a method has a receiver");
  const { value, attribute } = e.function;
  const name = stringLiteral(attribute);
  const receiver = emitDynamic(context, value);
  // Python looks the method up before it evaluates the arguments.
  const fails = !argumentsOf(e).every((argument) => cannotFail(context.facts, argument));
  const found = fails ? context.at(e.span, context.helper("having", [receiver, name])) : receiver;
  const written = (helper: string, args: readonly Document[]): Emitted =>
    callOf(context.at(e.span, context.helper(helper, [found, ...args])));
  if (e.keywords.length > 0) return written("callMethodWith", [name, ...packed(context, e)]);
  const likely = likelyHelper(attribute, e.arguments);
  const args = elements(context, e.arguments);
  return likely === null ? written("callMethod", [name, ...args]) : written(likely, args);
}

/** `[a, b], { key: c }` */
function packed(context: PythonContext, e: Call): Document[] {
  const args: Document[] = [];
  if (e.arguments.length > 0 || e.keywords.length > 0)
    args.push(arrayLiteral(elements(context, e.arguments)));
  if (e.keywords.length > 0) args.push(keywordObject(context, e.keywords, emitDynamic));
  return args;
}

function emitDynamicCall(context: PythonContext, e: Call): Emitted {
  return callOf(
    context.at(
      e.span,
      context.helper("call", [emitDynamic(context, e.function), ...packed(context, e)]),
    ),
  );
}
