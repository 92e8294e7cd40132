/**
 * What is known of each name at a point of a function: its type there, and whether it is bound. An environment is a
 * map from names to slots; `null` stands for code that is not reached.
 */

import type { Expression } from "../5-python/tree.ts";
import { ANY, equalTypes, join, NEVER, type PyType, widen } from "../language/python/type.ts";
import { equalKnown, joinKnown, type KnownConstants, NO_CONSTANTS } from "./constants.ts";
import {
  type DeclaredField,
  type DictFacts,
  equalDictFacts,
  joinDictFacts,
  widenDictFacts,
} from "./dict-facts.ts";
import type { ScopePlan } from "./scope-plan.ts";

export type BoundState = "bound" | "maybe" | "unbound";

/** A function, the module, or the names that a comprehension or lambda adds. */
export interface ScopeState {
  readonly plan: ScopePlan;
  readonly isModule: boolean;
  /** The join of all that is assigned to a name: the type of its TypeScript declaration. */
  readonly declared: Map<string, PyType>;
  /** Names with a read that may find them unbound. */
  readonly unboundReads: Set<string>;
  /** Parameters that nothing assigns again. */
  readonly fixedParameters: Set<string>;
  readonly returns: { type: PyType };
  /** The fields of dict literals that constants are declared with, by the constant and the `pathKey` in it. */
  readonly fields: Map<string, Map<string, DeclaredField>>;
  /** What is declared of them changed in this round. */
  fieldsChanged: boolean;
  /** How often code ran in it that may change what it can reach. */
  readonly unknownRuns: { count: number };
  usesLog: boolean;
  /** Something in it gives a promise. */
  waits: boolean;
}

export interface Slot {
  readonly type: PyType;
  readonly state: BoundState;
  readonly owner: ScopeState;
  /** Belongs to an enclosing function. */
  readonly free: boolean;
  /** What is known of its fields, where it is a dict. */
  readonly dict: DictFacts | null;
  readonly constants: KnownConstants;
  /** What a constant is declared with: where it is a test, TypeScript concludes from the constant's truth what that says. */
  readonly condition: Expression | null;
}

export type Env = ReadonlyMap<string, Slot>;

export function newScope(plan: ScopePlan, isModule = false): ScopeState {
  return {
    plan,
    isModule,
    declared: new Map(),
    unboundReads: new Set(),
    fixedParameters: new Set(),
    returns: { type: NEVER },
    fields: new Map(),
    fieldsChanged: false,
    unknownRuns: { count: 0 },
    usesLog: false,
    waits: false,
  };
}

/** A name of which nothing more is known. */
export const newSlot = (owner: ScopeState, type: PyType, state: BoundState): Slot => ({
  type,
  state,
  owner,
  free: false,
  dict: null,
  constants: NO_CONSTANTS,
  condition: null,
});

/** In a function, the slot of a global has nothing but its constants. No name of Python has a space. */
export const globalKey = (name: string): string => `global ${name}`;

export function withSlot(env: Env, name: string, slot: Slot): Env {
  const next = new Map(env);
  next.set(name, slot);
  return next;
}

export function joinEnvs(a: Env | null, b: Env | null): Env | null {
  if (a === null) return b;
  if (b === null || a === b) return a;
  const joined = new Map<string, Slot>();
  for (const [name, slot] of a) {
    const other = b.get(name);
    joined.set(name, other === undefined ? onOneWay(slot) : joinSlots(slot, other));
  }
  for (const [name, slot] of b) if (!a.has(name)) joined.set(name, onOneWay(slot));
  return joined;
}

const onOneWay = (slot: Slot): Slot => ({ ...slot, state: "maybe", constants: NO_CONSTANTS });

function joinSlots(a: Slot, b: Slot): Slot {
  if (a === b) return a;
  const state = a.state === b.state ? a.state : "maybe";
  return {
    ...a,
    type: join(a.type, b.type),
    state,
    dict: joinDictFacts(a.dict, b.dict),
    constants: joinKnown(a.constants, a.type, b.constants, b.type),
    condition: a.condition === b.condition ? a.condition : null,
  };
}

export function equalEnvs(a: Env | null, b: Env | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.size !== b.size) return false;
  for (const [name, slot] of a) {
    const other = b.get(name);
    if (other === undefined || other.state !== slot.state || !equalTypes(slot.type, other.type))
      return false;
    if (!equalDictFacts(slot.dict, other.dict)) return false;
    if (!equalKnown(slot.constants, other.constants) || slot.condition !== other.condition)
      return false;
  }
  return true;
}

/** For a loop that does not settle: what still grows becomes unbounded. */
export function widenEnv(before: Env | null, after: Env | null): Env | null {
  if (before === null || after === null) return after;
  const widened = new Map<string, Slot>();
  for (const [name, slot] of after) {
    const old = before.get(name);
    const type = old === undefined ? slot.type : widen(old.type, slot.type);
    widened.set(name, { ...slot, type, dict: widenDictFacts(old?.dict ?? null, slot.dict) });
  }
  return widened;
}

/** Joins a type into the declaration of a name. */
export function declare(scope: ScopeState, name: string, type: PyType): void {
  const before = scope.declared.get(name) ?? NEVER;
  const joined = join(before, type);
  if (!equalTypes(before, joined)) scope.declared.set(name, joined);
}

export const declaredType = (slot: Slot, name: string): PyType =>
  slot.owner.declared.get(name) ?? ANY;

/** TypeScript knows that the variable never changes. */
export function isFixed(slot: Slot, name: string): boolean {
  const plan = slot.owner.plan.get(name);
  if (plan === undefined) return slot.owner.isModule || slot.owner.fixedParameters.has(name);
  return plan.constant && CONST_PLACEMENTS.has(plan.placement.kind);
}

/** Written as `const`. */
const CONST_PLACEMENTS: ReadonlySet<string> = new Set(["assignment", "loop", "handler"]);

/**
 * The environment of an inner function. TypeScript forgets in it what it knew of variables that are assigned again, and
 * in a declared function all that it knew.
 */
export function innerEnv(env: Env, isDeclaration: boolean): Env {
  const inner = new Map<string, Slot>();
  for (const [name, slot] of env) {
    const isConst = isFixed(slot, name);
    const keeps = !isDeclaration && isConst;
    const state = slot.state === "bound" ? "bound" : "maybe";
    const constants = slot.constants.get("");
    inner.set(name, {
      ...slot,
      type: keeps ? slot.type : declaredType(slot, name),
      state,
      free: true,
      dict: null,
      // TypeScript keeps them behind the last assignment, and to know too much does no harm.
      constants: constants === undefined ? NO_CONSTANTS : new Map([["", constants]]),
      condition: isConst ? slot.condition : null,
    });
  }
  return inner;
}
