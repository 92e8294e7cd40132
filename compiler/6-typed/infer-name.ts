/** Reading and binding names. */
import type { Expression } from "../5-python/tree.ts";
import { BUILTIN_CLASSES, BUILTINS } from "../language/python/builtins.ts";
import { WAITING_FUNCTIONS } from "../language/python/modules.ts";
import {
  ANY,
  classType,
  FUNCTION,
  LOGGER,
  membersOf,
  moduleType,
  NEVER,
  objectType,
  type PyType,
  STR,
} from "../language/python/type.ts";
import { NO_CONSTANTS } from "./constants.ts";
import { declare, declaredType, globalKey, type Slot, withSlot } from "./flow.ts";
import { addTo, type Flow, setGlobalType } from "./program.ts";
import type { NamePlan } from "./scope-plan.ts";
import { storeObject } from "./store-object.ts";

type NameExpression = Expression & { readonly kind: "name" };

/** What a name means at a place. */
export type Meaning =
  | { readonly kind: "local"; readonly slot: Slot }
  | { readonly kind: "import"; readonly module: string }
  | { readonly kind: "global" }
  | { readonly kind: "def" | "ksml" }
  | { readonly kind: "log" | "moduleName" | "metrics" }
  /** The author's TypeScript binds it; nothing does. */
  | { readonly kind: "helper"; readonly waits: boolean }
  | { readonly kind: "missing" }
  | { readonly kind: "builtin" };

export function meaningOf(flow: Flow, name: string): Meaning {
  const slot = flow.env?.get(name);
  if (slot !== undefined) {
    const plan = slot.owner.plan.get(name)?.placement;
    return plan?.kind === "import"
      ? { kind: "import", module: plan.module }
      : { kind: "local", slot };
  }
  const { program } = flow;
  const global = program.python.globals.get(name);
  if (global !== undefined) {
    if (global.kind === "import" && global.module !== undefined)
      return { kind: "import", module: global.module };
    if (global.kind === "ksml") return { kind: "ksml" };
    if (global.kind === "helper") return { kind: "helper", waits: global.waits === true };
    if (global.kind === "missing") return { kind: "missing" };
    if (global.kind === "function" && program.defs.has(name)) return { kind: "def" };
    return { kind: "global" };
  }
  if (name === "log") return { kind: "log" };
  if (name === "metrics") return { kind: "metrics" };
  if (name === "__name__") return { kind: "moduleName" };
  return { kind: "builtin" };
}

/** Stands in `valueReads` for what waits and is no Python. */
const WAITING: object = {};

/** `time.sleep` that is not called. */
export function noteWaitingValue(
  { program }: Flow,
  e: Expression,
  module: string,
  called: boolean,
): void {
  if (called || !WAITING_FUNCTIONS.has(module)) return;
  program.valueReads.set(e, WAITING);
  program.waiting.add(WAITING);
}

/** `called`: the name stands where it is called, so that the function is not used as a value. */
export function inferName(flow: Flow, node: NameExpression, called = false): PyType {
  const { program, scope } = flow;
  program.facts.unbound.delete(node);
  program.facts.nowhereBound.delete(node);
  if (flow.env === null) return NEVER;
  const meaning = meaningOf(flow, node.name);
  switch (meaning.kind) {
    case "local":
      return readSlot(flow, node, meaning.slot, called);
    case "import":
      noteWaitingValue(flow, node, meaning.module, called);
      return moduleType(meaning.module);
    case "def":
    case "ksml": {
      const fn = program.defs.get(node.name) ?? program.ksml.get(node.name);
      if (!called && fn !== undefined) program.valueReads.set(node, fn);
      addTo(program, called ? program.called : program.asValue, node.name);
      return FUNCTION;
    }
    case "global":
      if (program.globalUnbound.has(node.name)) program.facts.unbound.set(node, "global");
      return knownObject(program.module.plan.get(node.name), program.globalTypes.get(node.name));
    case "log":
      scope.usesLog = true;
      program.facts.injected.set(node, "log");
      return LOGGER;
    case "helper":
      if (!called && meaning.waits) {
        program.valueReads.set(node, WAITING);
        program.waiting.add(WAITING);
      }
      return FUNCTION;
    case "missing":
      program.facts.unbound.set(node, "global");
      program.facts.nowhereBound.add(node);
      return ANY;
    case "metrics":
      program.facts.injected.set(node, "metrics");
      return objectType("metrics");
    case "moduleName":
      program.facts.injected.set(node, "moduleName");
      return STR;
    case "builtin": {
      const store = program.facts.stores.get(node);
      program.facts.injected.set(node, store === undefined ? "builtin" : "store");
      if (store !== undefined) return objectType(storeObject(store));
      if (BUILTIN_CLASSES.has(node.name)) return classType(node.name);
      return BUILTINS.has(node.name) ? FUNCTION : ANY;
    }
    default:
      return meaning satisfies never;
  }
}

