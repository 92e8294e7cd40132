/**
 * Records ↔ lines of NDJSON, as `ksmlc run` feeds and prints them (cli.md, "run"): keys and values in the declared type of
 * their topic, integers in full, floats in Java's text, `{"$bytes": base64}` for bytes.
 */
import type { DataType } from "../data-types/data-type.ts";
import { javaFloat } from "../data-types/java-number.ts";
import { plainForm } from "../data-types/struct-form.ts";
import { plainFloat, toType } from "../data-types/to-type.ts";
import type { RecordTypes } from "../dsl/node.ts";
import type { Header } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { rereadingSerde, serdeOf } from "../notations/index.ts";
import { JsonDecoder, JsonError, javaDouble } from "../notations/json-codec/index.ts";
import { jsonText } from "../notations/json-text.ts";
import { SchemaPending } from "../notations/registry/registry-error.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import { ByteSink } from "../record-batch/byte-sink.ts";
import { encodable } from "../record-batch/java-utf8.ts";

/** A record as it lies on a topic. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly timestamp?: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
}

/** One line, without its end. `types` null: nothing is known of the topic; text is tried, then bytes. */
export function recordToNdjson(record: TopicRecord, types: RecordTypes | null): string {
  const { topic, partition, offset, timestamp, headers } = record;
  const parts = [`"topic":${quoted(topic)}`];
  if (partition !== undefined) parts.push(`"partition":${partition}`);
  if (offset !== undefined) parts.push(`"offset":${offset}`);
  if (timestamp !== undefined) parts.push(`"timestamp":${timestamp}`);
  parts.push(`"key":${payloadText(record.key, types?.key ?? null, topic)}`);
  parts.push(`"value":${payloadText(record.value, types?.value ?? null, topic)}`);
  if (headers.length > 0) parts.push(`"headers":[${headers.map(headerText).join(",")}]`);
  return `{${parts.join(",")}}`;
}

const headerText = ({ key, value }: Header): string =>
  `{"key":${quoted(key)},"value":${payloadText(value, null, "")}}`;

function payloadText(payload: Uint8Array | null, type: DataType | null, topic: string): string {
  if (payload === null) return "null";
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (type === null || isOpaque(type)) return textOrBytes(bytes);
  if (type.shape.kind === "bytes") return bytesText(bytes);
  try {
    const value = rereadingSerde(type).deserialize(bytes, 0, bytes.length, topic);
    return valueText(plainForm(type)?.(value) ?? value, type);
  } catch (error) {
    // Bytes that are none of the declared type, or of a schema that is not known yet, are shown, not hidden.
    if (error instanceof DataException || error instanceof SchemaPending) return textOrBytes(bytes);
    throw error;
  }
}

/** The bytes of such a topic mean something to the author's serde only. */
const isOpaque = ({ shape, notation }: DataType): boolean =>
  shape.kind === "any" && notation === "default";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOrBytes(bytes: Buffer): string {
  try {
    return quoted(strict.decode(bytes));
  } catch {
    return bytesText(bytes);
  }
}

const SPELLED = new Map([
  ["\\b", "\\u0008"],
  ["\\f", "\\u000c"],
]);

/** A text as a JSON string; control characters all in one spelling. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/\\[\\bf]/g, (found) => SPELLED.get(found) ?? found);

const bytesText = (bytes: Buffer): string => `{"$bytes":"${bytes.toString("base64")}"}`;

function valueText(value: Value, type: DataType): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "bigint") return `"${value}"`;
  if (typeof value === "boolean") return String(value);
  if (value instanceof PyFloat) return floatText(javaDouble(value.value));
  if (typeof value === "number") return numberText(value, type);
  if (type.shape.kind === "windowed" && isDict(value)) return windowedText(value);
  return jsonText(value);
}

function numberText(value: number, { shape }: DataType): string {
  if (shape.kind === "float") return floatText(javaFloat(value));
  const isFloat = shape.kind === "double" || !Number.isInteger(value);
  return isFloat ? floatText(javaDouble(value)) : String(value);
}

/** JSON has no NaN and no infinities. */
const floatText = (text: string): string => (/^-?\d/.test(text) ? text : `"${text}"`);

function windowedText({ key, start, end }: Dict): string {
  const [inner] = [jsonText([key ?? null])];
  return `{"key":${inner.slice(1, -1)},"start":${String(start)},"end":${String(end)}}`;
}

/** What a line says; the topic may be given from outside, then another one in the line is an error. */
export interface ParsedLine {
  readonly topic: string;
  readonly partition: number | null;
  readonly timestamp: number | null;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

/** The line is no record, or not one of the topic's types. */
export class NdjsonError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NdjsonError";
  }
}

const FIELDS = new Set(["topic", "partition", "offset", "timestamp", "key", "value", "headers"]);

