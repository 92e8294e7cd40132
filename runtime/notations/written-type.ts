/**
 * How a value of a stream is written to a topic of another type that takes it (runtime.md 4.7, 4.10): a struct keeps the
 * schema that it has, and is registered with that one; where its schema means nothing to the topic's notation, its fields
 * alone are written.
 */
import type { DataType } from "../data-types/data-type.ts";
import { isFreeForm } from "../data-types/data-type.ts";
import { hasSchema, plainForm } from "../data-types/struct-form.ts";
import { schemaOf } from "../data-types/struct-schema.ts";
import { plainFloat, toType } from "../data-types/to-type.ts";
import type { Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { isAvro } from "./registry/registries.ts";
import type { Serde } from "./serde.ts";

/** The type whose serde writes the values. */
export function writtenType(from: DataType, to: DataType): DataType {
  const own = schemaOf(from);
  if (own === undefined || schemaOf(to) === undefined || !isAvro(to)) return to;
  return { ...to, shape: from.shape };
}

/** What has to be made of a value before that; null: nothing. */
function preparation(from: DataType, to: DataType): ((value: Value) => Value) | null {
  if (from.shape.kind === "any" && to.shape.kind !== "any" && !isFreeForm(to)) {
    return (value) => plainFloat(toType(value, to, false));
  }
  if (!hasSchema(from) || isAvro(to)) return null;
  return plainForm(from);
}

/** `serdeOf` makes the serde of a type. */
export function writingSerde(
  from: DataType,
  to: DataType,
  serdeOf: (type: DataType) => Serde,
): Serde {
  const serde = serdeOf(writtenType(from, to));
  const prepare = preparation(from, to);
  if (prepare === null) return serde;
  return {
    nullPayload: serde.nullPayload,
    deserialize: (bytes, start, end, topic) => serde.deserialize(bytes, start, end, topic),
    serialize: (value: Value, sink: ByteSink, topic: string) =>
      serde.serialize(value === null ? null : prepare(value), sink, topic),
  };
}
