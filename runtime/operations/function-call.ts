/**
 * How operations call the functions of a definition. What a function gets is the record's own key and value, unless it
 * would change or keep what somebody else still needs; then a copy (runtime.md 3.1; design.md 3).
 */
import { copyValue, isChangeable } from "../data-types/copy-value.ts";
import { type DataType, isFloatType } from "../data-types/data-type.ts";
import { requireFields } from "../data-types/missing-fields.ts";
import { printValue } from "../data-types/print-format.ts";
import { dynamicForm } from "../data-types/struct-form.ts";
import { schemaOf } from "../data-types/struct-schema.ts";
import { typeName } from "../data-types/type-name.ts";
import { CallContext } from "../dsl/call-context.ts";
import {
  type AnyFunction,
  isMutating,
  isRetaining,
  isWaiting,
  typedFieldsOf,
} from "../dsl/function-marks.ts";
import type { FunctionContext, Result } from "../dsl/functions.ts";
import type { NodeRuntime, Process } from "../dsl/node.ts";
import { longName, type Place } from "../dsl/operation-names.ts";
import type { StreamRecord } from "../engine/record.ts";
import { functionFailure } from "../errors/function-failure.ts";
import { InternalError } from "../errors/internal-error.ts";
import { TopologyException } from "../errors/ksml-exceptions.ts";
import { isHelper } from "../extensions/helper.ts";
import { typeError } from "../python/exceptions.ts";
import { boxFloat, type Value } from "../python/value.ts";

/** What of the record is still needed, by whomever, once the function has returned. */
export interface StillNeeded {
  readonly key: boolean;
  readonly value: boolean;
}

export const KEEPS_RECORD: StillNeeded = { key: true, value: true };

type Take = (value: unknown) => never;

/** One function at one place. */
export class FunctionCall {
  /** `namespace.function`, as error texts have it. */
  readonly name: string;
  readonly context: FunctionContext;
  /** It may return a promise: its node has the asynchronous form (`awaiting`). */
  readonly waits: boolean;
  /** Null: the record's own object is handed over. */
  readonly takeKey: Take | null;
  readonly takeValue: Take | null;

  /** `place`: of the function, where it is written inline. */
  constructor(node: NodeRuntime, fn: AnyFunction, place: Place, stillNeeded: StillNeeded) {
    const inline = longName(place);
    this.name = `${node.namespace}.${fn.name === "" ? inline : fn.name}`;
    this.context = new CallContext(`${node.namespace}.function.${inline}`);
    this.waits = isWaiting(fn);
    const { types, owned } = node;
    this.takeKey = taking(this.name, types.key, fn, stillNeeded.key || !owned, "key");
    this.takeValue = taking(this.name, types.value, fn, stillNeeded.value || !owned, "value");
  }

  failure(error: unknown): Error {
    return functionFailure(this.name, error);
  }
}

type KeyValue = (key: never, value: never, context: FunctionContext) => unknown;

/**
 * Calls a function of key and value with those of a record. Of one that waits it gives a promise, which only `awaiting`
 * takes.
 */
export function keyValueCall(
  call: FunctionCall,
  fn: KeyValue,
  takeValue: Take | null = call.takeValue,
): (record: StreamRecord) => Value {
  const { context, takeKey } = call;
  const given = fn as (key: unknown, value: unknown, context: FunctionContext) => Value;
  const run =
    isHelper(fn) && !call.waits
      ? (...args: Parameters<typeof given>) => atOnce(call, given(...args))
      : given;
  if (takeKey === null && takeValue === null) {
    return (record) => run(record.key, record.value, context);
  }
  const key = takeKey ?? asItIs;
  const value = takeValue ?? asItIs;
  return (record) => run(key(record.key), value(record.value), context);
}

/** What the author's code gave where its type says that it never waits. */
function atOnce({ name }: FunctionCall, result: unknown): Value {
  if (!(result instanceof Promise)) return result as Value;
  result.catch(() => {}); // nobody looks at how it ends
  throw typeError(`${name} gave a promise, and its type says that it gives none`);
}

/**
 * The asynchronous form of a node that calls a function: the result is waited for, `made` turns it into what goes on,
 * then that is forwarded. A function that fails by its promise fails as one that throws.
 */
export function awaiting<T>(
  node: NodeRuntime,
  call: FunctionCall,
  run: (record: StreamRecord) => Result,
  made: (result: Value, record: StreamRecord) => T,
  forward: (made: T, record: StreamRecord) => void | Promise<void>,
): Process {
  return async (record) => {
    let next: T;
    try {
      next = made(await run(record), record);
    } catch (error) {
      node.failed(record, call.failure(error));
      return;
    }
    await forward(next, record);
  };
}

/** For a `Take` that is null. */
export const asItIs: Take = (value) => value as never;

/** How a function takes its key or value; null: as it is. */
function taking(
  name: string,
  type: DataType,
  fn: AnyFunction,
  isShared: boolean,
  parameter: "key" | "value",
): Take | null {
  const { kind } = type.shape;
  if (kind === "enum") return enumTaking(name, type, parameter === "key" ? 1 : 2);
  if (isHelper(fn) && isFloatType(type)) return boxed;
  const read = typedFieldsOf(fn)?.[parameter];
  const dynamic = dynamicForm(type);
  if (dynamic !== null && read === undefined) return dynamic as Take;
  const copies = isChangeable(type) && isShared && (isRetaining(fn) || isMutating(fn));
  if (dynamic !== null && read !== undefined) return typedTaking(type, read, copies);
  return copies ? copied : null;
}

const copied: Take = (value) => copyValue(value as Value) as never;

/** A float whose type the author's code cannot see. */
const boxed: Take = (value) => (typeof value === "number" ? boxFloat(value) : value) as never;

/** A struct in typed form, whose fields are all there that the function was compiled to read (design.md V34). */
function typedTaking(type: DataType, read: readonly string[], copies: boolean): Take {
  const schema = schemaOf(type);
  if (schema === undefined) throw new InternalError(`${typeName(type)} has no typed form`);
  return (value) => {
    requireFields(value, read, schema);
    return (copies ? copyValue(value as Value) : value) as never;
  };
}

/** Symbols are checked when a function gets them, not when a record is read (language.md 8.1). */
function enumTaking(name: string, type: DataType, parameter: number): Take {
  const symbols = type.shape.kind === "enum" ? type.shape.symbols : [];
  return (value) => {
    if (value === null || symbols.includes(value as string)) return value as never;
    const listed = symbols.map((symbol) => `"${symbol}"`).join(", ");
    throw new TopologyException(
      `Function ${name} expects parameter #${parameter} ("${parameter === 1 ? "key" : "value"}") to be ${typeName(type)} but ${printValue(value as Value)} was passed in: Symbol "${value}" not found in enumeration with symbols ${listed}`,
    );
  };
}
