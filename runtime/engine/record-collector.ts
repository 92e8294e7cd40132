/**
 * Everything that the tasks of a member write (Kafka Streams: RecordCollector). Records become bytes at once, in the
 * batches that go over the wire; `take` hands those over to be sent.
 */
import { copyValue } from "../data-types/copy-value.ts";
import { hasSchema } from "../data-types/struct-form.ts";
import type {
  DynamicSinkTarget,
  NodeRuntime,
  Partitioner,
  Process,
  RecordTypes,
  SinkTarget,
} from "../dsl/node.ts";
import { InternalError } from "../errors/internal-error.ts";
import type { OutgoingBatch } from "../kafka/port.ts";
import { serdeOf } from "../notations/index.ts";
import type { RawJson } from "../notations/json-codec/index.ts";
import type { Serde } from "../notations/serde.ts";
import { writingSerde } from "../notations/written-type.ts";
import type { Value } from "../python/value.ts";
import type { BatchWriter } from "../record-batch/batch-writer.ts";
import { ByteSink } from "../record-batch/byte-sink.ts";
import { writeBytes } from "../stores/byte-text.ts";
import type { ChangelogWriter } from "../stores/changelog-layer.ts";
import { writeRow } from "../stores/row.ts";
import { NO_HEADERS, StreamRecord } from "./record.ts";
import { type BatchLimits, TopicWriter } from "./topic-writer.ts";

/** A topic that is not known yet: its records wait until somebody asked for its partitions. */
interface Waiting {
  readonly records: ((writer: TopicWriter) => void)[];
  /** What they hold, where the topic needs schemas of its own in a registry first. */
  types: RecordTypes | null;
}

export interface UnknownTopic {
  readonly topic: string;
  readonly types: RecordTypes | null;
}

/** As large as they get where nobody asks for less, and never old: who takes all has no use for a clock. */
const WHOLE_BATCHES: BatchLimits = { batchBytes: 256 * 1024, now: () => 0 };

export class RecordCollector {
  readonly #limits: BatchLimits;
  readonly #topics = new Map<string, TopicWriter>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #key = new ByteSink(1 << 10);
  readonly #firstSticky: number;

  /** `firstSticky`: where records without key begin, so that not all members begin at one partition. */
  constructor(firstSticky = 0, limits = WHOLE_BATCHES) {
    this.#firstSticky = firstSticky;
    this.#limits = limits;
  }

