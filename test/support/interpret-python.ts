/**
 * A naive tree walker: runs the text of a Python module on `runtime/python`, everything through the dynamic entry points.
 * So the runtime's meaning is tested against CPython's recorded answers without the emitter. No classes, no `match`.
 * One file, since it is one walk over one tree.
 */

import { parseStatements } from "../../compiler/5-python/parse-tree.ts";
import type {
  Comprehension,
  Expression,
  FormattedPart,
  Parameters,
  Statement,
} from "../../compiler/5-python/tree.ts";
import * as py from "../../runtime/python/index.ts";

type Value = py.Value;

/** Where the names of one function, or of the module, are bound. */
class Scope {
  readonly names = new Map<string, Value>();
  readonly locals: ReadonlySet<string>;
  readonly globalNames: ReadonlySet<string>;
  readonly outer: Scope | null;
  constructor(locals: ReadonlySet<string>, globalNames: ReadonlySet<string>, outer: Scope | null) {
    this.locals = locals;
    this.globalNames = globalNames;
    this.outer = outer;
  }
  get module(): Scope {
    return this.outer === null ? this : this.outer.module;
  }
  read(name: string): Value {
    if (this.globalNames.has(name)) return this.module.read(name);
    const own = this.names.get(name);
    if (own !== undefined) return own;
    if (this.outer === null) return builtin(name);
    if (this.locals.has(name)) return py.bound<Value>(undefined, name);
    return this.outer.read(name);
  }
  assign(name: string, value: Value): void {
    if (this.globalNames.has(name)) this.module.names.set(name, value);
    else if (this.outer === null || this.locals.has(name)) this.names.set(name, value);
    else this.outer.assign(name, value);
  }
  remove(name: string): void {
    this.read(name);
    this.names.delete(name);
  }
}

function builtin(name: string): Value {
  if (name === "__name__") return "__main__";
  if (name === "iter") return py.iterator as Value;
  const found =
    (py.types as unknown as Record<string, Value | undefined>)[name] ??
    (py as unknown as Record<string, Value | undefined>)[name];
  return py.boundGlobal(typeof found === "function" ? found : undefined, name);
}

class ReturnSignal {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}
const BREAK = { signal: "break" };
const CONTINUE = { signal: "continue" };

/** Runs a module. What it prints goes to the environment; an uncaught exception is thrown as PyError. */
export function interpretPython(text: string): void {
  const span = { file: { path: "case.py", text }, start: 0, end: 0 };
  const origin = { span: () => span };
  const source = { text, span, origin };
  const { value, diagnostics } = parseStatements(source as never, "globalCode");
  if (value === null) throw new Error(diagnostics.map((one) => one.message).join("\n"));
  run(value, new Scope(new Set(), new Set(), null));
}

type Flow = Generator<Value, void, Value>;

function run(statements: readonly Statement[], scope: Scope): void {
  if (!block(statements, scope).next().done) throw new Error("yield outside a generator");
}

function* block(statements: readonly Statement[], scope: Scope): Flow {
  for (const statement of statements) yield* execute(statement, scope);
}

const IN_PLACE: Record<string, (a: Value, b: Value) => Value> = {
  "+": py.iadd,
  "-": py.isub,
  "*": py.imul,
  "/": py.itruediv,
  "//": py.ifloordiv,
  "%": py.imod,
  "**": py.ipow,
  "<<": py.ilshift,
  ">>": py.irshift,
  "|": py.ibitor,
  "&": py.ibitand,
  "^": py.ibitxor,
};

const BINARY: Record<string, (a: Value, b: Value) => Value> = {
  "+": py.add,
  "-": py.sub,
  "*": py.mul,
  "/": py.truediv,
  "//": py.floordiv,
  "%": py.mod,
  "**": py.pow,
  "<<": py.lshift,
  ">>": py.rshift,
  "|": py.bitor,
  "&": py.bitand,
  "^": py.bitxor,
  "@": py.matmul,
};

const COMPARE: Record<string, (a: Value, b: Value) => boolean> = {
  "==": py.eq,
  "!=": py.ne,
  "<": py.lt,
  "<=": py.le,
  ">": py.gt,
  ">=": py.ge,
  is: py.is,
  "is not": py.isNot,
  in: py.contains,
  "not in": py.notContains,
};

