/** The (key, value) pairs that functions return. */
import type { DataType, TupleType } from "../data-types/data-type.ts";
import { sequenceItems } from "../data-types/natural.ts";
import { printValue } from "../data-types/print-format.ts";
import { type ResultConverter, resultConverter } from "../data-types/result.ts";
import { StreamRecord } from "../engine/record.ts";
import { TopologyException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";

export type PairType<K, V> = TupleType<readonly [DataType<K>, DataType<V>]>;

/** Makes the record that a returned pair stands for; timestamp and headers are those of the input record. */
export class PairConverter {
  readonly #function: string;
  readonly #key: ResultConverter;
  readonly #value: ResultConverter;

  constructor(functionName: string, [key, value]: readonly [DataType, DataType]) {
    this.#function = functionName;
    this.#key = resultConverter(key);
    this.#value = resultConverter(value);
  }

  /** @throws TopologyException when it is no pair, DataException when a half does not fit */
  record(pair: Value, input: StreamRecord): StreamRecord {
    const items = typeof pair === "object" && pair !== null ? sequenceItems(pair, true) : undefined;
    if (items?.length !== 2) {
      throw new TopologyException(
        `Function ${this.#function} - Expected (key, value) from function but got: ${printValue(pair)}`,
      );
    }
    const key = this.#key(items[0] as Value);
    const value = this.#value(items[1] as Value);
    return new StreamRecord(
      key,
      value,
      input.timestamp,
      input.headers,
      key === null,
      value === null,
    );
  }
}
