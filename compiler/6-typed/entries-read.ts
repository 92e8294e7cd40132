/**
 * Which entries of a free-form JSON value a function uses, each by a constant name: the runtime need make nothing else
 * of the record. In: an inferred function. Out: the names; null where some use may see more of the dict than that.
 */
import type { CheckedParameter } from "../3-check/definition.ts";
import type { Expression, Parameters, PythonFunction, Statement } from "../5-python/tree.ts";
import type { DataType } from "../language/data-types/data-type.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { childExpressions } from "./children.ts";
import type { Facts } from "./ir.ts";
import { defaultsOf, statementBlocks, statementExpressions } from "./walk-tree.ts";

export interface EntriesRead {
  /** Each once, in the order of the text; of an assignment its value first. */
  readonly names: readonly string[];
  /** The value itself may be the function's result. */
  readonly isReturned: boolean;
}

const NAME = "value";

/** Of the parameter `value`, which operations pass second. `assigned`: names that the function binds. */
export function entriesRead(
  facts: Facts,
  python: PythonFunction,
  assigned: ReadonlySet<string>,
): EntriesRead | null {
  const parameter = python.function.parameters[1];
  if (parameter?.name !== NAME || !isFreeJson(parameter)) return null;
  if (python.isGenerator || assigned.has(NAME)) return null;
  const walk = new EntryWalk(facts);
  walk.block(python.code);
  if (python.expression !== null) walk.result(python.expression);
  return walk.seesMore ? null : { names: [...walk.names], isReturned: walk.isReturned };
}

const isFreeJson = ({ supplied }: CheckedParameter): boolean =>
  supplied.length > 0 &&
  supplied.every(({ notation, dataType }) => notation === "json" && isFree(dataType));

function isFree(type: DataType): boolean {
  if (type.kind === "struct") return type.schema === undefined && type.open === undefined;
  if (type.kind === "union") return type.members.every(({ dataType }) => isFree(dataType));
  return type.kind === "any" || (type.kind === "list" && type.element.kind === "any");
}

class EntryWalk {
  readonly names = new Set<string>();
  isReturned = false;
  seesMore = false;
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  block(statements: readonly Statement[]): void {
    for (const s of statements) {
      if (s.kind === "return") {
        if (s.value !== null) this.result(s.value);
        continue;
      }
      // Code of its own may run at any time: it is not followed.
      if ("scope" in s && s.scope.free.has(NAME)) this.seesMore = true;
      if (s.kind === "functionDef") this.#defaults(s.parameters);
      const isTest = s.kind === "if" || s.kind === "while" || s.kind === "assert";
      statementExpressions(s).forEach((e, i) => {
        if (e !== null) this.expression(e, isTest && i === 0);
      });
      if ("scope" in s) continue;
      for (const inner of statementBlocks(s)) this.block(inner);
    }
  }

  /** What the function returns. */
  result(e: Expression): void {
    if (isOwn(e)) {
      this.isReturned = true;
      return;
    }
    if (e.kind === "conditional") {
      this.expression(e.test, true);
      this.result(e.then);
      this.result(e.orElse);
    } else if (e.kind === "and" || e.kind === "or") {
      e.operands.forEach((operand, i) => {
        // Where it is false it is the result: then it has no entries, and gets none.
        if (e.kind === "and" && i < e.operands.length - 1) this.expression(operand, true);
        else this.result(operand);
      });
    } else this.expression(e, false);
  }

  /** `isTest`: only its truth is asked for; else `value and …` may be the value itself, empty and about to be filled. */
  expression(e: Expression, isTest: boolean): void {
    if (isOwn(e)) {
      if (!isTest) this.seesMore = true;
      return;
    }
    if ("generators" in e && e.scope.locals.has(NAME)) this.seesMore = true;
    if (e.kind === "lambda") {
      if (e.scope.free.has(NAME)) this.seesMore = true;
      this.#defaults(e.parameters);
      return;
    }
    const rest = this.#entryUse(e);
    if (rest !== null) {
      for (const part of rest) this.expression(part, false);
      return;
    }
    childExpressions(e).forEach((child, i) => {
      const isAsked =
        (e.kind === "unary" && e.operator === "not") ||
        (e.kind === "conditional" && i === 0) ||
        ((e.kind === "and" || e.kind === "or") && isTest);
      this.expression(child, isAsked);
    });
  }

  #defaults(parameters: Parameters): void {
    for (const e of defaultsOf(parameters)) this.expression(e, false);
  }

  /** The other parts of a use by constant names; null: it is none. */
  #entryUse(e: Expression): readonly Expression[] | null {
    switch (e.kind) {
      case "subscript":
        return isDict(e.value) && this.#takes(e.index) ? [] : null;
      case "call":
        return this.#callUse(e);
      case "compare": {
        const [operator] = e.operators;
        const [right] = e.comparators;
        if (e.operators.length !== 1 || right === undefined) return null;
        if (operator === "in" || operator === "not in")
          return isDict(right) && this.#takes(e.left) ? [] : null;
        const isNone = ["is", "is not", "==", "!="].includes(operator ?? "");
        return isNone && isOwn(e.left) && right.kind === "none" ? [] : null;
      }
      default:
        return null;
    }
  }

  #callUse(e: Expression & { readonly kind: "call" }): readonly Expression[] | null {
    const { function: callee, arguments: args, keywords } = e;
    const [first, ...others] = args;
    if (first === undefined || keywords.length > 0 || args.length > 2) return null;
    if (callee.kind === "attribute") {
      const isByKey = ["get", "pop", "setdefault"].includes(callee.attribute);
      return isByKey && isDict(callee.value) && this.#takes(first) ? others : null;
    }
    return this.#isInstanceTest(e) && isOwn(first) ? others : null;
  }

  /** `isinstance(value, dict)`: what it is says nothing of its entries. */
  #isInstanceTest(e: Expression): boolean {
    const call = this.#facts.calls.get(e);
    if (call?.kind === "helper") return call.path.join(".") === "isinstance";
    return call?.kind === "isinstance";
  }

  /** A constant that names an entry, in generated code and in the runtime. */
  #takes(key: Expression): boolean {
    if (key.kind !== "string" || !isPropertyKey(key.value) || key.value.startsWith("@"))
      return false;
    this.names.add(key.value);
    return true;
  }
}

const isOwn = (e: Expression): boolean => e.kind === "name" && e.name === NAME;

/** The value, also as `(value or {})`. */
const isDict = (e: Expression): boolean =>
  isOwn(e) || (e.kind === "or" && e.operands.length === 2 && e.operands.every(isOwnOrEmpty));

const isOwnOrEmpty = (e: Expression, i: number): boolean =>
  i === 0 ? isOwn(e) : e.kind === "dict" && e.entries.length === 0;
