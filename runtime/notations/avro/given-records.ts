/**
 * The serde of a topic of Avro records that functions make: a dict whose values are of the fields' types already becomes
 * bytes as it is, all others are converted first.
 */
import type { Value } from "../../python/value.ts";
import { ByteSink } from "../../record-batch/byte-sink.ts";
import type { Serde } from "../serde.ts";
import type { AvroSerde } from "./avro-serde.ts";

export class GivenRecords implements Serde {
  readonly nullPayload = "nullObject";
  readonly #serde: AvroSerde;
  readonly #convert: (value: Value) => Value;
  /** The bytes of `#taken`. */
  readonly #bytes = new ByteSink(1 << 10);
  #taken: Value = null;

  constructor(serde: AvroSerde, convert: (value: Value) => Value) {
    this.#serde = serde;
    this.#convert = convert;
  }

  /**
   * What a function made → what `serialize` takes next: the value itself, if its bytes are made, else a struct in typed
   * form. @throws DataException
   */
  take(value: Value): Value {
    this.#bytes.at = 0;
    const isMade = this.#serde.writeGiven(value, this.#bytes);
    this.#taken = isMade ? value : null;
    return isMade ? value : this.#convert(value);
  }

  /** What `take` gave, in typed form: for who shows it. */
  converted(value: Value): Value {
    return this.#isTaken(value) ? this.#convert(value) : value;
  }

  #isTaken(value: Value): boolean {
    return value !== null && value === this.#taken;
  }

  deserialize(bytes: Buffer, start: number, end: number, topic: string): Value {
    return this.#serde.deserialize(bytes, start, end, topic);
  }

  serialize(value: Value, sink: ByteSink, topic: string): boolean {
    if (!this.#isTaken(value)) return this.#serde.serialize(value, sink, topic);
    const { bytes, at } = this.#bytes;
    sink.reserve(at);
    bytes.copy(sink.bytes, sink.at, 0, at);
    sink.at += at;
    return true;
  }
}
