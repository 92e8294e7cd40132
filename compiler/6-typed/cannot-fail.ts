/**
 * Expressions that raise nothing and change nothing, whatever the values are: it makes no difference whether they are
 * evaluated before or after something that raises.
 */
import type { Expression, FormattedPart } from "../5-python/tree.ts";
import { isOnly } from "../language/python/type.ts";
import type { Facts } from "./ir.ts";

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