function* evaluateFlow(
  expression: Expression | null,
  scope: Scope,
): Generator<Value, Value, Value> {
  if (expression === null) return null;
  if (expression.kind === "yield") {
    const value = yield* evaluateFlow(expression.value, scope);
    return yield value;
  }
  if (expression.kind === "yieldFrom")
    return yield* py.yieldFrom(evaluate(expression.value, scope));
  return evaluate(expression, scope);
}

/** The exceptions being handled, for `raise` alone. */
const handling: py.PyException[] = [];

function* execute(s: Statement, scope: Scope): Flow {
  switch (s.kind) {
    case "expressionStatement":
      yield* evaluateFlow(s.value, scope);
      return;
    case "assign": {
      const value = yield* evaluateFlow(s.value, scope);
      for (const target of s.targets) assign(target, value, scope);
      return;
    }
    case "annotatedAssign":
      if (s.value !== null) assign(s.target, yield* evaluateFlow(s.value, scope), scope);
      return;
    case "augmentedAssign": {
      const [current, store] = place(s.target, scope);
      const fn = IN_PLACE[s.operator] as (a: Value, b: Value) => Value;
      store(fn(current, yield* evaluateFlow(s.value, scope)));
      return;
    }
    case "delete":
      for (const target of s.targets) remove(target, scope);
      return;
    case "return":
      throw new ReturnSignal(yield* evaluateFlow(s.value, scope));
    case "if":
      yield* block(py.truthy(evaluate(s.test, scope)) ? s.body : s.orElse, scope);
      return;
    case "while":
      while (py.truthy(evaluate(s.test, scope))) {
        if ((yield* loopBody(s.body, scope)) === BREAK) return;
      }
      yield* block(s.orElse, scope);
      return;
    case "for":
      for (const item of py.iter(evaluate(s.iterable, scope))) {
        assign(s.target, item, scope);
        if ((yield* loopBody(s.body, scope)) === BREAK) return;
      }
      yield* block(s.orElse, scope);
      return;
    case "break":
      throw BREAK;
    case "continue":
      throw CONTINUE;
    case "pass":
    case "global":
    case "nonlocal":
      return;
    case "functionDef":
      scope.assign(s.name, define(s.name, s.parameters, s.body, s.isGenerator, scope));
      return;
    case "raise":
      if (s.exception === null) {
        const current = handling.at(-1);
        if (current === undefined) throw py.runtimeError("No active exception to reraise");
        throw new py.PyError(current);
      }
      throw py.raise(
        callIfClass(evaluate(s.exception, scope)),
        s.cause === null ? undefined : evaluate(s.cause, scope),
      );
    case "try":
      yield* tryStatement(s, scope);
      return;
    case "assert":
      if (!py.truthy(evaluate(s.test, scope))) {
        throw py.assertionError(s.message === null ? undefined : evaluate(s.message, scope));
      }
      return;
    case "import":
      for (const { name, asName } of s.names) {
        scope.assign(asName ?? (name.split(".")[0] as string), moduleNamed(name));
      }
      return;
    case "importFrom":
      for (const { name, asName } of s.names) {
        scope.assign(asName ?? name, py.getAttr(moduleNamed(s.module), name));
      }
      return;
    default:
      throw new Error(`the tree walker has no ${s.kind}`);
  }
}

function callIfClass(x: Value): Value {
  return py.isClass(x) ? py.call(x, []) : x;
}

function moduleNamed(name: string): Value {
  let found = (py as unknown as Record<string, Value>)[name.split(".")[0] as string];
  if (name.startsWith("urllib")) found = (py as unknown as Record<string, Value>).urllib;
  if (found === undefined) throw new Error(`no module ${name}`);
  for (const part of name.split(".").slice(1)) found = py.getAttr(found, part);
  return found as Value;
}

function* loopBody(
  body: readonly Statement[],
  scope: Scope,
): Generator<Value, typeof BREAK | undefined, Value> {
  try {
    yield* block(body, scope);
  } catch (signal) {
    if (signal === BREAK) return BREAK;
    if (signal !== CONTINUE) throw signal;
  }
  return undefined;
}

function* tryStatement(s: Statement & { kind: "try" }, scope: Scope): Flow {
  try {
    try {
      yield* block(s.body, scope);
    } catch (thrown) {
      if (thrown === BREAK || thrown === CONTINUE || thrown instanceof ReturnSignal) throw thrown;
      const exception = py.caught(thrown);
      const handler = s.handlers.find(
        (one) => one.type === null || py.matches(exception, evaluate(one.type, scope)),
      );
      if (handler === undefined) throw thrown;
      if (handler.name !== null) scope.assign(handler.name, exception);
      handling.push(exception);
      try {
        yield* block(handler.body, scope);
      } finally {
        handling.pop();
        if (handler.name !== null) scope.names.delete(handler.name);
      }
      return;
    }
    yield* block(s.orElse, scope);
  } finally {
    yield* block(s.finalBody, scope);
  }
}

