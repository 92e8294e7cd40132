/**
 * Folds the records of each key into a value that the store keeps, and forwards that after each record; where the store
 * is cached, when the cache is flushed (streams.md 5.4, 5.14; runtime.md 6.1). Records without key or value are left out.
 */
import { type DataType, isFloatType } from "../data-types/data-type.ts";
import { resultConverter } from "../data-types/result.ts";
import { plainFloat } from "../data-types/to-type.ts";
import { isWaiting } from "../dsl/function-marks.ts";
import type { AggregatorFunction, InitializerFunction, Result } from "../dsl/functions.ts";
import type { NodeRuntime, Process } from "../dsl/node.ts";
import { displayPath, fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { GroupedStream, Kept, Table } from "../dsl/stream.ts";
import { needsOnly } from "../dsl/value-need.ts";
import { atItsTime } from "../engine/at-its-time.ts";
import { StreamRecord } from "../engine/record.ts";
import { TopologyException } from "../errors/ksml-exceptions.ts";
import { isHelper } from "../extensions/helper.ts";
import type { Value } from "../python/value.ts";
import type { ByteText } from "../stores/byte-text.ts";
import type { KeyValueStore, TimestampedKeyValueStore } from "../stores/handles/index.ts";
import type { LiveStore } from "../stores/live-store.ts";
import { asItIs, FunctionCall } from "./function-call.ts";
import { named, step } from "./processor.ts";

export interface Aggregation<K, V, A> {
  readonly initializer: InitializerFunction;
  /** Takes what the store holds, which a parameter of any type would say nothing of. */
  readonly aggregator: AggregatorFunction<K, V, NoInfer<A>>;
  readonly store: KeyValueStore<K, A> | TimestampedKeyValueStore<K, A>;
  readonly result: DataType<A>;
}

type Aggregate<K, V, A> = Operator<GroupedStream<K, V>, Table<Kept, A>>;

export function aggregate<K, V, A>(aggregation: Aggregation<K, V, A>): Aggregate<K, V, A>;
export function aggregate<K, V, A>(
  name: string,
  aggregation: Aggregation<K, V, A>,
): Aggregate<K, V, A>;
export function aggregate<K, V, A>(
  ...args: [Aggregation<K, V, A>] | [string, Aggregation<K, V, A>]
): Aggregate<K, V, A> {
  const [name, [aggregation]] = named<[Aggregation<K, V, A>]>(args);
  return step(name, {
    operation: "aggregate",
    naming: "short",
    functions: [aggregation.initializer, aggregation.aggregator],
    stores: [aggregation.store],
    output: ({ key }) => ({ key, value: aggregation.result }),
    forwards: "newValue",
    needs: needsOnly(aggregation.aggregator),
    wire: (node, [forward]) =>
      wireAggregate(node, aggregation, atItsTime(forward as Process, node.record)),
  });
}

function wireAggregate<K, V, A>(
  node: NodeRuntime,
  { initializer, aggregator, store: handle, result }: Aggregation<K, V, A>,
  forward: Process,
): Process {
  const store = node.store(handle);
  const needed = { key: true, value: false };
  const init = new FunctionCall(node, initializer, fieldPlace(node.place, "initializer"), needed);
  const add = new FunctionCall(node, aggregator, fieldPlace(node.place, "aggregator"), needed);
  const takeKey = add.takeKey ?? asItIs;
  const takeValue = add.takeValue ?? asItIs;
  const convert = resultConverter(result);
  // What the author's code gets it cannot see the type of.
  const shown =
    isFloatType(result) && !isHelper(aggregator) ? plainFloat : (value: Value): Value => value;

  const finish = (
    record: StreamRecord,
    at: ByteText,
    timestamp: number,
    made: Value,
  ): void | Promise<void> => {
    let value: Value;
    let flushed: void | Promise<void>;
    try {
      value = convert(made);
      // What the store keeps just as it is has nothing in it that it could not hold.
      const row = value === made ? store.keep(value) : null;
      if (row === null) {
        const holdable = store.holdable(made);
        const kept = holdable === made ? value : convert(holdable);
        flushed = store.put(at, kept, timestamp, record.headers);
      } else flushed = store.putRow(at, row, timestamp, record.headers);
    } catch (error) {
      node.failed(record, add.failure(error));
      return;
    }
    if (store.isCached) return flushed;
    const { key, headers, keyIsNullObject } = record;
    return forward(
      new StreamRecord(key, value, timestamp, headers, keyIsNullObject, value === null),
    );
  };
  // A private copy: the initializer may give the same object each time, and the aggregator may change it.
  const initial = (made: Value): Value => store.asRead(convert(store.holdable(made)));
  const fold = (record: StreamRecord, before: Value): Result =>
    aggregator(takeKey(record.key), takeValue(record.value), shown(before) as never, add.context);
  store.onFlush((key, value, timestamp, headers) =>
    forward(new StreamRecord(key, convert(value), timestamp, headers, false, false)),
  );

  if (isWaiting(initializer) || isWaiting(aggregator)) {
    return async (record) => {
      if (isAbsent(record)) return;
      let call = init;
      try {
        const at = keyAt(node, store, record);
        const entry = store.entry(at);
        const timestamp = Math.max(record.timestamp, entry?.timestamp ?? -1);
        const before =
          entry === null ? initial(await initializer(init.context)) : store.value(entry);
        call = add;
        await finish(record, at, timestamp, await fold(record, before));
      } catch (error) {
        node.failed(record, call.failure(error));
      }
    };
  }
  return (record) => {
    if (isAbsent(record)) return;
    let call = init;
    let at: ByteText;
    let timestamp: number;
    let made: Value;
    try {
      at = keyAt(node, store, record);
      const entry = store.entry(at);
      timestamp = Math.max(record.timestamp, entry?.timestamp ?? -1);
      const before =
        entry === null ? initial(initializer(init.context) as Value) : store.value(entry);
      call = add;
      made = fold(record, before) as Value;
    } catch (error) {
      node.failed(record, call.failure(error));
      return;
    }
    return finish(record, at, timestamp, made);
  };
}

/** Kafka Streams' null, which a null object is not. */
const isAbsent = (record: StreamRecord): boolean =>
  (record.key === null && !record.keyIsNullObject) ||
  (record.value === null && !record.valueIsNullObject);

function keyAt(node: NodeRuntime, store: LiveStore, record: StreamRecord): ByteText {
  if (record.key === null) {
    throw new TopologyException(
      `The key of a record is null at ${displayPath(node.place)}, and the store ${store.name} needs one`,
    );
  }
  return store.keyOf(record.key as Value);
}