  /** Makes the number of partitions of a topic known; what waited for it is placed. */
  addTopic(topic: string, numPartitions: number): void {
    if (this.#topics.has(topic)) return;
    const writer = new TopicWriter(topic, numPartitions, this.#firstSticky, this.#limits);
    this.#topics.set(topic, writer);
    const waiting = this.#waiting.get(topic);
    this.#waiting.delete(topic);
    for (const place of waiting?.records ?? []) place(writer);
  }

  /** Topics that records wait for. */
  get unknownTopics(): readonly UnknownTopic[] {
    return Array.from(this.#waiting, ([topic, { types }]) => ({ topic, types }));
  }

  sink({ node, topic, types, partitioner, serdes: given }: SinkTarget): Process {
    const serdes = serdesOf(node.types, types, node.isRaw, given);
    // Looked up until it is there: then it stays.
    let writer: TopicWriter | undefined;
    return (record) => {
      try {
        writer ??= this.#topics.get(topic);
        if (writer === undefined) this.#wait(node, topic, record, serdes, partitioner);
        else if (partitioner === null && writer.numPartitions === 1)
          writeWhole(writer.writer(0), record, serdes, topic);
        else this.#write(writer, record, serdes, partitioner);
      } catch (error) {
        node.failed(record, error);
      }
    };
  }

  /** Topics are chosen record by record: one that nobody knew gets its schemas before its first record becomes bytes. */
  dynamicSink({
    node,
    types,
    partitioner,
  }: DynamicSinkTarget): (r: StreamRecord, t: string) => void {
    const serdes = serdesOf(node.types, types, node.isRaw);
    const hasSchemas = hasSchema(types.key) || hasSchema(types.value);
    return (record, topic) => {
      try {
        const writer = this.#topics.get(topic);
        if (writer === undefined && hasSchemas) {
          this.#waitForSchemas(node, topic, record, types, (to, copy) =>
            this.#write(to, copy, serdes, partitioner),
          );
        } else if (writer === undefined) this.#wait(node, topic, record, serdes, partitioner);
        else this.#write(writer, record, serdes, partitioner);
      } catch (error) {
        node.failed(record, error);
      }
    };
  }

  /** Writes to one partition of a changelog, whose topic is known. */
  changelog(topic: string, partition: number): ChangelogWriter {
    return (key, value, timestamp) => {
      const writer = this.#topics.get(topic)?.writer(partition);
      if (writer === undefined) throw new InternalError(`the changelog ${topic} is not known`);
      const scratch = this.#key;
      scratch.at = 0;
      writeBytes(key, scratch);
      writer.begin(timestamp);
      writer.key(scratch.bytes, 0, scratch.at);
      if (value === null) writer.nullValue();
      else {
        writer.beginValue();
        writeRow(value, writer.sink);
        writer.endValue();
      }
      writer.end(NO_HEADERS);
    };
  }

  #write(
    topic: TopicWriter,
    record: StreamRecord,
    serdes: Serdes,
    partitioner: Partitioner | null,
  ): void {
    const chosen = partitioner?.(topic.topic, record, topic.numPartitions) ?? null;
    const key = this.#key;
    key.at = 0;
    const keyEnd = serdes.key.serialize(record.key as Value, key, topic.topic) ? key.at : -1;
    if (chosen === null) {
      const writer = topic.writerFor(key.bytes, keyEnd);
      writeRecord(writer, key.bytes, keyEnd, record, serdes, topic.topic);
      return;
    }
    for (const partition of chosen) {
      writeRecord(topic.writer(partition), key.bytes, keyEnd, record, serdes, topic.topic);
    }
  }

  /**
   * Key and value become bytes now: what they are made of may change until the topic is known. So a partitioner, which can
   * be asked only then, gets a copy; what it throws is a failure of the record that it was asked for.
   */
  #wait(
    node: NodeRuntime,
    topic: string,
    record: StreamRecord,
    serdes: Serdes,
    partitioner: Partitioner | null,
  ): void {
    const key = toBytes(serdes.key, record.key as Value, null, topic);
    const value = toBytes(serdes.value, record.value as Value, record.raw, topic);
    const byKey = (writer: TopicWriter): readonly BatchWriter[] => [
      writer.writerFor(key ?? NO_BYTES, key?.length ?? -1),
    ];
    const chosen = partitioner === null ? null : chosenLater(node, topic, record, partitioner);
    const choose = (writer: TopicWriter) => chosen?.(writer) ?? byKey(writer);
    const place = (writer: TopicWriter): void => {
      for (const batch of choose(writer)) {
        batch.begin(record.timestamp);
        if (key === null) batch.nullKey();
        else batch.key(key, 0, key.length);
        if (value === null) batch.nullValue();
        else batch.value(value, 0, value.length);
        batch.end(record.headers);
      }
    };
    this.#waitingFor(topic).records.push(place);
  }