function assign(target: Expression, value: Value, scope: Scope): void {
  switch (target.kind) {
    case "name":
      scope.assign(target.name, value);
      return;
    case "attribute":
      py.setAttr(evaluate(target.value, scope), target.attribute, value);
      return;
    case "subscript":
      py.setItem(evaluate(target.value, scope), evaluate(target.index, scope), value);
      return;
    case "tuple":
    case "list": {
      const { elements } = target;
      const star = elements.findIndex((one) => one.kind === "starred");
      const values =
        star < 0
          ? py.unpack(value, elements.length)
          : py.unpackStar(value, star, elements.length - star - 1);
      elements.forEach((one, i) => {
        assign(one.kind === "starred" ? one.value : one, values[i] as Value, scope);
      });
      return;
    }
    default:
      throw new Error(`no assignment to ${target.kind}`);
  }
}

function place(target: Expression, scope: Scope): [Value, (value: Value) => void] {
  if (target.kind === "name") {
    return [scope.read(target.name), (value) => scope.assign(target.name, value)];
  }
  if (target.kind === "subscript") {
    const object = evaluate(target.value, scope);
    const index = evaluate(target.index, scope);
    return [py.getItem(object, index), (value) => py.setItem(object, index, value)];
  }
  if (target.kind === "attribute") {
    const object = evaluate(target.value, scope);
    return [
      py.getAttr(object, target.attribute),
      (value) => py.setAttr(object, target.attribute, value),
    ];
  }
  throw new Error(`no augmented assignment to ${target.kind}`);
}

function remove(target: Expression, scope: Scope): void {
  if (target.kind === "name") scope.remove(target.name);
  else if (target.kind === "subscript") {
    py.delItem(evaluate(target.value, scope), evaluate(target.index, scope));
  } else if (target.kind === "attribute")
    py.delAttr(evaluate(target.value, scope), target.attribute);
  else if (target.kind === "tuple") for (const one of target.elements) remove(one, scope);
}

function define(
  name: string,
  parameters: Parameters,
  body: readonly Statement[],
  isGenerator: boolean,
  outer: Scope,
): Value {
  const [locals, globals] = boundNames(body);
  return makeFunction(name, parameters, outer, locals, globals, (scope) => {
    if (isGenerator) {
      return py.generator(function* (): Generator<Value, Value, Value> {
        try {
          yield* block(body, scope);
        } catch (signal) {
          if (signal instanceof ReturnSignal) return signal.value;
          throw signal;
        }
        return null;
      });
    }
    try {
      run(body, scope);
    } catch (signal) {
      if (signal instanceof ReturnSignal) return signal.value;
      throw signal;
    }
    return null;
  });
}

function makeFunction(
  name: string,
  parameters: Parameters,
  outer: Scope,
  locals: ReadonlySet<string>,
  globals: ReadonlySet<string>,
  call: (scope: Scope) => Value,
): Value {
  const named = [...parameters.positionalOnly, ...parameters.positional, ...parameters.keywordOnly];
  const defaults = named.map((one) =>
    one.default === null ? undefined : evaluate(one.default, outer),
  );
  const all = new Set(locals);
  for (const one of named) all.add(one.name);
  if (parameters.rest !== null) all.add(parameters.rest.name);
  if (parameters.keywordRest !== null) all.add(parameters.keywordRest.name);
  const required = defaults.findIndex((one) => one !== undefined);
  const fn = (...given: (Value | undefined)[]): Value => {
    const scope = new Scope(all, globals, outer);
    named.forEach((one, i) => {
      const value = given[i] === undefined ? defaults[i] : given[i];
      if (value !== undefined) scope.names.set(one.name, value);
    });
    let rest = given.slice(named.length) as Value[];
    if (parameters.keywordRest !== null) {
      scope.names.set(parameters.keywordRest.name, rest.at(-1) as Value);
      rest = rest.slice(0, -1);
    }
    if (parameters.rest !== null) scope.names.set(parameters.rest.name, py.tupleOf(...rest));
    return call(scope);
  };
  return py.functionOf(fn, {
    name,
    parameters: named.map((one) => one.name),
    required: required < 0 ? named.length : required,
    positional: parameters.positionalOnly.length + parameters.positional.length,
    optional: parameters.keywordOnly.filter((one) => one.default !== null).map((one) => one.name),
    rest: parameters.rest !== null,
    keywords: parameters.keywordRest !== null,
  }) as Value;
}