/**
 * In a variable of any type a float is boxed, also where the type is known; and TypeScript does not go on with the
 * class of an object that is assigned to it.
 */
const LOST_IN_ANY: ReadonlySet<string> = new Set([
  "float",
  "set",
  "tuple",
  "bytes",
  "class",
  "module",
]);

/** The class of an object of KSML is TypeScript's to conclude, which it does for constants only. */
function knownObject(plan: NamePlan | undefined, type: PyType = ANY): PyType {
  if (!membersOf(type).some((member) => member.kind === "object")) return type;
  return plan?.constant === true && plan.placement.kind === "assignment" ? type : ANY;
}

function readSlot(flow: Flow, node: NameExpression, slot: Slot, called: boolean): PyType {
  const isUnbound = slot.state === "unbound";
  if (slot.state !== "bound") {
    flow.program.facts.unbound.set(
      node,
      slot.owner.isModule ? "global" : slot.free ? "free" : "local",
    );
    slot.owner.unboundReads.add(node.name);
  }
  const plan = slot.owner.plan.get(node.name);
  if (plan?.placement.kind === "declaration") {
    const def = flow.program.localDefs.get(slot.owner)?.get(node.name);
    if (def !== undefined && !called) {
      addTo(flow.program, flow.program.defsAsValue, def);
      flow.program.valueReads.set(node, def);
    }
    return FUNCTION;
  }
  if (isUnbound) {
    flow.program.facts.nowhereBound.add(node);
    return ANY;
  }
  const declared = declaredType(slot, node.name);
  // TypeScript may know less of what a check lets through.
  if (plan?.assignedInside === true || slot.state !== "bound") return knownObject(plan, declared);
  if (knownObject(plan, slot.type) !== slot.type) return ANY;
  return declared.kind === "any" && membersOf(slot.type).some((m) => LOST_IN_ANY.has(m.kind))
    ? ANY
    : slot.type;
}

/** An assignment to a name; one that has no slot here is a global. */
export function bindName(flow: Flow, name: string, type: PyType): void {
  if (flow.env === null) return;
  const slot = flow.env.get(name);
  if (slot === undefined || slot.owner.isModule) setGlobalType(flow.program, name, type);
  else declare(slot.owner, name, type);
  if (slot !== undefined) {
    const nothing = { dict: null, constants: NO_CONSTANTS, condition: null };
    flow.env = withSlot(flow.env, name, { ...slot, type, state: "bound", ...nothing });
  }
  const global = flow.env.get(globalKey(name));
  if (slot === undefined && global !== undefined)
    flow.env = withSlot(flow.env, globalKey(name), { ...global, constants: NO_CONSTANTS });
}

export function unbindName(flow: Flow, name: string): void {
  const slot = flow.env?.get(name);
  if (flow.env === null) return;
  if (slot === undefined) {
    flow.program.globalUnbound.add(name);
    return;
  }
  const nothing = { dict: null, constants: NO_CONSTANTS, condition: null };
  flow.env = withSlot(flow.env, name, { ...slot, type: NEVER, state: "unbound", ...nothing });
  slot.owner.unboundReads.add(name);
}