  #waitForSchemas(
    node: NodeRuntime,
    topic: string,
    record: StreamRecord,
    types: RecordTypes,
    write: (writer: TopicWriter, record: StreamRecord) => void,
  ): void {
    const copy = copyRecord(record);
    const input = { ...node.record };
    const waiting = this.#waitingFor(topic);
    waiting.types = types;
    waiting.records.push((writer) => {
      try {
        write(writer, copy);
      } catch (error) {
        node.failed(copy, error, input);
      }
    });
  }

  #waitingFor(topic: string): Waiting {
    let waiting = this.#waiting.get(topic);
    if (waiting === undefined) {
      waiting = { records: [], types: null };
      this.#waiting.set(topic, waiting);
    }
    return waiting;
  }

  get isEmpty(): boolean {
    if (this.#waiting.size > 0) return false;
    for (const topic of this.#topics.values()) if (!topic.isEmpty) return false;
    return true;
  }

  /**
   * Finished batches, and of those under way the ones that were begun up to `begunUntil` (all, where it is left out); those
   * of one partition in their order.
   */
  take(begunUntil = Number.POSITIVE_INFINITY): OutgoingBatch[] {
    const batches: OutgoingBatch[] = [];
    for (const topic of this.#topics.values()) topic.take(batches, begunUntil);
    return batches;
  }

  /** When the oldest batch under way got its first record; null: there is none. */
  get oldest(): number | null {
    let oldest: number | null = null;
    for (const topic of this.#topics.values()) {
      const since = topic.oldest;
      if (since !== null && (oldest === null || since < oldest)) oldest = since;
    }
    return oldest;
  }

  /** Whether more than this many bytes wait to be taken. Asked after each record, so it mostly looks at a bound only. */
  holdsMoreThan(limit: number): boolean {
    let atMost = 0;
    for (const topic of this.#topics.values()) atMost += topic.bytesAtMost;
    // Half: a batch under way may be larger than its size, by the record that ended it.
    if (atMost <= limit / 2) return false;
    let bytes = 0;
    for (const topic of this.#topics.values()) bytes += topic.bytes;
    return bytes > limit;
  }

  /** To be called once a batch of `take` is not needed any more. */
  recycle(batch: OutgoingBatch): void {
    this.#topics.get(batch.topic)?.recycle(batch);
  }
}

interface Serdes {
  readonly key: Serde;
  readonly value: Serde;
}

const serdesOf = (
  from: RecordTypes,
  to: RecordTypes,
  isRaw: boolean,
  given: SinkTarget["serdes"] = { key: null, value: null },
): Serdes => ({
  key: given.key ?? writingSerde(from.key, to.key, serdeOf),
  value: given.value ?? writingSerde(from.value, to.value, (type) => serdeOf(type, isRaw)),
});

const NO_BYTES = new Uint8Array(0);

/** What a record is made of may change once its way through the topology is over. */
const copyRecord = (given: StreamRecord): StreamRecord =>
  new StreamRecord(
    copyValue(given.key as Value),
    copyValue(given.value as Value),
    given.timestamp,
    given.headers,
    given.keyIsNullObject,
    given.valueIsNullObject,
  );

/** The batches that a record goes to when its topic is known: none where the partitioner fails and the service goes on; null: by its key. */
function chosenLater(
  node: NodeRuntime,
  topic: string,
  given: StreamRecord,
  partitioner: Partitioner,
): (writer: TopicWriter) => readonly BatchWriter[] | null {
  const record = copyRecord(given);
  const input = { ...node.record };
  return (writer) => {
    try {
      const chosen = partitioner(topic, record, writer.numPartitions);
      return chosen?.map((partition) => writer.writer(partition)) ?? null;
    } catch (error) {
      node.failed(record, error, input);
      return [];
    }
  };
}

/** A record whose partition does not depend on its key: that becomes bytes where it stays. */
function writeWhole(
  writer: BatchWriter,
  record: StreamRecord,
  serdes: Serdes,
  topic: string,
): void {
  writer.begin(record.timestamp);
  try {
    writer.beginKey();
    if (serdes.key.serialize(record.key as Value, writer.sink, topic)) writer.endKey();
    else writer.endNullKey();
    writeValue(writer, record, serdes.value, topic);
    writer.end(record.headers);
  } catch (error) {
    writer.abort();
    throw error;
  }
}

function writeRecord(
  writer: BatchWriter,
  key: Uint8Array,
  keyEnd: number,
  record: StreamRecord,
  serdes: Serdes,
  topic: string,
): void {
  writer.begin(record.timestamp);
  try {
    if (keyEnd < 0) writer.nullKey();
    else writer.key(key, 0, keyEnd);
    writeValue(writer, record, serdes.value, topic);
    writer.end(record.headers);
  } catch (error) {
    writer.abort();
    throw error;
  }
}

function writeValue(
  writer: BatchWriter,
  { raw, value }: StreamRecord,
  serde: Serde,
  topic: string,
): void {
  if (value === null && serde.writesNull !== true) {
    writer.nullValue();
    return;
  }
  writer.beginValue();
  if (serialized(serde, value as Value, raw, writer.sink, topic)) writer.endValue();
  else writer.endNullValue();
}

/** False: the payload is null. */
function serialized(
  serde: Serde,
  value: Value,
  raw: RawJson | null,
  sink: ByteSink,
  topic: string,
): boolean {
  if (raw === null) return serde.serialize(value, sink, topic);
  if (serde.serializeRaw === undefined) throw new InternalError(`${topic} takes whole values only`);
  serde.serializeRaw(raw, value, sink);
  return true;
}

function toBytes(serde: Serde, value: Value, raw: RawJson | null, topic: string): Buffer | null {
  const sink = new ByteSink(1 << 8);
  return serialized(serde, value, raw, sink, topic)
    ? Buffer.from(sink.bytes.subarray(0, sink.at))
    : null;
}
