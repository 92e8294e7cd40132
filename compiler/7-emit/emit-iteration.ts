/** What a `for` or a comprehension iterates over, and how an item is taken apart. */
import type { Expression } from "../5-python/tree.ts";
import { rangeOf } from "../6-typed/iteration-type.ts";
import { arrayLiteral, type Document } from "./document.ts";
import { emit, emitDynamic, iterable } from "./emit-expression.ts";
import type { PythonContext } from "./python-context.ts";

export interface IterationSource {
  /** An iterable of JavaScript. */
  readonly items: Document;
  /** `x`, `[k, v]`: what stands behind `const` in a loop. */
  readonly binding: (context: PythonContext) => Document;
  /** `(x)`, `([k, v])`: the parameter of an arrow function. */
  readonly parameter: (context: PythonContext) => Document;
}

export function iterationSource(
  context: PythonContext,
  items: Expression,
  target: Expression,
): IterationSource {
  const binding = (inner: PythonContext): Document => pattern(inner, target);
  const parameter = (inner: PythonContext): Document => ["(", pattern(inner, target), ")"];
  if (target.kind !== "tuple" && target.kind !== "list") {
    const isAssigned = target.kind === "name" && context.plan.get(target.name)?.constant === false;
    const given = isNarrow(items, isAssigned)
      ? context.helper("iter", [emitDynamic(context, items)])
      : iterable(context, items);
    return { items: counted(context, items) ?? given, binding, parameter };
  }
  const parts = isPlainTarget(target)
    ? pairs(context, items, target.elements.length)
    : context.helper("unpackEach", [
        emitDynamic(context, items),
        String(leaves(target).length),
        shapeOf(target),
      ]);
  return { items: context.at(items.span, parts), binding, parameter };
}

/**
 * A display whose items have a type of their own in TypeScript: dicts that have no other fields than those written, one
 * text or number in each place.
 */
function isNarrow(e: Expression, isAssigned: boolean): boolean {
  switch (e.kind) {
    case "list":
      return (
        isAssigned || new Set(e.elements.map(literalKind)).size > 1 || e.elements.some(isDisplay)
      );
    case "listComprehension":
      return isDisplay(e.element);
    case "conditional":
      return isNarrow(e.then, isAssigned) || isNarrow(e.orElse, isAssigned);
    case "and":
    case "or":
      return e.operands.some((operand) => isNarrow(operand, isAssigned));
    case "call":
      // `sorted` and `list` give what they are given.
      return e.function.kind === "name" && e.arguments.some((one) => isNarrow(one, isAssigned));
    default:
      return false;
  }
}

const literalKind = ({ kind }: Expression): string =>
  kind === "string" || kind === "int" || kind === "bool" ? kind : "other";

const isDisplay = ({ kind }: Expression): boolean => kind === "dict" || kind === "list";

/** `range` over plain numbers, without a range. */
function counted(context: PythonContext, items: Expression): Document | null {
  const range = rangeOf({ facts: context.facts }, items);
  if (range === null) return null;
  const start = range.start === null ? "0" : emit(context, range.start).doc;
  return context.helper("counted", [start, emit(context, range.stop).doc]);
}

/** Items that come apart: `py.entries(dict)`, `py.enumerated(xs)`, or whatever is in them, checked one by one. */
function pairs(context: PythonContext, items: Expression, count: number): Document {
  if (items.kind === "call" && count === 2) {
    const resolved = context.facts.calls.get(items);
    const [first] = items.arguments;
    if (
      resolved?.kind === "method" &&
      resolved.helper === "dictItems" &&
      items.function.kind === "attribute"
    ) {
      return context.helper("entries", [emitDynamic(context, items.function.value)]);
    }
    const isEnumerate =
      resolved?.kind === "helper" &&
      resolved.path.join(".") === "enumerate" &&
      items.arguments.length === 1 &&
      items.keywords.length === 0;
    if (isEnumerate && first !== undefined && first.kind !== "starred")
      return context.helper("enumerated", [emitDynamic(context, first)]);
  }
  return context.helper("unpackEach", [emitDynamic(context, items), String(count)]);
}

function pattern(context: PythonContext, target: Expression): Document {
  if (target.kind === "name") return context.name(target.name);
  const names = leaves(target).map((leaf) => leaf.name);
  // Of `_, _, x` the last `_` stays: the others are holes.
  return arrayLiteral(
    names.map((name, i) => (names.includes(name, i + 1) ? "" : context.name(name))),
  );
}

/** The names of a target of any depth, from left to right. */
function leaves(target: Expression): readonly (Expression & { readonly kind: "name" })[] {
  if (target.kind === "name") return [target];
  if (target.kind === "tuple" || target.kind === "list") return target.elements.flatMap(leaves);
  throw new Error(`a target of the kind ${target.kind} is taken apart in statements`);
}

/** `a, (b, c)` → `[0, [0, 0]]` */
function shapeOf(target: Expression): Document {
  if (target.kind !== "tuple" && target.kind !== "list") return "0";
  return arrayLiteral(target.elements.map(shapeOf));
}

/** Names only, at most one level: what can stand in a pattern of JavaScript. */
export function isPlainTarget(target: Expression): boolean {
  if (target.kind === "name") return true;
  return (
    (target.kind === "tuple" || target.kind === "list") &&
    target.elements.length > 0 &&
    target.elements.every((element) => element.kind === "name")
  );
}
