/**
 * Keys or values of a store between Python and bytes (runtime.md 2.10). In: any Python value, whose type the store
 * declares. Out: the bytes of the type's serde; back again, a value in the dynamic form that is nobody else's.
 */
import { any, type DataType, isFreeForm, jsonOf, type Shape } from "../data-types/data-type.ts";
import { natural, sequenceItems } from "../data-types/natural.ts";
import { plainFloat, toType } from "../data-types/to-type.ts";
import { typeName } from "../data-types/type-name.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { serdeOf } from "../notations/index.ts";
import type { Serde } from "../notations/serde.ts";
import { boxFloat, isDict, type Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { mayHoldSets, restoreSets, tagSets, untagSets } from "./set-tags.ts";

/** Of what no type is known: any value that JSON has. */
const anyJson = jsonOf(any);

export class StoreCodec {
  /** What missing bytes are read as where they come from a topic. */
  readonly nullPayload: Serde["nullPayload"];
  readonly #serde: Serde;
  readonly #topic: string;
  readonly #accept: (value: Value) => Value;
  readonly #isFloat: boolean;
  readonly #isJson: boolean;
  readonly #sets: readonly (readonly string[])[];

  /** `topic`: the one that the serde is told, the store's changelog (streams.md 4). */
  constructor(type: DataType, topic: string, sets: readonly string[] = []) {
    const stored = type.shape.kind === "any" ? anyJson : type;
    this.#serde = serdeOf(stored);
    this.#topic = topic;
    this.#isJson = isFreeForm(stored) || stored.notation === "json";
    this.#isFloat = FLOATS.has(stored.shape.kind);
    this.#accept = accepting(stored, this.#isJson);
    this.#sets = sets.map((path) => path.split("."));
    this.nullPayload = this.#serde.nullPayload;
  }

  /** A value as the type has it. @throws DataException */
  accept(value: Value): Value {
    return this.#accept(value);
  }

  /** Appends the bytes; false: there are none, the value is null. @throws DataException */
  write(value: Value, sink: ByteSink): boolean {
    if (value === null || value === undefined) return false;
    return this.#serde.serialize(this.#accept(value), sink, this.#topic);
  }

  /** @throws DataException */
  read(bytes: Buffer, start: number, end: number): Value {
    const value = this.#serde.deserialize(bytes, start, end, this.#topic);
    if (this.#isFloat) return value === null ? null : boxFloat(value as number);
    if (this.#isJson && mayHoldSets(bytes, start, end)) return untagSets(value);
    return this.#sets.length === 0 ? value : restoreSets(value, this.#sets);
  }
}

const FLOATS = new Set<Shape["kind"]>(["float", "double"]);

/** How arguments become values of the type: text is no number here and numbers no text. */
function accepting(type: DataType, isJson: boolean): (value: Value) => Value {
  const { kind } = type.shape;
  if (kind === "string" || kind === "enum") {
    return (value) => {
      if (typeof value === "string") return value;
      throw misfit(value, type);
    };
  }
  if (isFreeForm(type) || kind === "any") return acceptJson;
  if (kind === "union") return (value) => toType(value, type, false);
  if (FLOATS.has(kind)) return (value) => plainFloat(toType(noText(value, type), type, false));
  if (isJson) return (value) => toType(tagSets(noText(value, type)), type, false);
  return (value) => toType(noText(value, type), type, false);
}

function acceptJson(value: Value): Value {
  const tagged = tagSets(value);
  if (isDict(tagged)) return sortedWithMeta(tagged);
  return natural(tagged, false);
}

/** A dict as it is, `@type` and `@schema` too: the writer of JSON puts its keys in order. */
const sortedWithMeta = (value: Value): Value => value;

function noText(value: Value, type: DataType): Value {
  if (typeof value !== "string") return value;
  throw misfit(value, type);
}

const misfit = (value: Value, type: DataType): DataException =>
  new DataException(
    `Can not store ${sequenceItems(value, false) === undefined ? typeof value : "a list"} as ${typeName(type)}`,
  );
