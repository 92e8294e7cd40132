/**
 * How operations call the functions of a definition. What a function gets is the record's own key and value, unless it
 * would change or keep what somebody else still needs; then a copy (runtime.md 3.1; design.md 3).
 */
import { copyValue, isChangeable } from "../data-types/copy-value.ts";
import type { DataType } from "../data-types/data-type.ts";
import { printValue } from "../data-types/print-format.ts";
import { typeName } from "../data-types/type-name.ts";
import { CallContext } from "../dsl/call-context.ts";
import { type AnyFunction, isMutating, isRetaining, isWaiting } from "../dsl/function-marks.ts";
import type { FunctionContext, Result } from "../dsl/functions.ts";
import type { NodeRuntime, Process } from "../dsl/node.ts";
import { longName, type Place } from "../dsl/operation-names.ts";
import type { StreamRecord } from "../engine/record.ts";
import { functionFailure } from "../errors/function-failure.ts";
import { TopologyException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";

/** What of the record is still needed, by whomever, once the function has returned. */
export interface StillNeeded {
  readonly key: boolean;
  readonly value: boolean;
}

export const KEEPS_RECORD: StillNeeded = { key: true, value: true };

export type Take = (value: unknown) => never;

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
    this.takeKey = taking(this.name, node.types.key, fn, stillNeeded.key || !node.owned, 1);
    this.takeValue = taking(this.name, node.types.value, fn, stillNeeded.value || !node.owned, 2);
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
export function keyValueCall(call: FunctionCall, fn: KeyValue): (record: StreamRecord) => Value {
  const { context, takeKey, takeValue } = call;
  const run = fn as (key: unknown, value: unknown, context: FunctionContext) => Value;
  if (takeKey === null && takeValue === null) {
    return (record) => run(record.key, record.value, context);
  }
  const key = takeKey ?? same;
  const value = takeValue ?? same;
  return (record) => run(key(record.key), value(record.value), context);
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

const same: Take = (value) => value as never;

/** How a function takes its n-th parameter; null: as it is. */
function taking(
  name: string,
  type: DataType,
  fn: AnyFunction,
  isShared: boolean,
  parameter: number,
): Take | null {
  if (type.shape.kind === "enum") return enumTaking(name, type, parameter);
  const copies = isChangeable(type) && (isRetaining(fn) || (isMutating(fn) && isShared));
  return copies ? (value) => copyValue(value as Value) as never : null;
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
