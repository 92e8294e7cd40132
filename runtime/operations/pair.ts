/** The (key, value) pairs that functions return. */
import { type DataType, type TupleType, tuple } from "../data-types/data-type.ts";
import { sequenceItems } from "../data-types/natural.ts";
import { printValue } from "../data-types/print-format.ts";
import { type ResultConverter, resultConverter } from "../data-types/result.ts";
import { plainFloat, toType } from "../data-types/to-type.ts";
import { StreamRecord } from "../engine/record.ts";
import { TopologyException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";

export type PairType<K, V> = TupleType<readonly [DataType<K>, DataType<V>]>;

/** Makes the record that a returned pair stands for; timestamp and headers are those of the input record. */
export class PairConverter {
  readonly #function: string;
  readonly #key: ResultConverter;
  readonly #value: ResultConverter;

  readonly #type: DataType;

  /** `isListed`: pairs in a list, where KSML does not ask whether an enum has the symbol. */
  constructor(functionName: string, [key, value]: readonly [DataType, DataType], isListed = false) {
    this.#function = functionName;
    this.#type = tuple(key, value);
    this.#key = halfConverter(key, isListed);
    this.#value = halfConverter(value, isListed);
  }

  /** @throws TopologyException when it is no pair, DataException when a half does not fit */
  record(pair: Value, input: StreamRecord): StreamRecord {
    if (typeof pair === "string") return this.#made(...this.#parsed(pair), input);
    const items = typeof pair === "object" && pair !== null ? sequenceItems(pair, true) : undefined;
    if (items?.length !== 2) {
      throw new TopologyException(
        `Function ${this.#function} - Expected (key, value) from function but got: ${printValue(pair)}`,
      );
    }
    return this.#made(this.#key(items[0] as Value), this.#value(items[1] as Value), input);
  }

  /** Text of a pair: `["a", 1]` or `("a", 1)`. */
  #parsed(text: string): readonly [Value, Value] {
    const [key = null, value = null] = toType(text, this.#type, false) as Value[];
    return [plainFloat(key), plainFloat(value)];
  }

  #made(key: Value, value: Value, input: StreamRecord): StreamRecord {
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

function halfConverter(type: DataType, isListed: boolean): ResultConverter {
  const convert = resultConverter(type);
  if (type.shape.kind !== "enum" || !isListed) return convert;
  return (value) => (typeof value === "string" ? value : convert(value));
}
