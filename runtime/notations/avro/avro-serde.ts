/**
 * Avro records as Confluent's serdes write them (runtime.md 4.7): `0x00`, the schema's id in four bytes, big-endian, then
 * Avro binary. Records of our own schema go through the emitted decoder; those of other writers become a struct of the
 * writer's schema first, and then one of ours, field by field.
 */
import { converter } from "../../data-types/convert.ts";
import type { DataType, RegistryUse } from "../../data-types/data-type.ts";
import type { StructSchema } from "../../data-types/struct-schema.ts";
import { DataException } from "../../errors/ksml-exceptions.ts";
import type { Dict, Value } from "../../python/value.ts";
import type { BufferText } from "../../record-batch/buffer-text.ts";
import type { ByteSink } from "../../record-batch/byte-sink.ts";
import type { RowKeeper } from "../../stores/row-keeper.ts";
import { currentRegistries } from "../registry/registries.ts";
import { RegistryError } from "../registry/registry-error.ts";
import type { Serde } from "../serde.ts";
import { AvroError } from "./avro-codec.ts";
import { AvroReader } from "./avro-reader.ts";
import { type AvroRecord, sameLayout } from "./avro-schema.ts";
import { AvroWriter, MISFIT } from "./avro-writer.ts";
import { recordReader } from "./generic-read.ts";
import { writeGeneric } from "./generic-write.ts";
import { givenStruct } from "./given-structs.ts";
import { asWritten } from "./print-avro-schema.ts";
import { type ContentPlan, planOf } from "./record-plan.ts";
import { isFlat, StructRows } from "./struct-rows.ts";
import { structType } from "./struct-type.ts";

const HEADER = 5;

/** A try in vain costs more than a conversion: a function whose values never fit is not tried for ever. */
const MAX_MISFITS = 16;

type Read = (input: AvroReader) => Value;

export class AvroSerde implements Serde {
  readonly nullPayload = "nullObject";
  readonly #type: DataType;
  readonly #schema: StructSchema;
  readonly #asksLast: boolean;
  readonly #layout: AvroRecord;
  readonly #registries = currentRegistries();
  readonly #input: AvroReader;
  #output: AvroWriter | null = null;
  /** By the id of the writer's schema. */
  readonly #readers = new Map<number, Read>();
  /** What the last record was read with. */
  #lastId = -1;
  #lastRead: Read | null = null;
  /** -1: not asked for yet. */
  #ownId = -1;
  /** Undefined: not made yet. */
  #plan: ContentPlan | null | undefined;
  /** How many of the values that were given last had to be converted. */
  #misfits = 0;

  /** `asksLast`: what this service writes is known without asking the registry, for who shows its records. */
  constructor(type: DataType, schema: StructSchema, asksLast = false, text?: BufferText) {
    this.#input = new AvroReader(text);
    this.#asksLast = asksLast;
    this.#type = type;
    this.#schema = schema;
    this.#layout = asWritten(schema.avro);
  }

