/**
 * The typed stage. In: the Python of a definition, names bound. Out: the same with types. Functions depend on each
 * other's results and on globals, so all of them are inferred again until nothing changes.
 */

import type { StoreInFunction } from "../3-check/definition.ts";
import type {
  Expression,
  GlobalName,
  PythonDefinition,
  PythonFunction,
  Statement,
} from "../5-python/tree.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { ANY, NEVER, type PyType } from "../language/python/type.ts";
import { findAbsentFields } from "./absent-fields.ts";
import { type Env, newScope, newSlot, type ScopeState, type Slot } from "./flow.ts";
import { testedGlobals } from "./global-tests.ts";
import { inferFunction } from "./infer-function.ts";
import { inferBlock } from "./infer-statement.ts";
import type { Facts, ModulePiece, TypedDef, TypedDefinition, TypedFunction } from "./ir.ts";
import { findLentRows } from "./lent-rows.ts";
import { findNotBuilt } from "./not-built.ts";
import { addTo, type DefStatement, type Flow, type Program } from "./program.ts";
import { planScope, type ScopePlan } from "./scope-plan.ts";
import { inferSetFields } from "./set-fields.ts";
import { typeCircles } from "./type-circles.ts";
import { findWaitPlaces } from "./wait-places.ts";
import { walkNames } from "./walk-names.ts";
import { walkTree } from "./walk-tree.ts";

const MOST_ROUNDS = 10;

export function inferTypes(python: PythonDefinition): Checked<TypedDefinition> {
  const diagnostics: Diagnostic[] = [];
  const usable = python.functions.filter((fn) => isBuilt(python, fn, diagnostics));
  const pieces = usable
    .filter((fn) => fn.globalCode.length > 0)
    .map((fn): ModulePiece => ({ function: fn, statements: fn.globalCode }));
  const code = pieces.flatMap((piece) => piece.statements);
  const defs = moduleDefs(python, code);
  const plan = modulePlan(python, code, defs);
  const program = newProgram(python, usable, defs, plan, diagnostics);
  let functions: readonly TypedFunction[] = [];
  // Along a chain of calls a wait may go one function further in each round, however long it is.
  let waiting = -1;
  for (let round = 0; round < MOST_ROUNDS || program.waiting.size > waiting; round++) {
    waiting = program.waiting.size;
    program.changed = false;
    inferModule(program, code);
    functions = usable.map((fn) => inferFunction(program, fn));
    if (!program.changed && !settleNever(program)) break;
    if (round === MOST_ROUNDS - 3) giveUp(program);
  }
  const isRefused = (fn: PythonFunction): boolean => {
    const found = findWaitPlaces(program, fn);
    diagnostics.push(...found);
    return found.some(({ code }) => code === "python/not-built-yet");
  };
  const refused = new Set(usable.filter(isRefused));
  for (const fn of usable) {
    // What Python code hands over is not of the type that the function's place has.
    const { name } = fn.function;
    if (!program.called.has(name) && !program.asValue.has(name))
      diagnostics.push(...findAbsentFields(fn, program.facts));
  }
  noteCircles(program, functions);
  findLentRows(program.facts, usable, python.globals.keys());
  const sets = inferSetFields(python.definition, usable, program.facts);
  diagnostics.push(...sets.diagnostics);
  return {
    value: {
      definition: python.definition,
      python,
      facts: program.facts,
      module: {
        pieces,
        plan,
        variables: program.globalTypes,
        maybeUnbound: new Set([...program.globalUnbound, ...program.module.unboundReads]),
        usesLog: program.module.usesLog,
      },
      functions: functions.filter((fn) => !refused.has(fn.python)),
      setFields: sets.fields,
    },
    diagnostics,
  };
}

