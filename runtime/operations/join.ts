/**
 * Joins each record with the row of a global table that `mapper` names (streams.md 5.10; runtime.md 6.3). Records without
 * value, without row and those for which `mapper` gives `None` (V47) are left out; the key stays, and may be null.
 */
import { type DataType, isFloatType } from "../data-types/data-type.ts";
import { resultConverter } from "../data-types/result.ts";
import { plainFloat } from "../data-types/to-type.ts";
import { isWaiting } from "../dsl/function-marks.ts";
import type { KeyValueFunction, Result, ValueJoinerFunction } from "../dsl/functions.ts";
import type { NodeRuntime, Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { type StreamRecord, withValue } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import type { GlobalTable } from "../stores/handles/index.ts";
import { asItIs, FunctionCall, keyValueCall } from "./function-call.ts";
import { named, step } from "./processor.ts";

export interface GlobalTableJoin<K, V, V2, R> {
  /** Gives the key of the row. */
  readonly mapper: KeyValueFunction<K, V>;
  readonly valueJoiner: ValueJoinerFunction<K, V, V2>;
  readonly result: DataType<R>;
}

type Join<K, V, R> = Operator<Stream<K, V>, Stream<Kept, R>>;
type Arguments<K, V, V2, R> = [table: GlobalTable<K, V2>, how: GlobalTableJoin<K, V, V2, R>];

export function join<K, V, V2, R>(
  table: GlobalTable<K, V2>,
  how: GlobalTableJoin<K, V, V2, R>,
): Join<K, V, R>;
export function join<K, V, V2, R>(
  name: string,
  table: GlobalTable<K, V2>,
  how: GlobalTableJoin<K, V, V2, R>,
): Join<K, V, R>;
export function join<K, V, V2, R>(
  ...args: Arguments<K, V, V2, R> | [string, ...Arguments<K, V, V2, R>]
): Join<K, V, R> {
  const [name, [table, how]] = named<Arguments<K, V, V2, R>>(args);
  return step(name, {
    operation: "join",
    functions: [how.mapper, how.valueJoiner],
    stores: [table],
    output: ({ key }) => ({ key, value: how.result }),
    forwards: "newValue",
    wire: (node, [forward]) => wireJoin(node, table, how, forward as Process),
  });
}

function wireJoin<K, V, V2, R>(
  node: NodeRuntime,
  table: GlobalTable<K, V2>,
  { mapper, valueJoiner, result }: GlobalTableJoin<K, V, V2, R>,
  forward: Process,
): Process {
  const rows = node.store(table);
  const select = new FunctionCall(node, mapper, fieldPlace(node.place, "mapper"), {
    key: true,
    value: true,
  });
  const combine = new FunctionCall(node, valueJoiner, fieldPlace(node.place, "valueJoiner"), {
    key: true,
    value: false,
  });
  const keyOf = keyValueCall(select, mapper);
  const toKey = resultConverter(table.definition.key);
  const takeKey = combine.takeKey ?? asItIs;
  const takeValue = combine.takeValue ?? asItIs;
  const convert = resultConverter(result);
  const plain = isFloatType(table.definition.value) ? plainFloat : (value: Value) => value;

  /** Undefined: the record joins nothing. A row is a private copy. */
  const rowFor = (selected: Value): Value | undefined => {
    const key = toKey(selected);
    if (key === null) return undefined;
    const entry = rows.entry(rows.keyOf(key));
    return entry === null ? undefined : plain(rows.value(entry));
  };
  const joined = (record: StreamRecord, row: Value): Result =>
    valueJoiner(takeKey(record.key), takeValue(record.value), row as never, combine.context);
  const isAbsent = (record: StreamRecord): boolean =>
    record.value === null && !record.valueIsNullObject;

  if (isWaiting(mapper) || isWaiting(valueJoiner)) {
    return async (record) => {
      if (isAbsent(record)) return;
      let call = select;
      let made: StreamRecord;
      try {
        const row = rowFor(await keyOf(record));
        if (row === undefined) return;
        call = combine;
        made = withValue(record, convert(await joined(record, row)));
      } catch (error) {
        node.failed(record, call.failure(error));
        return;
      }
      return forward(made);
    };
  }
  return (record) => {
    if (isAbsent(record)) return;
    let call = select;
    let made: StreamRecord;
    try {
      const row = rowFor(keyOf(record) as Value);
      if (row === undefined) return;
      call = combine;
      made = withValue(record, convert(joined(record, row) as Value));
    } catch (error) {
      node.failed(record, call.failure(error));
      return;
    }
    return forward(made);
  };
}