/** The names that a function body binds, and those it declares global. */
function boundNames(body: readonly Statement[]): [Set<string>, Set<string>] {
  const found = new Set<string>();
  const globals = new Set<string>();
  const nonlocals = new Set<string>();
  const target = (e: Expression): void => {
    if (e.kind === "name") found.add(e.name);
    else if (e.kind === "tuple" || e.kind === "list") e.elements.forEach(target);
    else if (e.kind === "starred") target(e.value);
  };
  const walk = (statements: readonly Statement[]): void => {
    for (const s of statements) {
      if (s.kind === "assign") s.targets.forEach(target);
      else if (s.kind === "annotatedAssign" || s.kind === "augmentedAssign") target(s.target);
      else if (s.kind === "delete") s.targets.forEach(target);
      else if (s.kind === "functionDef") found.add(s.name);
      else if (s.kind === "global") for (const name of s.names) globals.add(name);
      else if (s.kind === "nonlocal") for (const name of s.names) nonlocals.add(name);
      else if (s.kind === "import" || s.kind === "importFrom") {
        for (const one of s.names) found.add(one.asName ?? (one.name.split(".")[0] as string));
      } else if (s.kind === "for") {
        target(s.target);
        walk(s.body);
        walk(s.orElse);
      } else if (s.kind === "if" || s.kind === "while") {
        walk(s.body);
        walk(s.orElse);
      } else if (s.kind === "try") {
        walk(s.body);
        for (const handler of s.handlers) {
          if (handler.name !== null) found.add(handler.name);
          walk(handler.body);
        }
        walk(s.orElse);
        walk(s.finalBody);
      }
    }
  };
  walk(body);
  for (const name of [...globals, ...nonlocals]) found.delete(name);
  return [found, globals];
}

function elementsOf(elements: readonly Expression[], scope: Scope): Value[] {
  return elements.flatMap((one) =>
    one.kind === "starred" ? [...py.spread(evaluate(one.value, scope))] : [evaluate(one, scope)],
  );
}

function evaluate(e: Expression, scope: Scope): Value {
  switch (e.kind) {
    case "none":
      return null;
    case "bool":
    case "int":
    case "string":
      return e.value;
    case "float":
      return py.boxFloat(e.value);
    case "bytes":
      return new py.PyBytes(e.value);
    case "formatted":
      return e.parts.map((part) => formatted(part, scope)).join("");
    case "name":
      return scope.read(e.name);
    case "attribute":
      return py.getAttr(evaluate(e.value, scope), e.attribute);
    case "subscript":
      return py.getItem(evaluate(e.value, scope), evaluate(e.index, scope));
    case "slice": {
      const bound = (one: Expression | null): Value => (one === null ? null : evaluate(one, scope));
      return new py.PySlice(bound(e.lower), bound(e.upper), bound(e.step));
    }
    case "call":
      return callExpression(e, scope);
    case "binary": {
      const fn = BINARY[e.operator] as (a: Value, b: Value) => Value;
      return fn(evaluate(e.left, scope), evaluate(e.right, scope));
    }
    case "unary": {
      const operand = evaluate(e.operand, scope);
      if (e.operator === "not") return py.not(operand);
      return e.operator === "-"
        ? py.neg(operand)
        : e.operator === "+"
          ? py.pos(operand)
          : py.invert(operand);
    }
    case "and":
    case "or": {
      let value: Value = null;
      for (const one of e.operands) {
        value = evaluate(one, scope);
        if (py.truthy(value) === (e.kind === "or")) return value;
      }
      return value;
    }
    case "compare": {
      let left = evaluate(e.left, scope);
      let result = true;
      for (let i = 0; i < e.operators.length && result; i++) {
        const right = evaluate(e.comparators[i] as Expression, scope);
        result = (COMPARE[e.operators[i] as string] as (a: Value, b: Value) => boolean)(
          left,
          right,
        );
        left = right;
      }
      return result;
    }
    case "conditional":
      return evaluate(py.truthy(evaluate(e.test, scope)) ? e.then : e.orElse, scope);
    case "list":
      return elementsOf(e.elements, scope);
    case "tuple":
      return py.tupleOf(...elementsOf(e.elements, scope));
    case "set":
      return py.setOf(...elementsOf(e.elements, scope));
    case "dict": {
      const dict: py.Dict = {};
      for (const { key, value } of e.entries) {
        if (key === null) py.updateDict(dict, py.mergeDicts(evaluate(value, scope)));
        else py.setKey(dict, evaluate(key, scope), evaluate(value, scope));
      }
      return dict;
    }
    case "listComprehension":
    case "setComprehension": {
      const items: Value[] = [];
      comprehend(e.generators, innerScope(e.generators, scope), scope, (inner) => {
        items.push(evaluate(e.element, inner));
      });
      return e.kind === "listComprehension" ? items : py.setOf(...items);
    }
    case "generatorExpression": {
      const items = lazily(e.generators, e.element, scope);
      return py.generator(() => items as Generator<Value, undefined, Value>);
    }
    case "dictComprehension": {
      const dict: py.Dict = {};
      comprehend(e.generators, innerScope(e.generators, scope), scope, (inner) => {
        py.setKey(dict, evaluate(e.key, inner), evaluate(e.value, inner));
      });
      return dict;
    }
    case "lambda":
      return makeFunction("<lambda>", e.parameters, scope, new Set(), new Set(), (inner) =>
        evaluate(e.body, inner),
      );
    case "named": {
      const value = evaluate(e.value, scope);
      scope.assign(e.target, value);
      return value;
    }
    default:
      throw new Error(`the tree walker has no ${e.kind}`);
  }
}