  get #registry(): RegistryUse | undefined {
    return this.#type.registry;
  }

  lend(text: string): Buffer {
    return this.#input.lend(text);
  }

  deserialize(bytes: Buffer, start: number, end: number, topic: string): Value {
    try {
      if (end - start < HEADER || bytes[start] !== 0) throw new AvroError("Unknown magic byte!");
      const id = bytes.readInt32BE(start + 1);
      const read = id === this.#lastId ? this.#lastRead : this.#readerOf(id);
      const input = this.#input;
      input.open(bytes, start + HEADER, end);
      const value = (read as Read)(input);
      input.close();
      return value;
    } catch (error) {
      if (!isDataFault(error)) throw error;
      throw this.#failure("deserialized from", topic, error);
    }
  }

  /** @throws SchemaPending */
  #readerOf(id: number): Read {
    const read = this.#readers.get(id) ?? this.#makeReader(id);
    this.#readers.set(id, read);
    this.#lastId = id;
    this.#lastRead = read;
    return read;
  }

  #makeReader(id: number): Read {
    const client = this.#registries.client(this.#registry);
    const writer = (this.#asksLast ? client.own(id) : undefined) ?? client.schema(id);
    if (writer.kind !== "record") throw new AvroError("its schema is no record");
    const { codec } = this.#schema;
    if (sameLayout(writer, this.#layout)) return codec?.read ?? recordReader(this.#layout);
    const read = recordReader(writer);
    const convert = converter(structType(writer, null, id), this.#type);
    return (input) => convert(read(input));
  }

  serialize(value: Value, sink: ByteSink, topic: string): boolean {
    if (value === null) return false;
    const start = sink.at;
    try {
      if (this.#ownId < 0) {
        this.#ownId = this.#registries.idToWrite(this.#schema.avro, this.#registry);
      }
      this.#writeHeader(sink);
      this.#write(value as Dict, sink);
      return true;
    } catch (error) {
      sink.at = start;
      if (!isDataFault(error)) throw error;
      throw this.#failure("serialized to", topic, error);
    }
  }

  /**
   * The same of a value as Python code made it, in dynamic form, where it needs no conversion and nothing has to be asked
   * of the registry. False: nothing was written.
   */
  writeGiven(value: Value, sink: ByteSink): boolean {
    if (this.#misfits === MAX_MISFITS || !this.takesGiven) return false;
    const struct = givenStruct(value, this.#plan as ContentPlan);
    return struct !== undefined && this.writeStruct(struct, sink);
  }

  /** The same of a dict, with one for each record inside. */
  writeStruct(struct: Dict, sink: ByteSink): boolean {
    const start = sink.at;
    try {
      this.#writeHeader(sink);
      this.#schema.codec?.write(this.#outputTo(sink), struct);
      this.#misfits = 0;
      return true;
    } catch (error) {
      if (error !== MISFIT) throw error;
      this.#misfits++;
      sink.at = start;
      return false;
    }
  }

  /** False: `writeGiven` writes nothing whatever it gets, or nothing yet. */
  get takesGiven(): boolean {
    return this.#planned !== null && this.#ownId >= 0;
  }

  get #planned(): ContentPlan | null {
    if (this.#plan === undefined) {
      this.#plan = this.#schema.codec === null ? null : planOf(this.#layout);
    }
    return this.#plan;
  }

  rows(): RowKeeper | null {
    const plan = this.#planned;
    return plan !== null && isFlat(plan) ? new StructRows(this, this.#schema, plan) : null;
  }

  #writeHeader(sink: ByteSink): void {
    sink.reserve(HEADER);
    const { at } = sink;
    sink.bytes[at] = 0;
    sink.view.setInt32(at + 1, this.#ownId);
    sink.at = at + HEADER;
  }

  #outputTo(sink: ByteSink): AvroWriter {
    this.#output ??= new AvroWriter(sink);
    this.#output.sink = sink;
    return this.#output;
  }

  #write(value: Dict, sink: ByteSink): void {
    const output = this.#outputTo(sink);
    const start = sink.at;
    const { codec } = this.#schema;
    if (codec !== null) {
      try {
        codec.write(output, value);
        return;
      } catch (error) {
        // A field that is not there is null to the generic encoder, and `undefined` to straight code.
        if (error !== MISFIT && !(error instanceof TypeError)) throw error;
        sink.at = start;
      }
    }
    writeGeneric(output, value, this.#layout);
  }

  #failure(what: string, topic: string, cause: unknown): DataException {
    const message = cause instanceof Error ? cause.message : String(cause);
    const reason = message.replace(/^KSML data error: /, "");
    return new DataException(
      `CONFLUENT_AVRO message could not be ${what} topic ${topic}: ${reason}`,
      { cause },
    );
  }
}

const isDataFault = (error: unknown): boolean =>
  error instanceof AvroError || error instanceof DataException || error instanceof RegistryError;