function noteCircles({ facts, globalTypes }: Program, functions: readonly TypedFunction[]): void {
  const note = (
    body: readonly Statement[],
    { plan, variables }: TypedFunction | TypedDef,
  ): void => {
    const typeOf = (name: string): PyType => variables.get(name) ?? globalTypes.get(name) ?? ANY;
    for (const statement of typeCircles(body, plan, typeOf)) facts.circles.add(statement);
  };
  for (const fn of functions) note(fn.python.code, fn);
  for (const [def, typed] of facts.defs) if (def.kind === "functionDef") note(def.body, typed);
}

function isBuilt(python: PythonDefinition, fn: PythonFunction, diagnostics: Diagnostic[]): boolean {
  const { path } = fn.function;
  const parameters = new Set(fn.function.parameters.map((p) => p.name));
  const bound = (name: string): boolean =>
    python.globals.has(name) || fn.scope.locals.has(name) || parameters.has(name);
  const found = [
    ...findNotBuilt(fn.globalCode, null, `${path}.globalCode`, null, (name) =>
      python.globals.has(name),
    ),
    ...findNotBuilt(fn.code, fn.expression, path, fn.scope, bound),
  ];
  diagnostics.push(...found);
  return found.length === 0;
}

/** `def`s at the top of `globalCode` that nothing rebinds: function declarations of the module. */
function moduleDefs(
  python: PythonDefinition,
  code: readonly Statement[],
): Map<string, DefStatement> {
  const defs = new Map<string, DefStatement>();
  for (const statement of code) {
    if (
      statement.kind === "functionDef" &&
      python.globals.get(statement.name)?.kind === "function"
    ) {
      if (defs.has(statement.name)) defs.delete(statement.name);
      else defs.set(statement.name, statement);
    }
  }
  return defs;
}

/** What is a variable of the module, or may be one: a `def` that is written twice. */
const MODULE_VARIABLES: ReadonlySet<GlobalName["kind"]> = new Set([
  "variable",
  "function",
  "class",
]);

function modulePlan(
  python: PythonDefinition,
  code: readonly Statement[],
  defs: ReadonlyMap<string, DefStatement>,
): ScopePlan {
  const names = new Set<string>();
  for (const [name, global] of python.globals) {
    if (!MODULE_VARIABLES.has(global.kind) || defs.has(name)) continue;
    names.add(name);
  }
  const plan = new Map(planScope(code, null, names, true));
  for (const [name, one] of plan) {
    const others = python.globals.get(name)?.assignedBy.length ?? 0;
    if (others > 0) plan.set(name, { ...one, constant: false, assignedInside: true });
  }
  for (const name of lateNames(python, code, defs)) {
    const one = plan.get(name);
    const [first] = code;
    const kind = one?.placement.kind;
    if (one !== undefined && (kind === "assignment" || kind === "hoisted") && first !== undefined) {
      const placement = { kind: "hoisted", before: first } as const;
      plan.set(name, { ...one, placement, constant: false, deleted: true });
    }
  }
  return plan;
}

/**
 * Names that a function may read before module code has bound them, since that code calls functions on its way, and
 * those that code asks `globals()` for.
 */
function lateNames(
  python: PythonDefinition,
  code: readonly Statement[],
  defs: ReadonlyMap<string, DefStatement>,
): ReadonlySet<string> {
  const read = new Set<string>();
  const firstBind = new Map<string, Statement>();
  let caller: Statement | null = null;
  const late = new Set<string>();
  walkNames(code, null, (event) => {
    if (event.inside && event.kind === "read") read.add(event.name);
    if (!event.inside && event.kind === "bind" && !firstBind.has(event.name)) {
      firstBind.set(event.name, event.site);
      if (caller !== null) late.add(event.name);
    }
    const mayRun = defs.has(event.name) || python.globals.get(event.name)?.kind === "ksml";
    if (mayRun && !event.inside && event.kind === "read") caller = event.site;
  });
  const tested = testedGlobals(code, null);
  for (const fn of python.functions) {
    for (const name of testedGlobals(fn.code, fn.expression)) tested.add(name);
    walkNames(fn.code, fn.expression, (event) => {
      if (event.kind === "read") read.add(event.name);
    });
  }
  return new Set([...[...late].filter((name) => read.has(name)), ...tested]);
}

