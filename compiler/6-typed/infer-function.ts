/** A KSML function: its parameters from what KSML supplies, its body, its result. */
import type { CheckedParameter } from "../3-check/definition.ts";
import type { Expression, PythonFunction, Statement } from "../5-python/tree.ts";
import { ANY, join, mayBe, NEVER, NONE, type PyType, structType } from "../language/python/type.ts";
import { typeOfData } from "./data-type.ts";
import { findEffects } from "./effects.ts";
import { entriesRead } from "./entries-read.ts";
import { functionEnv, notAssigned, runToFixedPoint, scopeOf } from "./infer-def.ts";
import { infer } from "./infer-expression.ts";
import { inferBlock } from "./infer-statement.ts";
import type { TypedFunction, TypedParameter } from "./ir.ts";
import { addTo, type Flow, type Program, setResult } from "./program.ts";
import { plannedNames, planScope } from "./scope-plan.ts";
import { pausesOf } from "./thread-loops.ts";
import { type TypedForm, typedForms } from "./typed-form.ts";
import { walkNames } from "./walk-names.ts";

export function inferFunction(program: Program, python: PythonFunction): TypedFunction {
  const fn = python.function;
  const called = program.called.has(fn.name) || program.asValue.has(fn.name);
  const forms = called ? new Map<string, TypedForm>() : typedForms(python);
  const given = new Map(fn.parameters.map((p) => [p.name, parameterType(p, called, forms)]));
  const { code, expression } = python;
  const scope = scopeOf(
    program,
    python,
    () => planScope(code, expression, plannedNames(python.scope, given.keys()), false),
    () => notAssigned(given.keys(), code, expression),
  );
  inferDefaults(program, python);
  const end = endStatement(program, python);
  let codeAlwaysLeaves = false;
  scope.returns.type = NEVER;
  runToFixedPoint(scope, () => {
    const flow: Flow = { program, scope, env: functionEnv(scope, python.scope, given), loops: [] };
    const lone = loneExpression(python);
    if (lone === null) inferBlock(flow, python.code);
    else infer(flow, lone);
    codeAlwaysLeaves = flow.env === null;
    if (flow.env === null) return;
    if (end !== null) {
      inferBlock(flow, [end]);
      return;
    }
    const value = python.expression === null ? NONE : infer(flow, python.expression);
    scope.returns.type = join(scope.returns.type, value);
  });
  const asValue = program.asValue.has(fn.name);
  const result = asValue && mayBe(scope.returns.type, "float") ? ANY : scope.returns.type;
  setResult(program, fn.name, result);
  if (pausesOf(program, python, code) || scope.waits) addTo(program, program.waiting, python);
  const { read, assigned } = uses(python);
  const parameters = fn.parameters.map((p): TypedParameter => {
    const fallback = python.defaults.get(p.name) ?? null;
    const type = scope.declared.get(p.name) ?? given.get(p.name) ?? ANY;
    const supplied = parameterType(p, false, forms);
    return {
      name: p.name,
      type,
      boxed: type.kind === "any" && supplied.kind !== "any" && mayBe(supplied, "float"),
      used: read.has(p.name),
      assigned: assigned.has(p.name),
      default: fallback,
      optional: !p.fixed,
      fields: forms.get(p.name)?.fields ?? null,
    };
  });
  const effects = findEffects(program, python);
  return {
    python,
    parameters,
    plan: scope.plan,
    variables: scope.declared,
    unboundNames: scope.unboundReads,
    result,
    usesLog: scope.usesLog,
    waits: program.waiting.has(python),
    calledFromPython: called,
    mutates: effects.mutates,
    retains: effects.retains,
    reads: entriesRead(program.facts, python, assigned),
    codeAlwaysLeaves,
    end,
  };
}

/** The one call that an inline function consists of: it may become an arrow function, so no guard may stand before it. */
function loneExpression({ function: fn, code, expression }: PythonFunction): Expression | null {
  const [only] = code;
  if (!fn.inline || expression !== null || code.length !== 1) return null;
  return only?.kind === "expressionStatement" ? only.value : null;
}

/** `return <expression>;` Null where the expression may become an arrow function, in which no statement can be. */
function endStatement(program: Program, python: PythonFunction): Statement | null {
  const { expression } = python;
  if (expression === null || (python.function.inline && python.code.length === 0)) return null;
  let statement = program.ends.get(python);
  if (statement === undefined) {
    statement = { kind: "return", value: expression, span: expression.span };
    program.ends.set(python, statement);
  }
  return statement;
}

function parameterType(
  parameter: CheckedParameter,
  called: boolean,
  forms: ReadonlyMap<string, TypedForm>,
): PyType {
  if (called || parameter.supplied.length === 0) return ANY;
  const form = forms.get(parameter.name);
  if (form !== undefined) return join(structType(form.schema), NONE);
  return parameter.supplied.reduce(
    (type: PyType, supplied) => join(type, typeOfData(supplied)),
    NONE,
  );
}

function inferDefaults(program: Program, python: PythonFunction): void {
  const flow: Flow = { program, scope: program.module, env: new Map(), loops: [] };
  for (const value of python.defaults.values()) infer(flow, value);
}

/** Which names the body reads or assigns. */
function uses(python: PythonFunction): {
  readonly read: ReadonlySet<string>;
  readonly assigned: ReadonlySet<string>;
} {
  const read = new Set<string>();
  const assigned = new Set<string>();
  walkNames(python.code, python.expression, (event) => {
    if (event.kind === "read") read.add(event.name);
    else assigned.add(event.name);
  });
  return { read, assigned };
}