function formatted(part: FormattedPart, scope: Scope): string {
  if (part.kind === "text") return part.value;
  let value = evaluate(part.value, scope);
  if (part.conversion === "r") value = py.repr(value);
  else if (part.conversion === "s") value = py.str(value);
  else if (part.conversion === "a") value = py.ascii(value);
  const spec = part.spec === null ? "" : part.spec.map((one) => formatted(one, scope)).join("");
  return py.format(value, spec);
}

function callExpression(e: Expression & { kind: "call" }, scope: Scope): Value {
  const method = e.function.kind === "attribute" ? e.function : null;
  const receiver =
    method === null ? null : py.having(evaluate(method.value, scope), method.attribute);
  const fn = method === null ? evaluate(e.function, scope) : null;
  const args = elementsOf(e.arguments, scope);
  let keywords: py.Dict | undefined;
  for (const { name, value } of e.keywords) {
    keywords ??= {};
    if (name === null) py.updateDict(keywords, evaluate(value, scope));
    else keywords[name] = evaluate(value, scope);
  }
  if (method !== null)
    return keywords === undefined
      ? py.callMethod(receiver, method.attribute, ...args)
      : py.callMethodWith(receiver, method.attribute, args, keywords);
  return py.call(fn, args, keywords);
}

/** A comprehension's own scope; a walrus inside binds in the one around. */
function innerScope(generators: readonly Comprehension[], outer: Scope): Scope {
  const names = new Set<string>();
  const target = (e: Expression): void => {
    if (e.kind === "name") names.add(e.name);
    else if (e.kind === "tuple" || e.kind === "list") e.elements.forEach(target);
    else if (e.kind === "starred") target(e.value);
  };
  for (const one of generators) target(one.target);
  return new Scope(names, new Set(), outer);
}

function comprehend(
  generators: readonly Comprehension[],
  inner: Scope,
  outer: Scope,
  emit: (scope: Scope) => void,
  depth = 0,
): void {
  const one = generators[depth];
  if (one === undefined) {
    emit(inner);
    return;
  }
  for (const item of py.iter(evaluate(one.iterable, depth === 0 ? outer : inner))) {
    assign(one.target, item, inner);
    if (one.conditions.every((test) => py.truthy(evaluate(test, inner)))) {
      comprehend(generators, inner, outer, emit, depth + 1);
    }
  }
}

function lazily(
  generators: readonly Comprehension[],
  element: Expression,
  outer: Scope,
): Generator<Value, void, Value> {
  const inner = innerScope(generators, outer);
  const first = py.iter(evaluate((generators[0] as Comprehension).iterable, outer));
  function* walk(depth: number): Generator<Value, void, Value> {
    const one = generators[depth];
    if (one === undefined) {
      yield evaluate(element, inner);
      return;
    }
    for (const item of depth === 0 ? first : py.iter(evaluate(one.iterable, inner))) {
      assign(one.target, item, inner);
      if (one.conditions.every((test) => py.truthy(evaluate(test, inner)))) yield* walk(depth + 1);
    }
  }
  return walk(0);
}
