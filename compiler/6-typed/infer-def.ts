/** `def` and `lambda` inside of Python text. */
import type { Expression, Parameters, Scope, Statement } from "../5-python/tree.ts";
import {
  ANY,
  DICT,
  equalTypes,
  FUNCTION,
  join,
  mayBe,
  NEVER,
  NONE,
  type PyType,
  TUPLE,
} from "../language/python/type.ts";
import type { DeclaredField } from "./dict-facts.ts";
import {
  declare,
  type Env,
  innerEnv,
  newScope,
  newSlot,
  type ScopeState,
  type Slot,
} from "./flow.ts";
import { infer } from "./infer-expression.ts";
import { inferBlock } from "./infer-statement.ts";
import {
  addTo,
  type DefStatement,
  type Flow,
  type Lambda,
  type Program,
  setResult,
} from "./program.ts";
import { plannedNames, planScope, type ScopePlan } from "./scope-plan.ts";
import { pausesOf } from "./thread-loops.ts";
import { walkNames } from "./walk-names.ts";

export function allParameters(parameters: Parameters): string[] {
  const { positionalOnly, positional, keywordOnly, rest, keywordRest } = parameters;
  const plain = [...positionalOnly, ...positional, ...keywordOnly].map((p) => p.name);
  return [
    ...plain,
    ...(rest === null ? [] : [rest.name]),
    ...(keywordRest === null ? [] : [keywordRest.name]),
  ];
}

function scopeOf(
  program: Program,
  node: object,
  plan: () => ScopePlan,
  fixedParameters: () => Iterable<string>,
): ScopeState {
  let scope = program.scopes.get(node);
  if (scope === undefined) {
    scope = newScope(plan());
    for (const name of fixedParameters()) scope.fixedParameters.add(name);
    program.scopes.set(node, scope);
  }
  scope.unboundReads.clear();
  scope.usesLog = false;
  scope.waits = false;
  return scope;
}

function startEnv(
  outer: Env | null,
  scope: ScopeState,
  locals: ReadonlySet<string>,
  parameters: ReadonlyMap<string, PyType>,
): Env {
  const env = new Map<string, Slot>(outer ?? []);
  for (const name of locals) env.set(name, newSlot(scope, NEVER, "unbound"));
  for (const [name, type] of parameters) {
    declare(scope, name, type);
    env.set(name, newSlot(scope, scope.declared.get(name) ?? type, "bound"));
  }
  return env;
}

function parameterTypes(parameters: Parameters): Map<string, PyType> {
  const types = new Map<string, PyType>();
  for (const name of allParameters(parameters)) types.set(name, ANY);
  if (parameters.rest !== null) types.set(parameters.rest.name, TUPLE);
  if (parameters.keywordRest !== null) types.set(parameters.keywordRest.name, DICT);
  return types;
}

function inferDefaults(flow: Flow, parameters: Parameters): void {
  for (const p of [
    ...parameters.positionalOnly,
    ...parameters.positional,
    ...parameters.keywordOnly,
  ]) {
    if (p.default !== null) infer(flow, p.default);
  }
}

/** Those of the names that the body does not assign. */
export function notAssigned(
  names: Iterable<string>,
  body: readonly Statement[],
  expression: Expression | null,
): Set<string> {
  const left = new Set(names);
  walkNames(body, expression, (event) => {
    if (event.kind === "bind") left.delete(event.name);
  });
  return left;
}

/** Infers the body; the name is bound by the caller. */
export function inferDef(flow: Flow, def: DefStatement): void {
  const { program } = flow;
  inferDefaults(flow, def.parameters);
  const parameters = parameterTypes(def.parameters);
  const scope = scopeOf(
    program,
    def,
    () => planScope(def.body, null, plannedNames(def.scope, parameters.keys()), false),
    () => notAssigned(parameters.keys(), def.body, null),
  );
  const outer = flow.scope.isModule || flow.env === null ? null : innerEnv(flow.env, true);
  let falls = false;
  runToFixedPoint(scope, () => {
    const inner: Flow = {
      program,
      scope,
      env: startEnv(outer, scope, def.scope.locals, parameters),
      loops: [],
    };
    inferBlock(inner, def.body);
    falls = inner.env !== null;
  });
  if (falls) scope.returns.type = join(scope.returns.type, NONE);
  const isModuleDef = flow.scope.isModule && program.defs.get(def.name) === def;
  const asValue = isModuleDef ? program.asValue.has(def.name) : program.defsAsValue.has(def);
  const result =
    def.isGenerator || (asValue && mayBe(scope.returns.type, "float")) ? ANY : scope.returns.type;
  if (isModuleDef) setResult(program, def.name, result);
  if (pausesOf(program, def, def.body) || scope.waits) addTo(program, program.waiting, def);
  const before = program.facts.defs.get(def);
  if (before === undefined || !equalTypes(before.result, result)) program.changed = true;
  program.facts.defs.set(def, {
    plan: scope.plan,
    variables: scope.declared,
    parameters,
    result,
    usesLog: scope.usesLog,
    waits: program.waiting.has(def),
    alwaysLeaves: !falls,
    unboundNames: scope.unboundReads,
  });
}

export function inferLambda(flow: Flow, e: Lambda): PyType {
  const { program } = flow;
  inferDefaults(flow, e.parameters);
  const parameters = parameterTypes(e.parameters);
  const scope = scopeOf(
    program,
    e,
    () => new Map(),
    () => notAssigned(parameters.keys(), [], e.body),
  );
  const outer = flow.env === null ? null : innerEnv(flow.env, false);
  const inner: Flow = {
    program,
    scope: { ...scope, usesLog: false, waits: false },
    env: startEnv(outer, scope, e.scope.locals, parameters),
    loops: [],
  };
  const result = infer(inner, e.body);
  if (inner.scope.usesLog) flow.scope.usesLog = true;
  program.facts.defs.set(e, {
    plan: new Map(),
    variables: scope.declared,
    parameters,
    result,
    usesLog: false,
    waits: inner.scope.waits,
    alwaysLeaves: false,
    unboundNames: scope.unboundReads,
  });
  return FUNCTION;
}

const MOST_ROUNDS = 8;

/** Inner functions see the declared types of variables that are assigned after them: run again until these stay. */
export function runToFixedPoint(scope: ScopeState, run: () => void): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = new Map(scope.declared);
    scope.fieldsChanged = false;
    run();
    const settled =
      !scope.fieldsChanged &&
      [...scope.declared].every(([name, type]) => equalTypes(type, before.get(name) ?? NEVER));
    if (settled) return;
    if (round === MOST_ROUNDS - 2) {
      for (const name of scope.declared.keys()) declare(scope, name, ANY);
      for (const fields of scope.fields.values()) giveUpFields(fields);
    }
  }
}

function giveUpFields(fields: ReadonlyMap<string, DeclaredField>): void {
  for (const field of fields.values()) {
    field.type = ANY;
    field.replaced = true;
  }
}

/** The names that a function binds, all of them unbound but for the parameters. */
export function functionEnv(
  scope: ScopeState,
  of: Scope,
  parameters: ReadonlyMap<string, PyType>,
): Env {
  return startEnv(null, scope, of.locals, parameters);
}

export { scopeOf };
