/**
 * Keys or values of a store between Python and bytes (runtime.md 2.10). In: any Python value, whose type the store
 * declares. Out: the bytes of the type's serde; back again, a value in the dynamic form that is nobody else's.
 */
import { copyValue } from "../data-types/copy-value.ts";
import {
  any,
  type DataType,
  isFloatType,
  isFreeForm,
  jsonOf,
  type Shape,
} from "../data-types/data-type.ts";
import { natural, sequenceItems } from "../data-types/natural.ts";
import { printValue } from "../data-types/print-format.ts";
import { dynamicForm, ownDynamicForm } from "../data-types/struct-form.ts";
import { plainFloat, toType } from "../data-types/to-type.ts";
import { typeName } from "../data-types/type-name.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { rereadingSerde } from "../notations/index.ts";
import { SchemaPending } from "../notations/registry/registry-error.ts";
import type { Serde } from "../notations/serde.ts";
import { boxFloat, isDict, PyFloat, type Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { type ByteText, bytesOf, isAscii } from "./byte-text.ts";
import { PlainRows } from "./plain-row.ts";
import type { RowKeeper } from "./row-keeper.ts";
import { mayHoldSets, restoreSets, tagSets, untagSets } from "./set-tags.ts";

/** Those of a store. */
export interface StoreCodecs {
  readonly key: StoreCodec;
  readonly value: StoreCodec;
}

/** Of what no type is known: any value that JSON has. */
const anyJson = jsonOf(any);

export class StoreCodec {
  /** Null: such values are bytes from the start. */
  readonly keeper: RowKeeper | null;
  readonly #serde: Serde;
  readonly #topic: string;
  readonly #accept: (value: Value) => Value;
  readonly #isFloat: boolean;
  /** UTF-8. */
  readonly isText: boolean;
  readonly #isJson: boolean;
  readonly #sets: readonly (readonly string[])[];
  /** Null: values have one form only. */
  readonly #dynamic: ((value: Value) => Value) | null;
  /** The same of what was just read. */
  readonly #dynamicOfRead: ((value: Value) => Value) | null;
  /** Those that can be read; null: values name none. */
  readonly #schemaIds: Set<ByteText> | null;

  /** `topic`: the one that the serde is told, the store's changelog (streams.md 4). */
  constructor(type: DataType, topic: string, sets: readonly string[] = []) {
    const stored = type.shape.kind === "any" ? anyJson : type;
    this.#serde = rereadingSerde(stored);
    this.#topic = topic;
    this.#isJson = isFreeForm(stored) || stored.notation === "json";
    // Any JSON there is: nothing is fitted to a type when it is read.
    const isFree = stored.shape.kind === "any" || isFreeForm(stored);
    this.isText = stored.shape.kind === "string" || stored.shape.kind === "enum";
    this.#isFloat = isFloatType(stored);
    this.#accept = accepting(stored, this.#isJson);
    this.#sets = sets.map((path) => path.split("."));
    this.#dynamic = dynamicForm(stored);
    this.#dynamicOfRead = ownDynamicForm(stored);
    this.#schemaIds = this.#dynamic === null ? null : new Set();
    this.keeper = isFree
      ? new PlainRows(this.#serde, topic)
      : (this.#serde.rows?.(topic, this.#sets) ?? null);
  }

  /** The bytes of a text that is its own; null: it is not, or none. Spares writing most keys. */
  itself(value: Value): ByteText | null {
    return this.isText && typeof value === "string" && isAscii(value) ? value : null;
  }

  /** Appends the bytes; false: there are none, the value is null. @throws DataException */
  write(value: Value, sink: ByteSink): boolean {
    if (value === null || value === undefined) return false;
    if (this.#serde.writeGiven?.(value, sink) === true) return true;
    return this.#serde.serialize(this.#accept(value), sink, this.#topic);
  }

  /** @throws DataException */
  read(text: ByteText): Value {
    if (this.isText && isAscii(text)) return text;
    const bytes = this.#serde.lend?.(text) ?? bytesOf(text);
    const value = this.#serde.deserialize(bytes, 0, text.length, this.#topic);
    if (this.#isFloat) return value === null ? null : boxFloat(value as number);
    if (this.#isJson) return mayHoldSets(text) ? untagSets(value) : value;
    const dynamic = this.#dynamicOfRead === null ? value : this.#dynamicOfRead(value);
    return this.#sets.length === 0 ? dynamic : restoreSets(dynamic, this.#sets);
  }

  /** A value whose sets are in the form that the type can hold, for who converts it before it is written. */
  holdable(value: Value): Value {
    return this.#isJson ? tagSets(value) : value;
  }

  /** What `read` would give of a value that is converted, and not written. */
  asRead(value: Value): Value {
    if (this.#isFloat) return typeof value === "number" ? boxFloat(value) : value;
    if (this.#isJson) return untagSets(copyValue(value));
    const dynamic = this.#dynamic === null ? copyValue(value) : this.#dynamic(value);
    return this.#sets.length === 0 ? dynamic : restoreSets(dynamic, this.#sets);
  }

  /** Bytes name the schema that wrote them. */
  get hasSchemas(): boolean {
    return this.#schemaIds !== null;
  }

  /** What has to be fetched before the bytes, or others that begin like them, can be read; undefined: nothing. */
  pending(text: ByteText): Promise<void> | undefined {
    if (this.#schemaIds === null || text.length < SCHEMA_ID_END) return undefined;
    const id = text.slice(0, SCHEMA_ID_END);
    if (this.#schemaIds.has(id)) return undefined;
    try {
      this.read(text);
    } catch (error) {
      if (error instanceof SchemaPending) return error.settled;
      if (!(error instanceof DataException)) throw error; // what cannot be read fails where it is wanted
    }
    this.#schemaIds.add(id);
    return undefined;
  }
}

/** The same of an entry; null: there is no such part of it. */
export function pendingOf(
  codecs: StoreCodecs,
  key: ByteText | null,
  value: ByteText | null,
): Promise<void> | undefined {
  const ofKey = key === null ? undefined : codecs.key.pending(key);
  const ofValue = value === null ? undefined : codecs.value.pending(value);
  return ofKey === undefined ? ofValue : ofKey.then(() => ofValue);
}

/** Magic byte and id of the writer's schema. */
export const SCHEMA_ID_END = 5;

/** How arguments become values of the type: text is no number here and numbers no text. */
function accepting(type: DataType, isJson: boolean): (value: Value) => Value {
  const { kind } = type.shape;
  if (kind === "string" || kind === "enum") {
    return (value) => {
      if (typeof value === "string") return value;
      throw misfit(value, type);
    };
  }
  if (kind === "any") return acceptAny;
  if (kind === "union") return isFreeForm(type) ? acceptJson : acceptingUnion(type);
  if (isFloatType(type)) return (value) => plainFloat(toType(noText(value, type), type, false));
  if (isFreeForm(type)) return (value) => (isDict(value) ? acceptAny : parseOnly(type))(value);
  if (OF_JSON_TEXT.has(kind))
    return (value) => toType(isJson ? tagSets(value) : value, type, false);
  return (value) => toType(noText(value, type), type, false);
}

/** Text with JSON in it is taken for what it says. */
const OF_JSON_TEXT = new Set<Shape["kind"]>(["list", "map", "struct"]);

const parseOnly =
  (type: DataType): ((value: Value) => Value) =>
  (value) => {
    if (typeof value === "string") return toType(value, type, false);
    throw misfit(value, type);
  };

/** Dicts as they are, `@type` and `@schema` too: the writer of JSON puts their keys in order. */
function acceptAny(value: Value): Value {
  const tagged = tagSets(value);
  return isDict(tagged) || Array.isArray(tagged) ? tagged : natural(tagged, false);
}

function acceptJson(value: Value): Value {
  const accepted = acceptAny(value);
  if (isDict(accepted) || Array.isArray(accepted)) return accepted;
  throw new DataException(`Can not serialize value as union alternative: ${printValue(value)}`);
}

/** The first member that the value is of as it stands; what is of none is coerced to the first that can take it (V2). */
function acceptingUnion(type: DataType): (value: Value) => Value {
  const members = type.shape.kind === "union" ? type.shape.members : [];
  const takers = members.map((member) => ({
    isOf: OF_KIND[member.shape.kind],
    accept: accepting(member, isFreeForm(member) || member.notation === "json"),
  }));
  return (value) => {
    for (const { isOf, accept } of takers) {
      if (!isOf?.(value)) continue;
      try {
        const accepted = accept(value);
        return typeof accepted === "number" && isFloat(value) ? boxFloat(accepted) : accepted;
      } catch (error) {
        if (!(error instanceof DataException)) throw error;
      }
    }
    return toType(value, type, false);
  };
}

const isText = (value: Value): boolean => typeof value === "string";
const isInt = (value: Value): boolean =>
  typeof value === "bigint" || (Number.isInteger(value) && !Object.is(value, -0));
const isFloat = (value: Value): boolean =>
  value instanceof PyFloat || (typeof value === "number" && !isInt(value));
const isSmall = (value: Value): boolean => Math.abs(Number(value) + 0.5) < 2 ** 31;

/** Which values are of a kind without being changed. An int is of the size that holds it: no other can be told. */
const OF_KIND: { readonly [K in Shape["kind"]]?: (value: Value) => boolean } = {
  string: isText,
  enum: isText,
  boolean: (value) => typeof value === "boolean",
  integer: (value) => isInt(value) && isSmall(value),
  long: (value) => isInt(value) && !isSmall(value),
  double: isFloat,
  list: (value) => sequenceItems(value, false) !== undefined,
  map: isDict,
  struct: isDict,
  union: (value) => isDict(value) || sequenceItems(value, false) !== undefined,
};

function noText(value: Value, type: DataType): Value {
  if (typeof value !== "string") return value;
  throw misfit(value, type);
}

const misfit = (value: Value, type: DataType): DataException =>
  new DataException(
    `Can not store ${sequenceItems(value, false) === undefined ? typeof value : "a list"} as ${typeName(type)}`,
  );
