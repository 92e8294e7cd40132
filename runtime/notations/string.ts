/** `string` and `enum`: UTF-8. Malformed bytes become U+FFFD, as in Java. */
import { DataException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";
import { BufferText, textOf } from "../record-batch/buffer-text.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { encodable } from "../record-batch/java-utf8.ts";
import type { Serde } from "./serde.ts";

/** Up to this length a loop is faster than a call into the engine. */
const SHORT = 28;

export class StringSerde implements Serde {
  readonly nullPayload = "absent";
  readonly #text: BufferText;

  constructor(text = new BufferText()) {
    this.#text = text;
  }

  lend(text: string): Buffer {
    return this.#text.lend(text);
  }

  deserialize(bytes: Buffer, start: number, end: number): string {
    return this.#text.utf8(bytes, start, end);
  }

  serialize(value: Value, sink: ByteSink): boolean {
    if (typeof value === "string") {
      writeText(value, sink);
      return true;
    }
    if (value === null) return false;
    throw misfit(value, "String");
  }
}

function writeText(text: string, sink: ByteSink): void {
  const { length } = text;
  sink.reserve(length * 3);
  const { bytes, at } = sink;
  if (length <= SHORT) {
    let i = 0;
    for (; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) break;
      bytes[at + i] = c;
    }
    if (i === length) {
      sink.at = at + length;
      return;
    }
  }
  sink.at = at + textOf(bytes).utf8Write(encodable(text), at);
}

/** What Kafka's serializers say of a value of another class. */
export function misfit(value: Value, wanted: string): DataException {
  return new DataException(`A value of JavaScript type ${typeof value} is no ${wanted}`);
}
