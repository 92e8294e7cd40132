/** Calls: what is called is decided here, once. */
import type { Expression, Keyword, Parameters } from "../5-python/tree.ts";
import {
  BUILTIN_CLASSES,
  BUILTINS,
  classCallResult,
  EXCEPTION_NAMES,
  LOOKING,
} from "../language/python/builtins.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { type ObjectName, objectCall } from "../language/python/ksml-objects.ts";
import { LOG_METHODS } from "../language/python/log.ts";
import {
  DICT_ONLY_METHODS,
  type MethodReceiver,
  methodRow,
  takesArguments,
} from "../language/python/methods.ts";
import { MODULE_CLASSES, moduleCallResult, WAITING_FUNCTIONS } from "../language/python/modules.ts";
import {
  ANY,
  BOOL,
  isImmutable,
  join,
  mayBe,
  NONE,
  type PyType,
  STR,
} from "../language/python/type.ts";
import { fitArguments, ksmlParameters } from "./fit-arguments.ts";
import { infer, inferHeld, isHarmless } from "./infer-expression.ts";
import { inferName, meaningOf } from "./infer-name.ts";
import { decideThread } from "./infer-thread.ts";
import type { ResolvedCall } from "./ir.ts";
import { callOnDict, readField, runUnknown, shareInside } from "./known-fields.ts";
import { mayRunCode } from "./lazy-code.ts";
import { type Flow, markWait } from "./program.ts";
import { mayBeStore } from "./store-object.ts";
import { fieldOf, fieldType, structOf } from "./typed-form.ts";

type Call = Expression & { readonly kind: "call" };
type Decided = { readonly call: ResolvedCall; readonly result: PyType };

export function inferCall(flow: Flow, e: Call): PyType {
  const { call, result } = decide(flow, e);
  flow.program.facts.calls.set(e, call);
  return afterCall(flow, e, call) ?? result;
}

function decide(flow: Flow, e: Call): Decided {
  const callee = e.function;
  if (callee.kind === "attribute") return decideAttribute(flow, e, callee);
  if (callee.kind === "name") return decideName(flow, e, callee);
  infer(flow, callee);
  inferArguments(flow, e);
  return { call: { kind: "call" }, result: ANY };
}

/** `take`: `inferHeld` where the called function only looks at what it gets. */
function inferArguments(flow: Flow, e: Call, take = infer): readonly PyType[] {
  const types = e.arguments.map((argument) => take(flow, argument));
  for (const keyword of e.keywords) take(flow, keyword.value);
  return types;
}

/** What the call may do to dicts that are known; the type of a field that it reads. */
function afterCall(flow: Flow, e: Call, call: ResolvedCall): PyType | null {
  const callee = e.function;
  flow.program.facts.knownFields.delete(e);
  if (flow.program.facts.waits.has(e)) runUnknown(flow);
  switch (call.kind) {
    case "dictGet": {
      const [key] = e.arguments;
      if (callee.kind !== "attribute" || key === undefined) return null;
      const type = readField(flow, e, callee.value, key);
      if (type !== null && !isImmutable(type)) shareInside(flow, callee.value);
      return type;
    }
    case "method":
    case "callMethod":
      if (callee.kind === "attribute")
        callOnDict(flow, callee.value, callee.attribute, e.arguments);
      return null;
    case "helper": {
      const types = e.arguments.map((argument) => flow.program.facts.types.get(argument) ?? ANY);
      const isCalled = types.some((type) => type.kind === "function" || type.kind === "class");
      if (call.path.join(".") === "dict") for (const one of e.arguments) shareInside(flow, one);
      if (isCalled || types.some((type) => mayRunCode(flow.program, type))) runUnknown(flow);
      return null;
    }
    case "direct":
    case "external":
    case "thread":
    case "call":
      runUnknown(flow);
      return null;
    default:
      return null;
  }
}

const isPlain = (e: Call): boolean =>
  e.arguments.every((a) => a.kind !== "starred") && e.keywords.every((k) => k.name !== null);

