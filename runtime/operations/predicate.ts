/** Predicates: no truth test, as in KSML; `True` and `False`, or their texts (runtime.md 3.6). */
import { boolean } from "../data-types/data-type.ts";
import { toType } from "../data-types/to-type.ts";
import type { KeyValueFunction, Result } from "../dsl/functions.ts";
import type { NodeRuntime } from "../dsl/node.ts";
import type { Place } from "../dsl/operation-names.ts";
import type { StreamRecord } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";
import { FunctionCall, KEEPS_RECORD, keyValueCall } from "./function-call.ts";

export interface PredicateCall {
  /** Undefined: the function failed, and the node has dealt with it. Of one that waits a promise. */
  readonly test: (record: StreamRecord) => boolean | undefined | Promise<boolean | undefined>;
  readonly waits: boolean;
}

export function predicateCall<K, V>(
  node: NodeRuntime,
  predicate: KeyValueFunction<K, V>,
  place: Place,
): PredicateCall {
  const call = new FunctionCall(node, predicate, place, KEEPS_RECORD);
  const run = keyValueCall(call, predicate);
  if (call.waits) return { test: awaitingTest(node, call, run), waits: true };
  const test = (record: StreamRecord): boolean | undefined => {
    try {
      const result = run(record);
      return typeof result === "boolean" ? result : asBoolean(result);
    } catch (error) {
      node.failed(record, call.failure(error));
      return undefined;
    }
  };
  return { test, waits: false };
}

function awaitingTest(
  node: NodeRuntime,
  call: FunctionCall,
  run: (record: StreamRecord) => Result,
): PredicateCall["test"] {
  return async (record) => {
    try {
      return asBoolean(await run(record));
    } catch (error) {
      node.failed(record, call.failure(error));
      return undefined;
    }
  };
}

/** @throws DataException */
export function asBoolean(result: Value): boolean {
  if (result === null || result === undefined) {
    throw new DataException("A predicate must return True or False, and returned None");
  }
  return toType(result, boolean, true) as boolean;
}
