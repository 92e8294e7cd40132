/**
 * The keys of a `kafka` section that this runtime reads: their defaults (dialect.md 8, streams.md 7) and what they may be.
 * Pure, so that the compiler can say at build time what the service would say at its start.
 */
import { KAFKA_CLIENT_KEYS } from "./kafka-client-keys.ts";

/** What a value may be; of words any case is taken. */
export type KeyKind =
  | { readonly kind: "text" }
  | { readonly kind: "integer"; readonly min: number }
  | { readonly kind: "words"; readonly words: readonly string[] };

export interface KafkaKey {
  /** As dialect.md 8 writes it, with the prefix of the part it is for. */
  readonly name: string;
  readonly value: KeyKind;
  /** Null: it has none, or one that is made at the start. */
  readonly usual: string | null;
}

const text: KeyKind = { kind: "text" };
const from = (min: number): KeyKind => ({ kind: "integer", min });
const words = (...list: string[]): KeyKind => ({ kind: "words", words: list });

const row = (name: string, value: KeyKind, usual: string | null = null): KafkaKey => ({
  name,
  value,
  usual,
});

export const KAFKA_KEYS: readonly KafkaKey[] = [
  row("application.id", text),
  row("bootstrap.servers", text),
  row("client.id", text),
  row("num.stream.threads", from(1), "1"),
  row("statestore.cache.max.bytes", from(0), "10485760"),
  row("commit.interval.ms", from(0), "30000"),
  row(
    "processing.guarantee",
    words("at_least_once", "exactly_once", "exactly_once_v2"),
    "at_least_once",
  ),
  row("topology.optimization", text, "all"),
  row("rocksdb.config.setter", text),
  row("state.dir", text),
  row("poll.ms", from(0), "100"),
  row("buffered.records.per.partition", from(1), "1000"),
  row("max.task.idle.ms", from(-1), "0"),
  row("replication.factor", from(-1), "-1"),
  row("windowstore.changelog.additional.retention.ms", from(0), "86400000"),
  row("producer.linger.ms", from(0), "100"),
  row("producer.batch.size", from(0), "16384"),
  row("producer.buffer.memory", from(1), "33554432"),
  row("producer.acks", words("all", "-1", "1", "0"), "all"),
  row("producer.compression.type", words("none", "gzip", "snappy", "lz4", "zstd"), "none"),
  row("producer.delivery.timeout.ms", from(0), "120000"),
  row("producer.request.timeout.ms", from(0), "30000"),
  row("producer.max.block.ms", from(0), "60000"),
  row("consumer.auto.offset.reset", words("earliest", "latest", "none"), "earliest"),
  row("consumer.fetch.max.bytes", from(0), "52428800"),
  row("consumer.fetch.max.wait.ms", from(0), "500"),
  row("consumer.fetch.min.bytes", from(0), "1"),
  row("consumer.max.partition.fetch.bytes", from(0), "1048576"),
  row("consumer.max.poll.interval.ms", from(1), "300000"),
  row("consumer.max.poll.records", from(1), "1000"),
  row("consumer.session.timeout.ms", from(1), "45000"),
  row("consumer.heartbeat.interval.ms", from(1), "3000"),
  row("consumer.isolation.level", words("read_uncommitted", "read_committed"), "read_uncommitted"),
  row("default.api.timeout.ms", from(0), "60000"),
  row("metadata.max.age.ms", from(0), "300000"),
  row("security.protocol", words("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"), "PLAINTEXT"),
];

/** Older name → the one it has now. Where both are set the new one counts. */
export const RENAMED_KEYS: ReadonlyMap<string, string> = new Map([
  ["cache.max.bytes.buffering", "statestore.cache.max.bytes"],
]);

/** Which part of the service a key with this prefix is for (streams.md 7). */
export const KEY_PREFIXES = [
  "main.consumer.",
  "restore.consumer.",
  "global.consumer.",
  "consumer.",
  "producer.",
  "admin.",
  "topic.",
] as const;

export const withoutPrefix = (key: string): string => {
  const prefix = KEY_PREFIXES.find((each) => key.startsWith(each));
  return prefix === undefined ? key : key.slice(prefix.length);
};

/** By the name without a prefix: a bare key is for all parts that have it. */
const BY_NAME: ReadonlyMap<string, KafkaKey> = new Map(
  KAFKA_KEYS.map((key) => [withoutPrefix(key.name), key]),
);

/** What is known of a key, however it is prefixed; null: it is not one that this runtime reads. */
function kafkaKey(name: string): KafkaKey | null {
  return BY_NAME.get(RENAMED_KEYS.get(name) ?? withoutPrefix(name)) ?? null;
}

/** Null: the value is one that the key takes, or nothing is known of the key. Else what it should be. */
export function expectedOf(name: string, value: string): string | null {
  const key = kafkaKey(name);
  if (key === null) return null;
  switch (key.value.kind) {
    case "text":
      return null;
    case "integer": {
      const number = Number(value);
      const isOne = value.trim() !== "" && Number.isSafeInteger(number) && number >= key.value.min;
      return isOne ? null : `an integer of at least ${key.value.min}`;
    }
    case "words":
      return key.value.words.some((word) => word.toLowerCase() === value.toLowerCase())
        ? null
        : `one of ${key.value.words.map((word) => `\`${word}\``).join(", ")}`;
    default:
      return key.value satisfies never;
  }
}

/** Whether Kafka Streams or one of its clients has a key of that name, or people set it for their own use. */
export function isKafkaKey(name: string): boolean {
  if (name.startsWith("topic.")) return true; // settings of internal topics: the broker's matter
  const bare = withoutPrefix(name);
  return kafkaKey(name) !== null || KAFKA_CLIENT_KEYS.has(bare) || /^(ssl|sasl)\./.test(bare);
}

/** Keys that are written like this one, the most similar first: at most one. */
export function nearestKafkaKey(name: string): string | null {
  let nearest: string | null = null;
  let least = 3; // so many slips are no slip any more
  const known = [
    ...KAFKA_KEYS.map((key) => key.name),
    ...RENAMED_KEYS.keys(),
    ...KAFKA_CLIENT_KEYS,
  ];
  for (const key of [...known, ...known.map(withoutPrefix)]) {
    const slips = slipsBetween(name, key, least);
    if (slips < least) {
      least = slips;
      nearest = key;
    }
  }
  return nearest;
}

/** Letters to change, add or take out; `limit` for that many and more. */
function slipsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const change = (row[j - 1] as number) + same;
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return Math.min(limit, row[b.length] as number);
}
