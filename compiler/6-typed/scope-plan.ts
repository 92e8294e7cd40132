/**
 * Where the locals of a function (or the globals of the module) are declared in TypeScript. In: the statements of one
 * scope. Out: a plan for each name. A name is declared where it is first assigned if all its uses come after that in
 * the same block, else at the start of the innermost block that holds them all, outside of loops. Python's closures
 * share one variable, also in loops: so a name that a closure uses is never declared inside a loop.
 */
import type { ExceptHandler, Expression, Scope, Statement } from "../5-python/tree.ts";
import { type NameEvent, walkNames } from "./walk-names.ts";

export type Placement =
  /** `const x = ...` or `let x = ...` at this statement. */
  | { readonly kind: "assignment"; readonly statement: Statement }
  /** The variable of `for (const x of ...)` in each of these loops. */
  | { readonly kind: "loop" }
  /** `const e = py.caught(thrown)` in each handler. */
  | { readonly kind: "handler" }
  /** A `def` that nothing rebinds: a function declaration. */
  | { readonly kind: "declaration" }
  /** Bound by imports of one thing only: no variable. */
  | { readonly kind: "import"; readonly module: string }
  /** `let x: T;` before this statement. */
  | { readonly kind: "hoisted"; readonly before: Statement };

export interface NamePlan {
  readonly name: string;
  readonly placement: Placement;
  /** Assigned once: `const`, and its type cannot change. */
  readonly constant: boolean;
  /** An inner function uses it. */
  readonly captured: boolean;
  /** An inner function assigns it. */
  readonly assignedInside: boolean;
  readonly deleted: boolean;
  /** The scope itself reads it, too. */
  readonly readHere: boolean;
  /** `try` statements that bind it in their `else`. */
  readonly elseOf: readonly Statement[];
}

export type ScopePlan = ReadonlyMap<string, NamePlan>;

/** `names`: those that the scope binds and that need a plan (no parameters). */
export function planScope(
  body: readonly Statement[],
  expression: Expression | null,
  names: ReadonlySet<string>,
  isModule: boolean,
): ScopePlan {
  const events = new Map<string, NameEvent[]>();
  walkNames(body, expression, (event) => {
    if (!names.has(event.name)) return;
    const list = events.get(event.name);
    if (list === undefined) events.set(event.name, [event]);
    else list.push(event);
  });
  const plan = new Map<string, NamePlan>();
  for (const name of names) {
    const found = events.get(name);
    if (found !== undefined) plan.set(name, planName(name, found, body, isModule));
    else if (body[0] !== undefined) plan.set(name, unseen(name, body[0]));
  }
  return plan;
}

/** A global that only functions assign. */
function unseen(name: string, before: Statement): NamePlan {
  return {
    name,
    placement: { kind: "hoisted", before },
    constant: false,
    captured: true,
    assignedInside: true,
    deleted: false,
    readHere: false,
    elseOf: [],
  };
}

function planName(
  name: string,
  events: readonly NameEvent[],
  body: readonly Statement[],
  isModule: boolean,
): NamePlan {
  const binds = events.filter((event) => event.kind === "bind");
  const facts = {
    name,
    captured: isModule || events.some((event) => event.inside),
    assignedInside: binds.some((event) => event.inside),
    deleted: binds.some((event) => event.how === "delete"),
    readHere: events.some((event) => event.kind === "read" && !event.inside),
    elseOf: binds.flatMap(triesBefore),
  };
  const constant = binds.length === 1 && !facts.assignedInside;
  // Unless the handler has the name for itself, it leaves the name unbound.
  const isTakenAway = binds.some((event) => event.how === "except");
  const module = onlyModule(binds);
  if (module !== null) return { ...facts, placement: { kind: "import", module }, constant: true };
  const placement =
    (facts.assignedInside || facts.deleted
      ? null
      : (loopPlacement(events, facts.captured) ?? handlerPlacement(events))) ??
    declarationPlacement(events) ??
    (facts.deleted || isTakenAway ? null : assignmentPlacement(events, facts.captured, isModule)) ??
    hoistedPlacement(events, body, isModule);
  const single =
    placement.kind === "loop" || placement.kind === "handler"
      ? !binds.some((b) => b.how !== "loop" && b.how !== "except")
      : constant;
  return { ...facts, placement, constant: single };
}

