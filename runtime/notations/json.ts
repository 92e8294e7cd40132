/**
 * Dicts and lists as JSON text: the `json` notation, and composite types of the default one (runtime.md 4.3, 4.4).
 *
 *   UTF-8, compact, keys sorted; no bytes: null
 */
import { any, type DataType } from "../data-types/data-type.ts";
import { javaFloat } from "../data-types/java-number.ts";
import { mapDict, mapItems, natural } from "../data-types/natural.ts";
import { plainForm } from "../data-types/struct-form.ts";
import { plainFloat, toType } from "../data-types/to-type.ts";
import { typeName } from "../data-types/type-name.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { boxFloat, type Dict, isDict, type Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { JsonDecoder, JsonEncoder, JsonError, NotJson } from "./json-codec/index.ts";
import type { Serde } from "./serde.ts";

export class JsonSerde implements Serde {
  readonly nullPayload = "nullObject";
  readonly #type: DataType;
  readonly #decoder = new JsonDecoder();
  readonly #encoder: JsonEncoder;
  /** Elements have a type of their own that a JSON value must be fitted to. */
  readonly #isTyped: boolean;
  /** Of structs with a schema their fields alone are written. */
  readonly #plain: ((value: Value) => Value) | null;

  /** `isRaw`: what is written comes straight from functions (`NodeRuntime.isRaw`). */
  constructor(type: DataType, isRaw: boolean) {
    this.#encoder = new JsonEncoder(isRaw);
    this.#type = type;
    this.#isTyped = hasTypedContents(type);
    this.#plain = plainForm(type);
  }

  deserialize(bytes: Buffer, start: number, end: number): Value {
    if (start === end) return null;
    let value: Dict | Value[];
    try {
      value = this.#decoder.decode(bytes, start, end);
    } catch (error) {
      if (error instanceof JsonError) throw this.#unreadable(bytes, start, end, error);
      throw error;
    }
    const { kind } = this.#type.shape;
    if (kind === "union") return value;
    if (Array.isArray(value) !== (kind === "list")) throw this.#unreadable(bytes, start, end);
    return this.#isTyped ? toType(value, this.#type, false) : value;
  }

  serialize(value: Value, sink: ByteSink): boolean {
    if (value === null) return false;
    const from = sink.at;
    const plain = this.#plain === null ? value : this.#plain(value);
    const written = this.#isTyped ? asWritten(plain, this.#type) : plain;
    try {
      this.#encoder.encode(written, sink);
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      sink.at = from;
      this.#encoder.encode(natural(written, false), sink);
    }
    return true;
  }

  #unreadable(bytes: Buffer, start: number, end: number, cause?: Error): DataException {
    const { shape } = this.#type;
    const options = cause === undefined ? {} : { cause };
    if (shape.kind === "union") {
      const members = shape.members.map(typeName).join(", ");
      return new DataException(
        `Can not deserialize data as union: memberTypes=[${members}]`,
        options,
      );
    }
    return new DataException(
      `Could not parse string to object: ${bytes.toString("utf8", start, end)}`,
      options,
    );
  }
}

function hasTypedContents({ shape }: DataType): boolean {
  if (shape.kind === "struct") return shape.schema !== undefined;
  if (shape.kind === "list") return shape.element.shape.kind !== "any";
  return shape.kind === "map" && shape.value.shape.kind !== "any";
}

/** Bytes inside of JSON are base64 text, 32-bit floats have the fewest digits that tell them apart. */
function asWritten(value: Value, type: DataType): Value {
  const { shape } = type;
  if (shape.kind === "float") {
    const float = plainFloat(value);
    return typeof float === "number" ? boxFloat(Number(javaFloat(float))) : value;
  }
  if (shape.kind === "bytes" && Array.isArray(value)) {
    return Buffer.from(value as number[]).toString("base64");
  }
  if (shape.kind === "list" && Array.isArray(value)) {
    return mapItems(value, value, (item) => asWritten(item, shape.element ?? any));
  }
  if (shape.kind === "map" && isDict(value)) {
    return mapDict(value, (item) => asWritten(item, shape.value), false);
  }
  return value;
}