function decideName(flow: Flow, e: Call, callee: Expression & { readonly kind: "name" }): Decided {
  const type = inferName(flow, callee, true);
  flow.program.facts.types.set(callee, type);
  const meaning = meaningOf(flow, callee.name);
  switch (meaning.kind) {
    case "builtin":
      return decideBuiltin(flow, e, callee.name);
    case "import":
      return moduleCall(flow, e, meaning.module);
    case "helper":
      inferArguments(flow, e);
      if (!isPlain(e)) return { call: { kind: "call" }, result: ANY };
      if (meaning.waits) markWait(flow, e);
      return { call: { kind: "external" }, result: ANY };
    case "def":
    case "ksml":
    case "local":
      return decideDirect(flow, e, callee, meaning.kind);
    default:
      inferArguments(flow, e);
      return { call: { kind: "call" }, result: ANY };
  }
}

function decideBuiltin(flow: Flow, e: Call, name: string): Decided {
  const types = inferArguments(flow, e, LOOKING.has(name) ? inferHeld : infer);
  if (!BUILTINS.has(name) && !EXCEPTION_NAMES.has(name))
    return { call: { kind: "call" }, result: ANY };
  if (!isPlain(e)) return { call: { kind: "call" }, result: ANY };
  if (name === "isinstance") {
    const test = nativeTest(flow, e);
    if (test !== null) return { call: { kind: "isinstance", test }, result: BOOL };
  }
  const result = BUILTIN_CLASSES.has(name)
    ? classCallResult(name, types)
    : (BUILTINS.get(name)?.result(types) ?? ANY);
  return { call: { kind: "helper", path: [name] }, result };
}

const NATIVE_TESTS = new Set(["str", "bool", "dict", "list"]);

function nativeTest(flow: Flow, e: Call): "str" | "bool" | "dict" | "list" | null {
  const [value, cls] = e.arguments;
  if (
    value === undefined ||
    cls?.kind !== "name" ||
    e.arguments.length !== 2 ||
    e.keywords.length > 0
  )
    return null;
  if (meaningOf(flow, cls.name).kind !== "builtin" || !NATIVE_TESTS.has(cls.name)) return null;
  return cls.name as "str" | "bool" | "dict" | "list";
}

function moduleCall(flow: Flow, e: Call, module: string): Decided {
  if (module === "threading.Thread") return decideThread(flow, e);
  inferArguments(flow, e, LOOKING.has(module) ? inferHeld : infer);
  if (!isPlain(e)) return { call: { kind: "call" }, result: ANY };
  if (MODULE_CLASSES.has(module)) return { call: { kind: "call" }, result: ANY };
  if (WAITING_FUNCTIONS.has(module)) markWait(flow, e);
  return { call: { kind: "helper", path: module.split(".") }, result: moduleCallResult(module) };
}

function decideDirect(
  flow: Flow,
  e: Call,
  callee: Expression & { readonly kind: "name" },
  kind: "def" | "ksml" | "local",
): Decided {
  inferArguments(flow, e);
  const { program } = flow;
  const target = kind === "local" ? localDef(flow, callee.name) : targetOf(flow, callee.name, kind);
  if (target === null || !isPlain(e)) {
    if (kind !== "local") program.asValue.add(callee.name);
    return { call: { kind: "call" }, result: ANY };
  }
  const fitted = fitArguments(
    callee.name,
    target.parameters,
    e.arguments,
    e.keywords as readonly Keyword[],
  );
  if (fitted === null) {
    if (kind !== "local") program.asValue.add(callee.name);
    return { call: { kind: "call" }, result: ANY };
  }
  if (fitted.kind === "direct" && program.waiting.has(target.node)) markWait(flow, e);
  return { call: fitted, result: target.result };
}

interface Target {
  readonly parameters: Parameters;
  readonly result: PyType;
  /** What waits, if it does: the function, or the `def`. */
  readonly node: object;
}

function targetOf(flow: Flow, name: string, kind: "def" | "ksml"): Target | null {
  const { program } = flow;
  const result = program.results.get(name) ?? { kind: "never" };
  if (kind === "def") {
    const def = program.defs.get(name);
    if (def === undefined || def.decorators.length > 0) return null;
    return { parameters: def.parameters, result: def.isGenerator ? ANY : result, node: def };
  }
  const ksml = program.ksml.get(name);
  return ksml === undefined ? null : { parameters: ksmlParameters(ksml), result, node: ksml };
}

/** A `def` inside of a function that nothing rebinds. */
function localDef(flow: Flow, name: string): Target | null {
  const slot = flow.env?.get(name);
  const placement = slot?.owner.plan.get(name)?.placement;
  if (slot === undefined || placement?.kind !== "declaration") return null;
  const def = flow.program.localDefs.get(slot.owner)?.get(name);
  if (def === undefined || def.decorators.length > 0) return null;
  const result = flow.program.facts.defs.get(def)?.result ?? { kind: "never" };
  return { parameters: def.parameters, result: def.isGenerator ? ANY : result, node: def };
}

