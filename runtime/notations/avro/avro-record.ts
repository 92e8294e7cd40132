/** What the generated module of a schema declares: its type, with the decoder and the encoder that were emitted for it. */
import type { DataType } from "../../data-types/data-type.ts";
import { InternalError } from "../../errors/internal-error.ts";
import type { AvroCodec } from "./avro-codec.ts";
import type { JsonValue } from "./avro-schema.ts";
import { parseAvroSchema } from "./parse-avro-schema.ts";
import { structType } from "./struct-type.ts";

export interface AvroRecordDefinition<T> extends AvroCodec<T> {
  readonly schema: JsonValue;
}

/** Generated code: `export const Reading = avroRecord<Reading>({ schema: {…}, read: …, write: … });` */
export function avroRecord<T>({ schema, read, write }: AvroRecordDefinition<T>): DataType<T> {
  const { type } = parseAvroSchema(schema);
  if (type?.kind !== "record") throw new InternalError("the schema of a generated module is wrong");
  // A struct in typed form is a dict with the properties of T.
  return structType(type, { read, write } as unknown as AvroCodec) as DataType as DataType<T>;
}
