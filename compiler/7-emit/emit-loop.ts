/** Loops. A loop variable that lives on is declared outside; `else` of a loop is what a labelled `break` jumps over. */
import type { Expression, Statement } from "../5-python/tree.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import { rangeOf } from "../6-typed/iteration-type.ts";
import { walkNames } from "../6-typed/walk-names.ts";
import type { Document } from "./document.ts";
import { emit } from "./emit-expression.ts";
import { isPlainTarget, iterationSource } from "./emit-iteration.ts";
import { braces, emitBlock, type Surroundings, test } from "./emit-statement.ts";
import { assignPure } from "./emit-target.ts";
import type { PythonContext } from "./python-context.ts";

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
    const body = emitBlock(context, s.body, inner);
    return ["while (", head, ") ", braces(body, true)];
  });
}

export function emitFor(context: PythonContext, s: For, around: Surroundings): Document[] {
  return withElse(context, s, around, (inner) => {
    const counting = countingLoop(context, s);
    if (counting !== null) return [counting, " ", braces(emitBlock(context, s.body, inner), true)];
    if (isPlainTarget(s.target) && !hasRepeated(s.target)) {
      const source = iterationSource(context, s.iterable, s.target);
      const keyword = declaresTarget(context, s.target);
      if (keyword !== null)
        return [
          `for (${keyword} `,
          source.binding(context),
          " of ",
          source.items,
          ") ",
          braces(emitBlock(context, s.body, inner)),
        ];
      if (s.target.kind === "name")
        return [
          "for (",
          source.binding(context),
          " of ",
          source.items,
          ") ",
          braces(emitBlock(context, s.body, inner)),
        ];
    }
    return assignedInBody(context, s, inner);
  });
}

/** The item under a name of our own, taken apart by the first statements of the body. */
function assignedInBody(context: PythonContext, s: For, inner: Surroundings): Document {
  const item = context.fresh("item");
  const plain: Expression = { kind: "name", name: item, span: s.target.span };
  const source = iterationSource(context, s.iterable, plain);
  const declarations = namesOf(s.target)
    .map((name) => context.plan.get(name))
    .filter((plan) => plan?.placement.kind === "loop")
    .map((plan) => ["let ", context.name(plan?.name ?? ""), ";"] as Document);
  const body = [
    ...declarations,
    ...assignPure(context, s.target, item),
    ...emitBlock(context, s.body, inner),
  ];
  return [`for (const ${item} of `, source.items, ") ", braces(body)];
}

function namesOf(target: Expression): string[] {
  if (target.kind === "name") return [target.name];
  if (target.kind === "starred") return namesOf(target.value);
  return target.kind === "tuple" || target.kind === "list" ? target.elements.flatMap(namesOf) : [];
}

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
