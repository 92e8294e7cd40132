/** Loops. A loop variable that lives on is declared outside; `else` of a loop is what a labelled `break` jumps over. */
import type { Expression, Statement } from "../5-python/tree.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import { type Element, elementType, rangeOf } from "../6-typed/iteration-type.ts";
import { walkNames } from "../6-typed/walk-names.ts";
import { ANY, equalTypes, isSafeInt, type PyType } from "../language/python/type.ts";
import { arrayLiteral, type Document } from "./document.ts";
import { emit } from "./emit-expression.ts";
import { isPlainTarget, iterationSource } from "./emit-iteration.ts";
import { braces, emitBlock, type Surroundings, test } from "./emit-statement.ts";
import { assignment, assignPure, namesOf } from "./emit-target.ts";
import type { PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

export interface LoopLabels {
  /** Null: a plain `break` leaves the loop. */
  readonly breakTo: string | null;
}

type For = Statement & { readonly kind: "for" };
type While = Statement & { readonly kind: "while" };

function withElse(
  context: PythonContext,
  s: For | While,
  around: Surroundings,
  loop: (inner: Surroundings) => Document,
): Document[] {
  if (s.orElse.length === 0) return [loop({ ...around, loops: { breakTo: null } })];
  const orElse = emitBlock(context, s.orElse, around);
  const label = context.fresh("loop");
  return [[`${label}: `, braces([loop({ ...around, loops: { breakTo: label } }), ...orElse])]];
}

export function emitWhile(context: PythonContext, s: While, around: Surroundings): Document[] {
  return withElse(context, s, around, (inner) => {
    const head = test(context, s.test);
    const pause = context.facts.pauses.has(s) ? [["await ", context.helper("pause", []), ";"]] : [];
    const body = [...pause, ...emitBlock(context, s.body, inner)];
    return ["while (", head, ") ", braces(body, true)];
  });
}

export function emitFor(context: PythonContext, s: For, around: Surroundings): Document[] {
  return withElse(context, s, around, (inner) => {
    const counting = countingLoop(context, s);
    if (counting !== null) return [counting, " ", braces(emitBlock(context, s.body, inner), true)];
    if (isPlainTarget(s.target)) {
      const source = iterationSource(context, s.iterable, s.target);
      const keyword = declaresTarget(context, s.target);
      if (
        keyword !== null &&
        !namesOf(s.target).some((name, i) => changesType(context, s, name, i))
      )
        return [
          `for (${keyword} `,
          source.binding(context),
          " of ",
          source.items,
          ") ",
          braces(emitBlock(context, s.body, inner)),
        ];
      if (keyword === null && s.target.kind === "name")
        return [
          "for (",
          source.binding(context),
          " of ",
          source.items,
          ") ",
          braces(emitBlock(context, s.body, inner)),
        ];
    }
    if (!isPlainTarget(s.target) && isNested(s.target)) {
      const keyword = declaresTarget(context, s.target);
      const source = iterationSource(context, s.iterable, s.target);
      const body = emitBlock(context, s.body, inner);
      if (keyword !== null)
        return [
          `for (${keyword} `,
          source.binding(context),
          " of ",
          source.items,
          ") ",
          braces(body),
        ];
    }
    return s.target.kind !== "name" && isPlainTarget(s.target) && !hasRepeated(s.target)
      ? pairsInBody(context, s, inner)
      : assignedInBody(context, s, inner);
  });
}

/** Parts that live on after the loop come under names of our own: `for (const [i_, name] of …) { i = i_; … }` */
function pairsInBody(context: PythonContext, s: For, inner: Surroundings): Document {
  const names = namesOf(s.target);
  const plans = names.map((name) => context.plan.get(name));
  const own = (i: number): boolean =>
    plans[i]?.placement.kind === "loop" && !changesType(context, s, names[i] ?? "", i);
  const shown = namesOf(s.target).map((name, i) =>
    own(i) ? context.name(name) : context.fresh(`${name}_`),
  );
  const source = iterationSource(context, s.iterable, s.target);
  const assigned = namesOf(s.target).flatMap((name, i) =>
    own(i) ? [] : [startOf(context, name, shown[i] ?? "")],
  );
  const keyword = plans.every((plan, i) => !own(i) || plan?.constant === true) ? "const" : "let";
  return [
    `for (${keyword} `,
    arrayLiteral(shown),
    " of ",
    source.items,
    ") ",
    braces([...assigned, ...emitBlock(context, s.body, inner)]),
  ];
}

/** The item under a name of our own, taken apart by the first statements of the body. */
function assignedInBody(context: PythonContext, s: For, inner: Surroundings): Document {
  const item = context.fresh("item");
  const plain: Expression = { kind: "name", name: item, span: s.target.span };
  const source = iterationSource(context, s.iterable, plain);
  const own = namesOf(s.target).filter((name) => context.plan.get(name)?.placement.kind === "loop");
  const declarations = [...new Set(own)].map((name): Document => {
    const type = pythonType(context.variableType(name));
    return ["let ", context.name(name), ": ", type, s.target.kind === "name" ? ` = ${item};` : ";"];
  });
  const isDeclared = s.target.kind === "name" && own.length > 0;
  const assigned = isDeclared ? [] : assignPure(context, s.target, item);
  const body = [...declarations, ...assigned, ...emitBlock(context, s.body, inner)];
  return [`for (const ${item} of `, source.items, ") ", braces(body)];
}

const isParts = (element: Element): element is readonly PyType[] => Array.isArray(element);

/** The body gives the loop variable values that its items are not: it needs a type of its own. */
function changesType(context: PythonContext, s: For, name: string, index: number): boolean {
  if (context.plan.get(name)?.constant !== false) return false;
  const all = elementType({ facts: context.facts }, s.iterable, context.type(s.iterable), s.target);
  const element = s.target.kind === "name" ? all : isParts(all) ? (all[index] ?? ANY) : ANY;
  if (isParts(element) || element.kind === "any") return false;
  const declared = context.variableType(name);
  return !equalTypes(element, declared) && !(isSafeInt(element) && isSafeInt(declared));
}

/** `i = i_;`, or its declaration where it lives in the loop only. */
function startOf(context: PythonContext, name: string, value: string): Document {
  if (context.plan.get(name)?.placement.kind !== "loop")
    return assignment(context.name(name), value);
  const type = pythonType(context.variableType(name));
  return assignment(["let ", context.name(name), ": ", type], value);
}

/** Names in tuples of any depth. */
const isNested = (target: Expression): boolean =>
  target.kind === "name" ||
  ((target.kind === "tuple" || target.kind === "list") &&
    target.elements.length > 0 &&
    target.elements.every(isNested));

const hasRepeated = (target: Expression): boolean =>
  new Set(namesOf(target)).size !== namesOf(target).length;

/** `const` or `let` where all names of the target live in the loop only; null: they are declared outside. */
function declaresTarget(context: PythonContext, target: Expression): "const" | "let" | null {
  const plans = namesOf(target).map((name) => context.plan.get(name));
  if (!plans.every((plan) => plan?.placement.kind === "loop")) return null;
  return plans.every((plan) => plan?.constant === true) ? "const" : "let";
}

/** `for i in range(n)` with a bound that the body does not change: `for (let i = 0; i < n; i++)` */
function countingLoop(context: PythonContext, s: For): Document | null {
  if (s.target.kind !== "name") return null;
  const plan = context.plan.get(s.target.name);
  if (plan?.placement.kind !== "loop" || !plan.constant) return null;
  const range = rangeOf({ facts: context.facts }, s.iterable);
  if (range === null || !isPure(range.stop) || (range.start !== null && !isPure(range.start)))
    return null;
  if (context.facts.unbound.has(range.stop)) return null;
  if (range.stop.kind === "name" && isChanged(context, s, range.stop.name)) return null;
  const name = context.name(s.target.name);
  const start = range.start === null ? "0" : emit(context, range.start).doc;
  return [
    `for (let ${name} = `,
    start,
    `; ${name} < `,
    emit(context, range.stop).doc,
    `; ${name}++)`,
  ];
}

function isChanged(context: PythonContext, s: For, name: string): boolean {
  const plan = context.plan.get(name);
  if (
    plan === undefined
      ? context.typed.python.globals.get(name)?.assignedBy.length !== 0 &&
        context.typed.python.globals.has(name)
      : plan.assignedInside
  )
    return true;
  let changed = false;
  walkNames(s.body, null, (event) => {
    if (event.name === name && event.kind === "bind") changed = true;
  });
  return changed;
}