/**
 * `topic`: null where each line names its own. `typesOf`: null for a topic that nothing is known of; its strings are
 * written as text, all else as JSON.
 * @throws NdjsonError
 */
export function ndjsonToRecord(
  line: string,
  topic: string | null,
  typesOf: (topic: string) => RecordTypes | null,
): ParsedLine {
  const fields = parseLine(line);
  const unknown = Object.keys(fields).find((key) => !FIELDS.has(key));
  if (unknown !== undefined) throw new NdjsonError(`Unknown field \`${unknown}\`.`);
  const named = fields.topic ?? topic;
  if (typeof named !== "string") throw new NdjsonError("The line names no topic.");
  if (topic !== null && named !== topic) {
    throw new NdjsonError(`The line names the topic \`${named}\`, and is fed to \`${topic}\`.`);
  }
  const types = typesOf(named);
  return {
    topic: named,
    partition: integerField(fields, "partition"),
    timestamp: integerField(fields, "timestamp"),
    key: payload(fields.key ?? null, types?.key ?? null, named, "key"),
    value: payload(fields.value ?? null, types?.value ?? null, named, "value"),
    headers: headersOf(fields.headers ?? null),
  };
}

function parseLine(line: string): Dict {
  const bytes = Buffer.from(line);
  let value: Value;
  try {
    value = new JsonDecoder().decode(bytes, 0, bytes.length);
  } catch (error) {
    if (error instanceof JsonError) throw new NdjsonError(`The line is no JSON: ${error.message}.`);
    throw error;
  }
  if (!isDict(value)) throw new NdjsonError("The line is no JSON object.");
  return value;
}

function integerField(fields: Dict, name: "partition" | "timestamp"): number | null {
  const value = fields[name] ?? null;
  if (value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new NdjsonError(`\`${name}\` must be an integer of 0 or more.`);
}

function payload(
  value: Value,
  type: DataType | null,
  topic: string,
  part: "key" | "value",
): Buffer | null {
  if (value === null) return null;
  const raw = rawBytes(value);
  if (raw !== null) return raw;
  if (type === null || isOpaque(type))
    return Buffer.from(encodable(typeof value === "string" ? value : untypedText(value)));
  try {
    const sink = new ByteSink(1 << 10);
    const given = type.shape.kind === "windowed" && isDict(value) ? windowedStruct(value) : value;
    if (type.shape.kind === "string" && typeof given !== "string") {
      throw new DataException("a string is expected");
    }
    const converted = toType(given, type, false);
    const typed = type.shape.kind === "any" ? converted : plainFloat(converted);
    if (!serdeOf(type).serialize(typed, sink, topic)) return null;
    return Buffer.from(sink.bytes.subarray(0, sink.at));
  } catch (error) {
    if (error instanceof DataException) {
      throw new NdjsonError(`The ${part} does not fit the topic \`${topic}\`: ${error.message}`);
    }
    throw error;
  }
}

const untypedText = (value: Value): string =>
  typeof value === "object" && !(value instanceof PyFloat)
    ? jsonText(value)
    : valueText(value, { shape: { kind: "any" }, notation: "default" });

/** `{"$bytes": base64}`: the payload itself, whatever the type. */
function rawBytes(value: Value): Buffer | null {
  if (!isDict(value) || typeof value.$bytes !== "string") return null;
  if (Object.keys(value).length !== 1) return null;
  // Buffer.from skips what is no base64.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value.$bytes)) {
    throw new NdjsonError(`\`${value.$bytes}\` is no base64.`);
  }
  return Buffer.from(value.$bytes, "base64");
}

/** The struct that a windowed key is on topics (runtime.md 5). */
function windowedStruct({ key, start, end, ...rest }: Dict): Dict {
  const time = (at: Value | undefined): string => {
    if (typeof at !== "number")
      throw new DataException("a windowed key has `key`, `start` and `end`");
    return new Date(at).toISOString().replace(".000Z", "Z");
  };
  if (Object.keys(rest).length > 0 || key === undefined) {
    throw new DataException("a windowed key has `key`, `start` and `end`");
  }
  return {
    end: end ?? null,
    endTime: time(end),
    key,
    start: start ?? null,
    startTime: time(start),
  };
}

function headersOf(headers: Value): readonly Header[] {
  if (headers === null) return [];
  if (!Array.isArray(headers)) throw new NdjsonError("`headers` must be a list.");
  return headers.map((header) => {
    if (!isDict(header) || typeof header.key !== "string") {
      throw new NdjsonError('A header must be `{"key": …, "value": …}`.');
    }
    const value = header.value ?? null;
    const bytes = value === null ? null : (rawBytes(value) ?? textBytes(value));
    return { key: header.key, value: bytes };
  });
}

function textBytes(value: Value): Buffer {
  if (typeof value === "string") return Buffer.from(encodable(value));
  throw new NdjsonError('The value of a header must be a string, null or `{"$bytes": …}`.');
}
