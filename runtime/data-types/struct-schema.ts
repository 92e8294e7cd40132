/**
 * What is known of a struct with a schema. Its values have two forms (design.md 3). *Typed*: the declared fields as
 * properties, in sorted order, floats as plain numbers at every depth; `undefined` is an optional field that is not
 * there. *Dynamic*: the dict that Python code sees where types end (runtime.md 3.1). Streams, stores and results hold
 * the typed form.
 */

import type { AvroCodec } from "../notations/avro/avro-codec.ts";
import type { AvroRecord } from "../notations/avro/avro-schema.ts";
import type { Dict } from "../python/value.ts";
import type { DataType } from "./data-type.ts";

export interface StructSchema {
  readonly name: string;
  readonly namespace: string | null;
  /** Sorted as values have them (runtime.md 0). */
  readonly fields: readonly StructField[];
  /** What `@schema` shows. */
  readonly description: Dict;
  readonly avro: AvroRecord;
  /** The emitted decoder and encoder; null: none is emitted for a record inside of others, or of another writer. */
  readonly codec: AvroCodec | null;
  /** Of another writer's: its id in the registry. */
  readonly registryId?: number;
}

export interface StructField {
  readonly name: string;
  /** Of what the field holds when it holds something. */
  readonly type: DataType;
  readonly required: boolean;
  /** It is a list or map with floats inside, which are plain numbers in typed form and boxed in dynamic form. */
  readonly holdsFloats: boolean;
  /** A required field with a default: older writers do not have it, and functions compiled for the type know that. */
  readonly mayBeMissing: boolean;
}

export const schemaOf = ({ shape }: DataType): StructSchema | undefined =>
  shape.kind === "struct" ? shape.schema : undefined;
