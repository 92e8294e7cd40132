/**
 * Which rows of stores Python code only looks at: of those it needs no copy. In: inferred code. Out: its calls of `get`
 * whose row stays in variables of one function, is never changed, and never told apart from another one that is equal.
 * What is in a row may go anywhere: a dict that a store lends holds nothing that can be changed.
 */
import type { StoreInFunction } from "../3-check/definition.ts";
import type { Expression, Parameters, PythonFunction, Scope, Statement } from "../5-python/tree.ts";
import type { DataType } from "../language/data-types/data-type.ts";
import { LOOKING } from "../language/python/builtins.ts";
import { childExpressions } from "./children.ts";
import type { Facts } from "./ir.ts";
import { defaultsOf, statementBlocks, statementExpressions } from "./walk-tree.ts";

type Call = Expression & { readonly kind: "call" };

/** What becomes of a value: it is let go, or the value of these variables too; of none: it is only looked at. */
type Use = typeof LET_GO | readonly string[];
const LET_GO = "let go";
const LOOK: readonly string[] = [];

/** `globals`: names of the module. Adds to `facts.lent`. */
export function findLentRows(
  facts: Facts,
  functions: readonly PythonFunction[],
  globals: Iterable<string>,
): void {
  for (const { scope, globalCode, code, expression } of functions) {
    const inFunction = new RowWalk(facts, [...scope.globals, ...scope.captured]);
    inFunction.block(code);
    if (expression !== null) inFunction.expression(expression, LET_GO);
    inFunction.settle();
    const inModule = new RowWalk(facts, globals);
    inModule.block(globalCode);
    inModule.settle();
  }
}

/** Variables of one name count as one, whatever inner function they belong to. */
class RowWalk {
  readonly #facts: Facts;
  /** Variables whose value others may have. */
  readonly #letGo: Set<string>;
  /** By variable: those that may have the same value. */
  readonly #shared = new Map<string, Set<string>>();
  /** Calls whose row is in these variables only. */
  readonly #rows = new Map<Call, readonly string[]>();

  constructor(facts: Facts, letGo: Iterable<string>) {
    this.#facts = facts;
    this.#letGo = new Set(letGo);
  }

