/** Predicates: no truth test, as in KSML; `True` and `False`, or their texts (runtime.md 3.6). */
import { boolean } from "../data-types/data-type.ts";
import { toType } from "../data-types/to-type.ts";
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { NodeRuntime } from "../dsl/node.ts";
import type { Place } from "../dsl/operation-names.ts";
import type { StreamRecord } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";
import { FunctionCall, KEEPS_RECORD, keyValueCall } from "./function-call.ts";

/** Undefined: the function failed, and the node has dealt with it. */
export function predicateCall<K, V>(
  node: NodeRuntime,
  predicate: KeyValueFunction<K, V>,
  place: Place,
): (record: StreamRecord) => boolean | undefined {
  const call = new FunctionCall(node, predicate, place, KEEPS_RECORD);
  const run = keyValueCall(call, predicate);
  return (record) => {
    try {
      const result = run(record);
      return typeof result === "boolean" ? result : asBoolean(result);
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