/** The `try` statements in whose `else` the event stands. */
const triesBefore = ({ path }: NameEvent): Statement[] =>
  path.flatMap(({ block, index }, i) => {
    const statement = block[index];
    return statement?.kind === "try" && statement.orElse === path[i + 1]?.block ? [statement] : [];
  });

function onlyModule(binds: readonly NameEvent[]): string | null {
  const first = binds[0]?.module;
  if (first === undefined || first === null) return null;
  return binds.every((bind) => bind.how === "import" && bind.module === first) ? first : null;
}

/** Every use stands inside of a loop that binds the name. */
function loopPlacement(events: readonly NameEvent[], captured: boolean): Placement | null {
  if (captured) return null;
  const loops = new Set<readonly Statement[]>();
  for (const event of events)
    if (event.how === "loop" && event.site.kind === "for") loops.add(event.site.body);
  if (loops.size === 0) return null;
  const inside = events.every((event) => {
    if (event.how === "loop") return event.path.every((step) => !loops.has(step.block));
    return event.path.filter((step) => loops.has(step.block)).length === 1;
  });
  return inside ? { kind: "loop" } : null;
}

function handlerPlacement(events: readonly NameEvent[]): Placement | null {
  const handlers = new Set<readonly Statement[]>();
  for (const event of events)
    if (event.how === "except") handlers.add((event.handler as ExceptHandler).body);
  if (handlers.size === 0) return null;
  const inside = events.every(
    (event) => event.how === "except" || event.path.some((step) => handlers.has(step.block)),
  );
  return inside ? { kind: "handler" } : null;
}

function declarationPlacement(events: readonly NameEvent[]): Placement | null {
  const [first] = events;
  const binds = events.filter((event) => event.kind === "bind");
  if (first === undefined || first.how !== "def" || binds.length !== 1) return null;
  return events.every((event) => within(event, first)) && !inLoop(first)
    ? { kind: "declaration" }
    : null;
}

function assignmentPlacement(
  events: readonly NameEvent[],
  captured: boolean,
  isModule: boolean,
): Placement | null {
  const [first] = events;
  if (first === undefined || first.kind !== "bind" || first.inside || first.how !== "assign")
    return null;
  if (captured && inLoop(first)) return null;
  if (isModule && first.path.length > 1) return null;
  return events.every((event) => within(event, first))
    ? { kind: "assignment", statement: first.site }
    : null;
}

/** `event` stands in the block of `of` or below it. */
function within(event: NameEvent, of: NameEvent): boolean {
  const block = of.path[of.path.length - 1]?.block;
  return event.path.some((step) => step.block === block);
}

function inLoop(event: NameEvent): boolean {
  return event.path.some((step) => step.isLoop);
}

function hoistedPlacement(
  events: readonly NameEvent[],
  body: readonly Statement[],
  isModule: boolean,
): Placement {
  const first = events[0];
  const start = body[0] ?? first?.site;
  if (first === undefined || start === undefined)
    throw new Error("a name without events has no place");
  let depth = isModule ? 1 : first.path.length;
  for (const event of events) {
    let common = 0;
    while (common < depth && event.path[common]?.block === first.path[common]?.block) common++;
    depth = Math.min(depth, common);
  }
  const loop = first.path.findIndex((step) => step.isLoop);
  if (loop >= 0) depth = Math.min(depth, loop);
  while (depth > 1 && isElif(first, depth)) depth--;
  const step = first.path[Math.max(depth, 1) - 1];
  return { kind: "hoisted", before: step?.block[step.index] ?? start };
}

/** The block holds the `if` of an `elif` only: a declaration in it would tear the chain apart. */
function isElif(event: NameEvent, depth: number): boolean {
  const block = event.path[depth - 1]?.block;
  const above = event.path[depth - 2];
  const parent = above?.block[above.index];
  return (
    parent?.kind === "if" &&
    parent.orElse === block &&
    block.length === 1 &&
    block[0]?.kind === "if"
  );
}

/** Names of a scope that need a plan. */
export function plannedNames(scope: Scope, parameters: Iterable<string>): ReadonlySet<string> {
  const names = new Set(scope.locals);
  for (const parameter of parameters) names.delete(parameter);
  return names;
}
