/** What of the `kafka` section goes where: Kafka Streams' prefixes, and the settings of the runtime itself (streams.md 7). */
import type { OffsetReset } from "../kafka/port.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { expectedOf, KAFKA_KEYS, KEY_PREFIXES, RENAMED_KEYS, withoutPrefix } from "./kafka-keys.ts";

type Settings = Readonly<Record<string, string>>;

/** The keys for one part; those with its prefixes count more than those without, later prefixes more than earlier. */
function settingsFor(settings: Settings, prefixes: readonly string[]): Settings {
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings)) {
    if (!KEY_PREFIXES.some((prefix) => key.startsWith(prefix))) own[key] = value;
  }
  for (const prefix of prefixes) {
    for (const [key, value] of Object.entries(settings)) {
      if (key.startsWith(prefix)) own[key.slice(prefix.length)] = value;
    }
  }
  return own;
}

/** Kafka Streams takes twice as many records a poll as a plain consumer does. */
const STREAMS_CONSUMER = { "max.poll.records": "1000" };

export const consumerSettings = (settings: Settings): Settings => ({
  ...STREAMS_CONSUMER,
  ...settingsFor(settings, ["consumer.", "main.consumer."]),
});

/** Of what reads changelogs back. */
export const restoreConsumerSettings = (settings: Settings): Settings => ({
  ...STREAMS_CONSUMER,
  ...settingsFor(settings, ["consumer.", "restore.consumer."]),
});

/** Of what fills and follows global tables. */
export const globalConsumerSettings = (settings: Settings): Settings => ({
  ...STREAMS_CONSUMER,
  ...settingsFor(settings, ["consumer.", "global.consumer."]),
});

/** Of what reads changelogs and global tables. */
export const restoreSettings = (settings: Settings): Settings =>
  settingsFor(settings, ["consumer.", "restore.consumer.", "global.consumer."]);

export const producerSettings = (settings: Settings): Settings =>
  settingsFor(settings, ["producer."]);

export const commonSettings = (settings: Settings): Settings => settingsFor(settings, ["admin."]);

export interface StreamsSettings {
  readonly threads: number;
  readonly commitIntervalMs: number;
  readonly pollMs: number;
  readonly bufferedRecords: number;
  readonly maxTaskIdleMs: number;
  /** Whom the group does not hear of for so long it gives up. */
  readonly sessionTimeoutMs: number;
  readonly offsetReset: OffsetReset;
  readonly sending: SendingSettings;
}

/** How a producer groups records (dialect.md 8). */
export interface SendingSettings {
  /** How long a batch waits for more. */
  readonly lingerMs: number;
  /** No batch is larger, unless one record is. */
  readonly batchBytes: number;
  /** Most bytes that are written and not yet acknowledged. */
  readonly bufferBytes: number;
}

/** @throws ConfigurationError */
export function streamsSettings(settings: Settings): StreamsSettings {
  const guarantee = settings["processing.guarantee"] ?? "at_least_once";
  if (guarantee !== "at_least_once") {
    throw new ConfigurationError(
      `\`processing.guarantee\` is \`${guarantee}\`, which this version cannot run.`,
      "use `at_least_once`",
    );
  }
  const consumer = consumerSettings(settings);
  return {
    threads: integer(settings, "num.stream.threads"),
    commitIntervalMs: integer(settings, "commit.interval.ms"),
    pollMs: integer(settings, "poll.ms"),
    bufferedRecords: integer(settings, "buffered.records.per.partition"),
    maxTaskIdleMs: integer(settings, "max.task.idle.ms"),
    sessionTimeoutMs: integer(consumer, "session.timeout.ms"),
    offsetReset: inEffect(consumer, "auto.offset.reset").toLowerCase() as OffsetReset,
    sending: sendingSettings(settings),
  };
}

/** @throws ConfigurationError */
export function sendingSettings(settings: Settings): SendingSettings {
  const producer = producerSettings(settings);
  return {
    lingerMs: integer(producer, "linger.ms"),
    batchBytes: integer(producer, "batch.size"),
    bufferBytes: integer(producer, "buffer.memory"),
  };
}

/**
 * Bytes of the record cache that each member may use for stores without a size of their own: an even share, and one share
 * more is kept for global tables where there are any (streams.md 5.14).
 * @throws ConfigurationError
 */
export function cacheBudget(settings: Settings, hasGlobalTables: boolean): number {
  const shares = integer(settings, "num.stream.threads") + (hasGlobalTables ? 1 : 0);
  return Math.floor(integer(settings, "statestore.cache.max.bytes") / shares);
}

const USUAL: ReadonlyMap<string, string> = new Map(
  KAFKA_KEYS.flatMap(({ name, usual }) => (usual === null ? [] : [[withoutPrefix(name), usual]])),
);

/** What is set, under this name or an older one, else the default. @throws ConfigurationError */
function inEffect(settings: Settings, key: string): string {
  const older = [...RENAMED_KEYS].find(([, now]) => now === key)?.[0];
  const name = settings[key] === undefined && older !== undefined ? older : key;
  const value = settings[name] ?? USUAL.get(key) ?? "";
  requireValue(name, value);
  return value;
}

const integer = (settings: Settings, key: string): number => Number(inEffect(settings, key));

/** `from`: where the value was found, for the message. @throws ConfigurationError */
export function requireValue(key: string, value: string, from = ""): void {
  const expected = expectedOf(key, value);
  if (expected === null) return;
  throw new ConfigurationError(`\`${key}\` is \`${value}\`${from}.`, `use ${expected}`);
}