  settle(): void {
    for (let size = -1; size !== this.#letGo.size; ) {
      size = this.#letGo.size;
      for (const [name, others] of this.#shared)
        if ([...others].some((other) => this.#letGo.has(other))) this.#letGo.add(name);
    }
    for (const [call, names] of this.#rows)
      if (!names.some((name) => this.#letGo.has(name))) this.#facts.lent.add(call);
  }

  block(statements: readonly Statement[]): void {
    for (const s of statements) {
      this.#statement(s);
      for (const inner of statementBlocks(s)) this.block(inner);
    }
  }

  #statement(s: Statement): void {
    switch (s.kind) {
      case "assign":
        this.#assign(s.targets, s.value);
        return;
      case "annotatedAssign":
        if (s.value !== null) this.#assign([s.target], s.value);
        return;
      case "augmentedAssign":
        this.#changed(s.target);
        this.expression(s.value, LET_GO);
        return;
      case "delete":
        for (const target of s.targets) this.#changed(target);
        return;
      case "if":
      case "while":
        this.expression(s.test, LOOK);
        return;
      case "for":
        this.expression(s.iterable, LOOK);
        this.#changed(s.target);
        return;
      case "functionDef":
        this.#closure(s.scope);
        this.#defaults(s.parameters);
        break;
      default:
        break;
    }
    for (const e of statementExpressions(s)) if (e !== null) this.expression(e, LET_GO);
  }

  #assign(targets: readonly Expression[], value: Expression): void {
    const names = targets.flatMap((target) => (target.kind === "name" ? [target.name] : []));
    this.expression(value, names.length === targets.length ? names : LET_GO);
    for (const target of targets) if (target.kind !== "name") this.#changed(target);
  }

  /** A target: what it is an item or an attribute of is changed. A variable there has some other value, or none. */
  #changed(target: Expression): void {
    if (target.kind === "tuple" || target.kind === "list" || target.kind === "starred")
      for (const part of childExpressions(target)) this.#changed(part);
    else if (target.kind !== "subscript") this.expression(target, LET_GO);
    else for (const part of childExpressions(target)) this.expression(part, LET_GO);
  }

  expression(e: Expression, use: Use): void {
    switch (e.kind) {
      case "name":
        this.#name(e.name, use);
        return;
      case "named":
        this.expression(e.value, use === LET_GO ? LET_GO : [...use, e.target]);
        return;
      case "and":
      case "or":
        for (const operand of e.operands) this.expression(operand, use);
        return;
      case "conditional":
        this.expression(e.test, LOOK);
        this.expression(e.then, use);
        this.expression(e.orElse, use);
        return;
      case "call":
        this.#call(e, use);
        return;
      case "lambda":
        this.#closure(e.scope);
        this.#defaults(e.parameters);
        break;
      case "generatorExpression":
        this.#closure(e.scope);
        break;
      default:
        break;
    }
    const looked = lookedAt(e);
    for (const child of childExpressions(e))
      this.expression(child, looked.includes(child) ? LOOK : LET_GO);
  }

  #name(name: string, use: Use): void {
    if (use === LET_GO) this.#letGo.add(name);
    else {
      const others = this.#shared.get(name) ?? new Set();
      for (const other of use) others.add(other);
      this.#shared.set(name, others);
    }
  }

  #call(e: Call, use: Use): void {
    if (use !== LET_GO && this.#isRow(e)) this.#rows.set(e, use);
    const { function: callee } = e;
    if (callee.kind === "attribute" && READING.has(callee.attribute))
      this.expression(callee.value, LOOK);
    else this.expression(callee, LET_GO);
    const isLooking = this.#isLooking(e);
    for (const argument of e.arguments) this.expression(argument, isLooking ? LOOK : LET_GO);
    for (const { value } of e.keywords) this.expression(value, LET_GO);
  }

  #isRow(e: Call): boolean {
    const call = this.#facts.calls.get(e);
    if (call?.kind !== "object" || !call.lends || e.function.kind !== "attribute") return false;
    const { value: name } = e.function;
    const store = this.#facts.stores.get(name);
    return store !== undefined && this.#facts.injected.get(name) === "store" && mayHoldDicts(store);
  }

  /** The called function only looks at its arguments. One that is given by keyword may be called with them. */
  #isLooking(e: Call): boolean {
    const call = this.#facts.calls.get(e);
    if (call === undefined || e.keywords.length > 0) return false;
    if (call.kind === "helper") return LOOKING.has(call.path.join("."));
    return call.kind === "log" || call.kind === "isinstance";
  }

  /** Code of its own may run at any time: it is not followed. */
  #closure({ free, globals, captured }: Scope): void {
    for (const names of [free, globals, captured]) for (const name of names) this.#letGo.add(name);
  }

  #defaults(parameters: Parameters): void {
    for (const e of defaultsOf(parameters)) this.expression(e, LET_GO);
  }
}

/** Children that the expression only looks at, or takes apart. */
function lookedAt(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "subscript":
      return [e.value];
    case "formatted":
      return childExpressions(e);
    case "unary":
      return e.operator === "not" ? [e.operand] : [];
    case "compare":
      return lookedAtInComparison(e);
    case "dict":
      return e.entries.flatMap(({ key, value }) => (key === null ? [value] : []));
    case "listComprehension":
    case "setComprehension":
    case "dictComprehension":
    case "generatorExpression":
      return e.generators.flatMap(({ iterable, conditions }) => [iterable, ...conditions]);
    default:
      return [];
  }
}

/** `row is None`, `"key" in row`. That two rows are one and the same object must not be seen. */
function lookedAtInComparison({
  left,
  operators,
  comparators,
}: Expression & { readonly kind: "compare" }): readonly Expression[] {
  const [operator] = operators;
  const [right] = comparators;
  if (operators.length !== 1 || right === undefined) return [];
  if (operator === "in" || operator === "not in") return [right];
  return right.kind === "none" ? [left] : [];
}

/** Methods of dicts that only look at them. What `items` and the like give cannot change the dict. */
const READING: ReadonlySet<string> = new Set(["get", "items", "keys", "values", "copy"]);

function mayHoldDicts({ store }: StoreInFunction): boolean {
  const value = store.kind === "table" ? store.topic.value : store.store.value;
  return value === null || mayBeDict(value.dataType);
}

function mayBeDict(type: DataType): boolean {
  if (type.kind === "union") return type.members.some(({ dataType }) => mayBeDict(dataType));
  return type.kind === "any" || type.kind === "map" || type.kind === "struct";
}
