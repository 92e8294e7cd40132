/**
 * Comprehensions: `Array.from(items, (x) => f(x))` where there is one plain `for`, else `py.flatMap`, which is the same
 * with conditions and with one `for` in another. Both go item by item, as Python does.
 */
import type { Comprehension, Expression } from "../5-python/tree.ts";
import { childExpressions } from "../6-typed/children.ts";
import { containsWait } from "../6-typed/wait-places.ts";
import { arrayLiteral, call, type Document, hardLine, indent } from "./document.ts";
import { conditional, emitBoolean, emitTest } from "./emit-choice.ts";
import { emitBoxed, emitDynamic } from "./emit-expression.ts";
import { iterationSource } from "./emit-iteration.ts";
import { nativeBinary, not } from "./emit-operator.ts";
import {
  arrowBody,
  awaited,
  callOf,
  type Emitted,
  inParentheses,
  primary,
} from "./emitted-expression.ts";
import { helper, type PythonContext } from "./python-context.ts";

type AnyComprehension = Extract<Expression, { readonly generators: readonly Comprehension[] }>;

export function emitComprehension(context: PythonContext, e: AnyComprehension): Emitted {
  switch (e.kind) {
    case "listComprehension":
      return comprehended(
        context,
        e,
        asList(context, e, (inner) => emitBoxed(inner, e.element)),
      );
    case "setComprehension":
      return callOf(
        context.helper("set", [asList(context, e, (inner) => emitBoxed(inner, e.element))]),
      );
    case "dictComprehension":
      return comprehended(context, e, asDict(context, e));
    case "generatorExpression":
      return callOf(asGenerator(context, e));
    default:
      return e satisfies never;
  }
}

/** `doc` begins with `await` where the comprehension waits. */
const comprehended = (context: PythonContext, e: AnyComprehension, doc: Document): Emitted => {
  const made = callOf(doc);
  return waitsInside(context, e) ? { ...made, level: awaited(made).level, body: "other" } : made;
};

/** A list, set or generator of one element an item. */
type ElementComprehension = Extract<Expression, { readonly element: Expression }>;

type Result = (context: PythonContext) => Emitted;

/** A generator expression whose consumer takes all of it anyway. */
export function generatorAsList(context: PythonContext, e: ElementComprehension): Document {
  return asList(context, e, (inner) => emitBoxed(inner, e.element));
}

function asList(context: PythonContext, e: AnyComprehension, result: Result): Document {
  const { generators } = e;
  const [first] = generators;
  if (first !== undefined && generators.length === 1 && first.conditions.length === 0) {
    const source = iterationSource(context, first.iterable, first.target);
    const inner = context.inArrow(e.scope.locals);
    const { parameter, items } = source;
    if (waitsInside(context, e)) {
      const each = arrowBody(["async ", parameter(inner)], result(inner));
      return ["await ", context.helper("mapWaiting", [items, each])];
    }
    return call("Array.from", [items, arrowBody(parameter(inner), result(inner))]);
  }
  return nested(context, e, "flatMap", (inner) =>
    primary(arrayLiteral([result(inner).doc]), "array"),
  );
}

function asDict(
  context: PythonContext,
  e: Expression & { readonly kind: "dictComprehension" },
): Document {
  const entry: Result = (inner) =>
    primary(
      arrayLiteral([arrayLiteral([emitDynamic(inner, e.key), emitDynamic(inner, e.value)])]),
      "array",
    );
  return nested(context, e, "dictFrom", entry);
}

/** `py.flatMap(xs, (x) => (test ? [x] : []))`, the outermost with another helper where wanted. */
function nested(
  context: PythonContext,
  e: AnyComprehension,
  outer: string,
  result: Result,
): Document {
  const { generators } = e;
  const waits = waitsInside(context, e);
  const build = (context: PythonContext, i: number): Emitted => {
    const generator = generators[i];
    if (generator === undefined) return result(context);
    const source = iterationSource(context, generator.iterable, generator.target);
    const inner = context.inArrow(e.scope.locals);
    const found = build(inner, i + 1);
    const tests = generator.conditions.map((condition) => emitTest(inner, condition));
    const all = tests.length === 0 ? null : tests.reduce((a, b) => nativeBinary(a, "&&", b));
    const body = all === null ? found : conditional(all, found, primary("[]"));
    const name = i === 0 ? outer : "flatMap";
    const parameter = source.parameter(inner);
    const each = arrowBody(waits ? ["async ", parameter] : parameter, body);
    const made = callOf(context.helper(waits ? `${name}Waiting` : name, [source.items, each]));
    return waits ? awaited(made) : made;
  };
  return build(context, 0).doc;
}

/** What is done for each item waits: the first iterable is evaluated outside. */
function waitsInside(context: PythonContext, e: AnyComprehension): boolean {
  const [, ...inside] = childExpressions(e);
  return inside.some((part) => containsWait(context.facts, part));
}

/** `any(test for x in xs)` → `py.some(xs, (x) => test)` */
export function emitQuantifier(
  context: PythonContext,
  e: ElementComprehension,
  name: "any" | "all",
): Emitted | null {
  const [generator] = e.generators;
  if (generator === undefined || e.generators.length !== 1) return null;
  const source = iterationSource(context, generator.iterable, generator.target);
  const inner = context.inArrow(e.scope.locals);
  const test = emitBoolean(inner, e.element);
  if (waitsInside(context, e)) {
    const each = arrowBody(["async ", source.parameter(inner)], test);
    const helperName = name === "any" ? "someWaiting" : "everyWaiting";
    return awaited(callOf(context.helper(helperName, [source.items, each])));
  }
  const conditions = generator.conditions.map((condition) => emitTest(inner, condition));
  let body = test;
  if (conditions.length > 0) {
    const all = conditions.reduce((a, b) => nativeBinary(a, "&&", b));
    body = name === "any" ? nativeBinary(all, "&&", test) : nativeBinary(not(all), "||", test);
    if (name === "any" && generator.conditions.some((c) => context.type(c).kind !== "bool"))
      return null;
  }
  return callOf(
    context.helper(name === "any" ? "some" : "every", [
      source.items,
      arrowBody(source.parameter(inner), body),
    ]),
  );
}

/** A generator of its own: items are made when asked for, the first iterable is evaluated at once. */
function asGenerator(context: PythonContext, e: ElementComprehension): Document {
  const [first] = e.generators;
  if (first === undefined) return "";
  const items = context.fresh("items");
  const inner = context.inArrow(e.scope.locals);
  const loop = (i: number): Document => {
    const generator = e.generators[i];
    if (generator === undefined) return ["yield ", emitDynamic(inner, e.element), ";"];
    const source = iterationSource(i === 0 ? context : inner, generator.iterable, generator.target);
    const body = generator.conditions.reduceRight<Document>(
      (then, condition) => [
        "if (",
        inParentheses(emitTest(inner, condition)),
        ") {",
        indent([hardLine, then]),
        hardLine,
        "}",
      ],
      loop(i + 1),
    );
    return [
      "for (const ",
      source.binding(inner),
      " of ",
      i === 0 ? items : source.items,
      ") {",
      indent([hardLine, body]),
      hardLine,
      "}",
    ];
  };
  const source = iterationSource(context, first.iterable, first.target);
  return [
    helper("generate"),
    "(",
    source.items,
    `, function* (${items}) `,
    ["{", indent([hardLine, loop(0)]), hardLine, "}"],
    ")",
  ];
}
