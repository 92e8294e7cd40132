/** The serde of a type: the table of what has bytes of its own; all other types are JSON. Chosen once, when a topology is wired. */
import { type DataType, isFreeForm, type Shape } from "../data-types/data-type.ts";
import { schemaOf } from "../data-types/struct-schema.ts";
import { InternalError } from "../errors/internal-error.ts";
import type { Value } from "../python/value.ts";
import type { BufferText } from "../record-batch/buffer-text.ts";
import { AvroSerde } from "./avro/avro-serde.ts";
import { GivenRecords } from "./avro/given-records.ts";
import { bytesSerde, nullSerde } from "./bytes.ts";
import { JsonSerde } from "./json.ts";
import {
  booleanSerde,
  byteSerde,
  doubleSerde,
  floatSerde,
  integerSerde,
  longSerde,
  shortSerde,
} from "./numbers.ts";
import { inRegistryOf, isAvro } from "./registry/registries.ts";
import type { Serde } from "./serde.ts";
import { StringSerde } from "./string.ts";
import { UnionSerde } from "./union.ts";

const SIMPLE: Partial<Readonly<Record<Shape["kind"], Serde>>> = {
  null: nullSerde,
  boolean: booleanSerde,
  byte: byteSerde,
  short: shortSerde,
  integer: integerSerde,
  long: longSerde,
  float: floatSerde,
  double: doubleSerde,
  bytes: bytesSerde,
};

/** Each call makes a serde of its own where serdes learn from the records they see. `text`: of the records that it reads. */
export function serdeOf(type: DataType, isRaw = false, text?: BufferText): Serde {
  const { shape, notation } = type;
  const simple = SIMPLE[shape.kind];
  if (simple !== undefined) return simple;
  if (shape.kind === "string" || shape.kind === "enum") return new StringSerde(text);
  if ((shape.kind === "any" && notation !== "json") || shape.kind === "tuple") {
    throw new InternalError(`no bytes are known for the type ${shape.kind}`);
  }
  if (shape.kind === "union" && !isFreeForm(type)) {
    const memberSerde = (member: DataType) => serdeOf(inRegistryOf(type, member), false, text);
    return new UnionSerde(shape.members, memberSerde);
  }
  const schema = schemaOf(type);
  if (schema !== undefined && isAvro(type)) return new AvroSerde(type, schema, false, text);
  if (notation !== "default" && notation !== "json") {
    throw new InternalError(`the notation ${notation} is not built yet`);
  }
  return new JsonSerde(type, isRaw);
}

/**
 * For who reads back what this service wrote (stores, and what shows its records): those schemas are known without asking
 * the registry. `deserialize` throws SchemaPending for another writer's.
 */
export function rereadingSerde(type: DataType): Serde {
  const schema = schemaOf(type);
  return schema !== undefined && isAvro(type) ? new AvroSerde(type, schema, true) : serdeOf(type);
}

/** Of a type whose values functions make, and `convert` converts; null: they have to be converted before it gets them. */
export function givenSerde(type: DataType, convert: (value: Value) => Value): GivenRecords | null {
  const schema = schemaOf(type);
  if (schema === undefined || !isAvro(type)) return null;
  return new GivenRecords(new AvroSerde(type, schema), convert);
}
