/**
 * Dicts and lists as JSON text: the `json` notation, and composite types of the default one (runtime.md 4.3, 4.4); of
 * the type `any` bare values as well.
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
import {
  JsonDecoder,
  JsonEncoder,
  JsonError,
  NotJson,
  type RawJson,
  RawWriter,
} from "./json-codec/index.ts";
import type { Serde } from "./serde.ts";

const SPACE = 0x20;
const OPEN_DICT = 0x7b;
const OPEN_LIST = 0x5b;
const LIST_START = Buffer.from("[");
const LIST_END = Buffer.from("]");

export class JsonSerde implements Serde {
  readonly nullPayload = "nullObject";
  readonly #type: DataType;
  readonly #decoder = new JsonDecoder();
  readonly #encoder: JsonEncoder;
  readonly #rawWriter: RawWriter;
  /** Elements have a type of their own that a JSON value must be fitted to. */
  readonly #isTyped: boolean;
  /** Of structs with a schema their fields alone are written. */
  readonly #plain: ((value: Value) => Value) | null;

  /** `isRaw`: what is written comes straight from functions (`NodeRuntime.isRaw`). */
  constructor(type: DataType, isRaw: boolean) {
    this.#encoder = new JsonEncoder(isRaw);
    this.#rawWriter = new RawWriter(isRaw);
    this.#type = type;
    this.#isTyped = hasTypedContents(type);
    this.#plain = plainForm(type);
  }

  lend(text: string): Buffer {
    return this.#decoder.lend(text);
  }

  deserialize(bytes: Buffer, start: number, end: number): Value {
    if (start === end) return null;
    let value: Value;
    try {
      value =
        this.#type.shape.kind === "any"
          ? this.#anyValue(bytes, start, end)
          : this.#decoder.decode(bytes, start, end);
    } catch (error) {
      if (error instanceof JsonError) throw this.#unreadable(bytes, start, end, error);
      throw error;
    }
    const { kind } = this.#type.shape;
    if (kind === "union" || kind === "any") return value;
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

  serializeRaw(raw: RawJson, value: Value, sink: ByteSink): void {
    const from = sink.at;
    try {
      this.#rawWriter.write(raw, value as Dict, sink);
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      sink.at = from;
      this.serialize(raw.whole(value as Dict), sink);
    }
  }

  /** A bare number, text or boolean too: what a rule of the dialect calls `json` (dialect.md 5.1). Read as a list of one. */
  #anyValue(bytes: Buffer, start: number, end: number): Value {
    let at = start;
    while (at < end && (bytes[at] as number) <= SPACE) at++;
    const first = at === end ? undefined : bytes[at];
    if (first === OPEN_DICT || first === OPEN_LIST) return this.#decoder.decode(bytes, start, end);
    const list = Buffer.concat([LIST_START, bytes.subarray(start, end), LIST_END]);
    const items = this.#decoder.decode(list, 0, list.length) as Value[];
    const [item] = items;
    if (item === undefined || items.length > 1) throw this.#unreadable(bytes, start, end);
    return item;
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
