/**
 * `boolean`, the integers and the floats, as Kafka's own serdes have them (runtime.md 4.3).
 *
 *   boolean: u8 0 or 1;  byte: i8;  short, int, long: i16, i32, i64 big-endian;  float, double: IEEE 754 big-endian
 */

import { canonicalInt } from "../data-types/java-number.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { PyFloat, type Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import type { Serde } from "./serde.ts";
import { misfit } from "./string.ts";

function fixed(
  java: string,
  size: number,
  read: (bytes: Buffer, at: number) => Value,
  write: (sink: ByteSink, at: number, value: Value) => void,
): Serde {
  return {
    nullPayload: "absent",
    deserialize(bytes, start, end) {
      if (end - start !== size) {
        throw new DataException(`Size of data received by ${java}Deserializer is not ${size}`);
      }
      return read(bytes, start);
    },
    serialize(value, sink) {
      if (value === null) return false;
      sink.reserve(size);
      write(sink, sink.at, value);
      sink.at += size;
      return true;
    },
  };
}

function integer(value: Value): number {
  if (typeof value === "number") return value;
  throw misfit(value, "integer");
}

function decimal(value: Value): number {
  if (typeof value === "number") return value;
  if (value instanceof PyFloat) return value.value;
  throw misfit(value, "float");
}

export const booleanSerde = fixed(
  "Boolean",
  1,
  (bytes, at) => {
    const byte = bytes[at];
    if (byte === 0 || byte === 1) return byte === 1;
    throw new DataException(`Unexpected byte received by BooleanDeserializer: ${byte}`);
  },
  (sink, at, value) => {
    if (typeof value !== "boolean") throw misfit(value, "boolean");
    sink.bytes[at] = value ? 1 : 0;
  },
);

/** KSML's own: looks at the first byte only, and takes no byte for null. */
export const byteSerde: Serde = {
  ...fixed(
    "Byte",
    1,
    (bytes, at) => bytes.readInt8(at),
    (sink, at, value) => sink.view.setInt8(at, integer(value)),
  ),
  deserialize: (bytes, start, end) => (start === end ? null : bytes.readInt8(start)),
};

export const shortSerde = fixed(
  "Short",
  2,
  (bytes, at) => bytes.readInt16BE(at),
  (sink, at, value) => sink.view.setInt16(at, integer(value)),
);

export const integerSerde = fixed(
  "Integer",
  4,
  (bytes, at) => bytes.readInt32BE(at),
  (sink, at, value) => sink.view.setInt32(at, integer(value)),
);

export const longSerde = fixed(
  "Long",
  8,
  (bytes, at) => {
    const high = bytes.readInt32BE(at);
    // High word of a safe integer: no bigint on the way.
    if (high >= -0x200000 && high < 0x200000) {
      const value = high * 4294967296 + bytes.readUInt32BE(at + 4);
      if (Number.isSafeInteger(value)) return value;
    }
    return canonicalInt(bytes.readBigInt64BE(at));
  },
  (sink, at, value) => sink.view.setBigInt64(at, BigInt(value as number | bigint)),
);

export const floatSerde = fixed(
  "Float",
  4,
  (bytes, at) => bytes.readFloatBE(at),
  (sink, at, value) => sink.view.setFloat32(at, decimal(value)),
);

export const doubleSerde = fixed(
  "Double",
  8,
  (bytes, at) => bytes.readDoubleBE(at),
  (sink, at, value) => sink.view.setFloat64(at, decimal(value)),
);