function decideAttribute(
  flow: Flow,
  e: Call,
  callee: Expression & { readonly kind: "attribute" },
): Decided {
  const receiver = inferHeld(flow, callee.value);
  const { attribute } = callee;
  if (receiver.kind === "module") return moduleCall(flow, e, `${receiver.name}.${attribute}`);
  // Stores and metrics take copies.
  const isHeld = receiver.kind === "object" || receiver.kind === "logger";
  inferArguments(flow, e, isHeld ? inferHeld : infer);
  if (receiver.kind === "object") return decideObject(flow, e, receiver.name, attribute);
  if (receiver.kind === "logger") {
    const result: PyType = attribute.startsWith("is")
      ? BOOL
      : attribute === "getName"
        ? STR
        : { kind: "none" };
    return LOG_METHODS.has(attribute) && isPlain(e) && e.keywords.length === 0
      ? { call: { kind: "log", method: attribute }, result }
      : { call: { kind: "callMethod" }, result: ANY };
  }
  if (!isPlain(e)) return { call: { kind: "callMethod" }, result: ANY };
  const field = attribute === "get" ? fieldGet(flow, e, receiver) : null;
  if (field !== null) return field;
  const get =
    attribute !== "get" || callee.value.kind === "dict" ? null : dictGet(flow, e, receiver);
  if (get !== null) return { call: get, result: ANY };
  const row = isReceiver(receiver) ? methodRow(receiver.kind, attribute) : null;
  const count = e.arguments.length + (attribute === "sort" ? 0 : e.keywords.length);
  if (row !== null && (attribute === "update" || takesArguments(row.helper, count)))
    return { call: { kind: "method", helper: row.helper }, result: row.result };
  return { call: { kind: "callMethod" }, result: ANY };
}

/** `store.get(key)`. What the object has no such method for goes to run time, which raises as Python does. */
function decideObject(flow: Flow, e: Call, object: ObjectName, method: string): Decided {
  const isSimple = isPlain(e) && e.keywords.length === 0;
  const known = isSimple ? objectCall(object, method, e.arguments.length) : null;
  if (known === null) return { call: { kind: "callMethod" }, result: ANY };
  if (known.waits) markWait(flow, e);
  const { result, plainFloats, lends } = known;
  return { call: { kind: "object", method, plainFloats, lends }, result };
}

const RECEIVERS: ReadonlySet<string> = new Set<MethodReceiver>([
  "str",
  "list",
  "dict",
  "set",
  "tuple",
  "bytes",
  "int",
]);

const isReceiver = (type: PyType): type is PyType & { readonly kind: MethodReceiver } =>
  RECEIVERS.has(type.kind);

/** `value.get("field")` on a struct in typed form. */
function fieldGet(flow: Flow, e: Call, receiver: PyType): Decided | null {
  const schema = structOf(receiver);
  const [key, fallback] = e.arguments;
  if (schema === null || key?.kind !== "string") return null;
  const field = fieldOf(schema, key.value);
  if (field === undefined) return null;
  const call: ResolvedCall = { kind: "fieldGet", field: field.name, isOptional: !field.required };
  const own = fieldType(field);
  if (field.required) return { call, result: own };
  const otherwise = fallback === undefined ? NONE : flow.program.facts.types.get(fallback);
  return { call, result: join(own, otherwise ?? ANY) };
}

/** `x.get("key")`, `x.get("key", constant)` */
function dictGet(flow: Flow, e: Call, receiver: PyType): ResolvedCall | null {
  const [key, fallback] = e.arguments;
  if (
    !mayBe(receiver, "dict") ||
    mayBeStore(flow.program, receiver) ||
    e.keywords.length > 0 ||
    e.arguments.length > 2
  )
    return null;
  if (key?.kind !== "string" || !isPropertyKey(key.value)) return null;
  if (fallback !== undefined && !isHarmless(fallback)) return null;
  return { kind: "dictGet", key: key.value, asDict: receiver.kind !== "dict" };
}

/** A method call through which its receiver is known to be a dict. */
export const isDictMethod = (attribute: string): boolean => DICT_ONLY_METHODS.has(attribute);
