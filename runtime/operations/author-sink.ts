/** A sink whose bytes an author's serde makes, on one side or on both: they are made first, then the record is written. */
import type { NodeRuntime, Process, SinkTarget } from "../dsl/node.ts";
import type { StreamRecord } from "../engine/record.ts";
import {
  type AuthorSerde,
  authorSerde,
  type Payload,
  type SerdeFactories,
} from "../extensions/author-serde.ts";
import { GivenBytes } from "../notations/given-bytes.ts";
import type { Value } from "../python/value.ts";

type Bytes = Payload | Promise<Payload>;

export function authorSink(
  node: NodeRuntime,
  target: Omit<SinkTarget, "serdes">,
  serdes: SerdeFactories,
): Process {
  const { topic, types } = target;
  const key = new AuthorSide(authorSerde(serdes, "key", types.key), topic);
  const value = new AuthorSide(authorSerde(serdes, "value", types.value), topic);
  const write = node.outputs.sink({
    ...target,
    serdes: { key: key.bytes, value: value.bytes },
  });
  const put = (record: StreamRecord, keyBytes: Payload, valueBytes: Payload): void => {
    key.give(keyBytes);
    value.give(valueBytes);
    write(record);
  };
  const putLater = async (record: StreamRecord, keys: Bytes, values: Bytes): Promise<void> => {
    let bytes: [Payload, Payload];
    try {
      bytes = await Promise.all([keys, values]);
    } catch (error) {
      node.unsendable(record, topic, error);
      return;
    }
    put(record, ...bytes);
  };
  return (record) => {
    let keyBytes: Bytes;
    let valueBytes: Bytes;
    try {
      keyBytes = key.make(record.key as Value);
      valueBytes = value.make(record.value as Value);
    } catch (error) {
      node.unsendable(record, topic, error);
      return;
    }
    if (keyBytes instanceof Promise || valueBytes instanceof Promise) {
      return putLater(record, keyBytes, valueBytes);
    }
    put(record, keyBytes, valueBytes);
  };
}

/** One side; without a serde of the author the sink makes its bytes itself. */
class AuthorSide {
  readonly bytes: GivenBytes | null;
  readonly #serde: AuthorSerde | null;
  readonly #topic: string;

  constructor(serde: AuthorSerde | null, topic: string) {
    this.#serde = serde;
    this.#topic = topic;
    this.bytes = serde === null ? null : new GivenBytes();
  }

  make(value: Value): Bytes {
    return this.#serde === null ? null : this.#serde.write(this.#topic, value);
  }

  give(bytes: Payload): void {
    if (this.bytes !== null) this.bytes.next = bytes;
  }
}
