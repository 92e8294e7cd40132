/**
 * Rows of a store whose values are flat records of a schema, kept as the dicts that reading their bytes would give, in
 * dynamic form. They hold nothing that can be changed: a copy of the dict itself is private. Rows with lists or records
 * inside stay bytes: as objects they are many times as large, which costs more than decoding them. So do those with longer
 * texts, which may be parts of a whole batch's text and would keep that alive.
 */
import { canonicalInt, fitsLong } from "../../data-types/java-number.ts";
import type { StructSchema } from "../../data-types/struct-schema.ts";
import { boxFloat, type Dict, isDict, PyFloat, type Value } from "../../python/value.ts";
import type { ByteSink } from "../../record-batch/byte-sink.ts";
import { LEAST_PART } from "../../stores/byte-text.ts";
import type { RowKeeper } from "../../stores/row-keeper.ts";
import { SharedTexts } from "../../stores/shared-texts.ts";
import { makerFor } from "../json-codec/roomy-dict.ts";
import type { AvroSerde } from "./avro-serde.ts";
import { floatOf, isTooLarge } from "./avro-writer.ts";
import type { ContentPlan, FieldPlan } from "./record-plan.ts";

/** Magic byte and id of the schema. */
const HEADER_BYTES = 5;
/** Of any number or of the length of a text, with the branch of a union before it. */
const FIELD_BYTES = 11;
/** Of a character of text. */
const CHARACTER_BYTES = 3;

export const isFlat = ({ fields }: ContentPlan): boolean =>
  fields.every(({ content: { kind } }) => kind !== "array" && kind !== "record");

export class StructRows implements RowKeeper {
  readonly #serde: AvroSerde;
  readonly #schema: StructSchema;
  readonly #fields: readonly FieldPlan[];
  /** As a row has them that was read. */
  readonly #keys: readonly string[];
  readonly #texts = new SharedTexts();
  atMost = 0;

  /** `plan`: of a flat record. */
  constructor(serde: AvroSerde, schema: StructSchema, plan: ContentPlan) {
    this.#serde = serde;
    this.#schema = schema;
    this.#fields = plan.sorted;
    this.#keys = [...plan.sorted.map(({ name }) => name), "@schema", "@type"];
  }

  keep(value: Value): Dict | null {
    if (!this.#serde.takesGiven || !isDict(value)) return null;
    this.atMost = HEADER_BYTES;
    if (this.#isAsRead(value)) return this.#keepFields(value, { ...value }, true);
    const kept = this.#keepFields(value, new (makerFor(this.#keys.length))(), false);
    if (kept === null) return null;
    kept["@schema"] = this.#schema.description;
    kept["@type"] = this.#schema.name;
    return kept;
  }

  /** It has the keys of a row that was read, in their order: then a copy as a whole costs far less than one key by key. */
  #isAsRead(value: Dict): boolean {
    const keys = this.#keys;
    let at = 0;
    for (const key in value) {
      if (key !== keys[at] || (value[key] === null && this.#fields[at]?.isLeftOut === true))
        return false;
      at++;
    }
    const { description, name } = this.#schema;
    return at === keys.length && value["@schema"] === description && value["@type"] === name;
  }

  /** `kept`: a copy of the value, or an empty dict. Null: a field is not of its type, or comes back as another one. */
  #keepFields(value: Dict, kept: Dict, isCopy: boolean): Dict | null {
    for (const { name, nullBranch, isLeftOut, content } of this.#fields) {
      const given = value[name];
      if (given === undefined || given === null) {
        if (nullBranch < 0) return null;
        if (!isLeftOut) kept[name] = null;
        this.atMost++;
        continue;
      }
      const own = this.#keep(given, content);
      if (own === undefined) return null;
      // Who reads a row of many mostly waits for its memory: a text that others have too is one wait less.
      if (typeof own === "string" && content.kind === "string") {
        kept[name] = this.#texts.share(name, own);
        continue;
      }
      // A symbol is the schema's: the one that was given may be a part of a batch's text.
      if (!isCopy || content.kind === "enum" || !Object.is(own, given)) kept[name] = own;
    }
    return kept;
  }

  /** What reading the value's bytes would give; undefined: it is not of the type, or comes back as another one. */
  #keep(value: Value, plan: ContentPlan): Value | undefined {
    this.atMost += FIELD_BYTES;
    switch (plan.kind) {
      case "string":
        if (typeof value !== "string" || value.length >= LEAST_PART || !value.isWellFormed()) {
          return undefined;
        }
        this.atMost += value.length * CHARACTER_BYTES;
        return value;
      case "long":
        return isLong(value) ? intOf(value) : undefined;
      case "int":
        return typeof value === "number" && value === (value | 0) ? intOf(value) : undefined;
      case "double":
        return boxed(value, floatOf(value));
      case "float": {
        const float = floatOf(value);
        if (float === undefined || isTooLarge(float)) return undefined;
        return boxed(value, Math.fround(float));
      }
      case "boolean":
        return typeof value === "boolean" ? value : undefined;
      case "enum":
        return plan.symbols[plan.symbols.indexOf(value as string)];
      default:
        return undefined;
    }
  }

  copy(kept: Dict): Value {
    return { ...kept };
  }

  lend(kept: Dict): Value {
    return kept;
  }

  write(kept: Dict, sink: ByteSink): void {
    this.#serde.writeStruct(kept, sink);
  }
}

const isLong = (value: Value): value is number | bigint =>
  typeof value === "number"
    ? Number.isSafeInteger(value)
    : typeof value === "bigint" && fitsLong(value);

/** -0 comes back as 0. */
const intOf = (value: number | bigint): number | bigint =>
  value === 0 ? 0 : typeof value === "bigint" ? canonicalInt(value) : value;

/** `float`: what is written of the value. */
function boxed(value: Value, float: number | undefined): Value | undefined {
  if (float === undefined) return undefined;
  return value instanceof PyFloat && Object.is(value.value, float) && Number.isInteger(float)
    ? value
    : boxFloat(float);
}
