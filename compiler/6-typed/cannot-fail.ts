/**
 * Expressions that raise nothing and change nothing, whatever the values are: it makes no difference whether they are
 * evaluated before or after something that raises. And those that change nothing, but may raise.
 */
import type { Expression, FormattedPart } from "../5-python/tree.ts";
import { isOnly } from "../language/python/type.ts";
import { childExpressions } from "./children.ts";
import type { Facts, ResolvedCall } from "./ir.ts";

export function cannotFail(facts: Facts, e: Expression): boolean {
  const all = (parts: readonly Expression[]): boolean =>
    parts.every((part) => cannotFail(facts, part));
  switch (e.kind) {
    case "none":
    case "bool":
    case "int":
    case "float":
    case "string":
    case "bytes":
    case "ellipsis":
    case "lambda":
      return true;
    case "name":
      return !facts.unbound.has(e);
    case "subscript":
      return facts.knownFields.has(e) && cannotFail(facts, e.value);
    case "list":
    case "tuple":
      return all(e.elements);
    case "dict":
      return e.entries.every(
        ({ key, value }) => key?.kind === "string" && cannotFail(facts, value),
      );
    case "formatted":
      return e.parts.every((part) => isPlainPart(facts, part));
    case "and":
    case "or":
      return all(e.operands);
    case "conditional":
      return all([e.test, e.then, e.orElse]);
    case "unary":
      return e.operator === "not" || facts.forms.get(e)?.[0] === "native"
        ? cannotFail(facts, e.operand)
        : false;
    case "binary":
      return isNative(facts, e) && e.operator !== "/" && all([e.left, e.right]);
    case "compare":
      return isNative(facts, e) && all([e.left, ...e.comparators]);
    case "call": {
      const call = facts.calls.get(e);
      if (call?.kind === "helper" && call.path.join(".") === "str")
        return e.keywords.length === 0 && e.arguments.length === 1 && all(e.arguments);
      if (call?.kind !== "dictGet" || call.asDict || e.function.kind !== "attribute") return false;
      return all([e.function.value, ...e.arguments]);
    }
    default:
      return false;
  }
}

const isNative = (facts: Facts, e: Expression): boolean =>
  facts.forms.get(e)?.every((form) => form === "native") === true;

function isPlainPart(facts: Facts, part: FormattedPart): boolean {
  if (part.kind === "text") return true;
  const type = facts.types.get(part.value);
  const isShown = type !== undefined && isOnly(type, "str", "none", "bool", "float");
  return part.spec === null && isShown && cannotFail(facts, part.value);
}

/**
 * `target[index] = value`: true where JavaScript's order, the value last, gives what Python's does, the value first. The
 * value changes nothing that the target is read from, and at most one of the two can raise.
 */
export function mayComeLast(
  facts: Facts,
  value: Expression,
  ...target: readonly Expression[]
): boolean {
  if (!changesNothing(facts, value)) return false;
  return cannotFail(facts, value) || target.every((part) => isReadable(facts, part));
}

/** As `cannotFail`, and any value shown as text. */
function isReadable(facts: Facts, e: Expression): boolean {
  if (e.kind !== "formatted") return cannotFail(facts, e);
  return e.parts.every(
    (part) => part.kind === "text" || (part.spec === null && cannotFail(facts, part.value)),
  );
}

/** Builtins that only look at what they are given, however often it is asked for. */
const LOOKING = new Set(["str", "int", "float", "bool", "len", "abs", "round", "repr"]);

export function changesNothing(facts: Facts, e: Expression): boolean {
  switch (e.kind) {
    case "subscript":
    case "binary":
    case "unary":
    case "compare":
    case "and":
    case "or":
    case "conditional":
    case "list":
    case "tuple":
    case "dict":
      return childExpressions(e).every((child) => changesNothing(facts, child));
    case "call": {
      const call = facts.calls.get(e);
      const parts = [...e.arguments, ...e.keywords.map((keyword) => keyword.value)];
      if (call?.kind === "dictGet" || call?.kind === "fieldGet" || isDictGet(call))
        parts.push(...(e.function.kind === "attribute" ? [e.function.value] : []));
      else if (call?.kind !== "helper" || !LOOKING.has(call.path.join("."))) return false;
      return parts.every((part) => changesNothing(facts, part));
    }
    default:
      return isReadable(facts, e) || e.kind === "name";
  }
}

const isDictGet = (call: ResolvedCall | undefined): boolean =>
  call?.kind === "method" && call.helper === "dictGet";