function newProgram(
  python: PythonDefinition,
  functions: readonly PythonFunction[],
  defs: ReadonlyMap<string, DefStatement>,
  plan: ScopePlan,
  diagnostics: Diagnostic[],
): Program {
  const globalTypes = new Map<string, PyType>();
  const facts: Facts = {
    types: new Map(),
    forms: new Map(),
    calls: new Map(),
    knownFields: new Map(),
    unbound: new Map(),
    nowhereBound: new Set(),
    guards: new Map(),
    injected: new Map(),
    stores: storeNames(functions),
    lent: new Set(),
    waits: new Set(),
    pauses: new Set(),
    globalTests: new Map(),
    unreachable: new Set(),
    handlersLeave: new Set(),
    defs: new Map(),
    valueDefs: new Set(),
    valueNames: new Set(),
    compared: new Set(),
    circles: new Set(),
    withoutValue: new Set(),
  };
  const module: ScopeState = { ...newScope(plan, true), declared: globalTypes };
  return {
    python,
    facts,
    diagnostics,
    module,
    globalTypes,
    globalUnbound: new Set(),
    defs,
    ksml: new Map(functions.map((fn) => [fn.function.name, fn])),
    localDefs: new Map(),
    results: new Map(),
    called: new Set(),
    asValue: facts.valueNames,
    defsAsValue: facts.valueDefs,
    storesAreValues: false,
    waiting: new Set(),
    valueReads: new Map(),
    constants: new Map(),
    threadTargets: new Set(),
    scopes: new Map(),
    ends: new Map(),
    changed: false,
  };
}

/** Where a listed store's name stands in its function's text; that a variable of that name comes first is seen later. */
function storeNames(functions: readonly PythonFunction[]): Map<Expression, StoreInFunction> {
  const names = new Map<Expression, StoreInFunction>();
  for (const { function: fn, globalCode, code, expression } of functions) {
    if (fn.stores.length === 0) continue;
    const byName = new Map(fn.stores.map((store) => [store.name, store]));
    const note = (e: Expression): void => {
      const store = e.kind === "name" ? byName.get(e.name) : undefined;
      if (store !== undefined) names.set(e, store);
    };
    walkTree([...globalCode, ...code], expression, () => {}, note);
  }
  return names;
}

function inferModule(program: Program, code: readonly Statement[]): void {
  const env = new Map<string, Slot>();
  const unbound = new Set<string>();
  for (const [name, plan] of program.module.plan) {
    if (plan.placement.kind !== "import") env.set(name, newSlot(program.module, NEVER, "unbound"));
  }
  program.module.unboundReads.clear();
  const flow: Flow = { program, scope: program.module, env, loops: [] };
  inferBlock(flow, code);
  // What module code does not bind for certain may be missing when a function reads it.
  const end: Env = flow.env ?? env;
  for (const [name, slot] of end) if (slot.state !== "bound") unbound.add(name);
  for (const name of program.python.globals.keys()) {
    if (
      program.module.plan.get(name) === undefined &&
      program.python.globals.get(name)?.kind === "variable"
    )
      unbound.add(name);
  }
  for (const [name, plan] of program.module.plan) if (plan.deleted) unbound.add(name);
  for (const name of unbound) addTo(program, program.globalUnbound, name);
}

/** A function that never returns is one of any result for TypeScript. True: there are such. */
function settleNever(program: Program): boolean {
  const names = [...program.results].filter(([, type]) => type.kind === "never");
  for (const [name] of names) program.results.set(name, ANY);
  return names.length > 0;
}

/** Results that still change after many rounds are of any type. */
function giveUp(program: Program): void {
  for (const name of program.results.keys()) program.results.set(name, ANY);
  for (const name of program.globalTypes.keys()) program.globalTypes.set(name, ANY);
}
