/** What of the `kafka` section goes where: Kafka Streams' prefixes, and the settings of the runtime itself (streams.md 7). */
import type { OffsetReset } from "../kafka/port.ts";
import { ConfigurationError } from "./configuration-error.ts";

type Settings = Readonly<Record<string, string>>;

const PREFIXES = [
  "main.consumer.",
  "consumer.",
  "producer.",
  "admin.",
  "restore.consumer.",
  "global.consumer.",
  "topic.",
];

/** The keys for one part; those with its prefixes count more than those without, later prefixes more than earlier. */
function settingsFor(settings: Settings, prefixes: readonly string[]): Settings {
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings)) {
    if (!PREFIXES.some((prefix) => key.startsWith(prefix))) own[key] = value;
  }
  for (const prefix of prefixes) {
    for (const [key, value] of Object.entries(settings)) {
      if (key.startsWith(prefix)) own[key.slice(prefix.length)] = value;
    }
  }
  return own;
}

export const consumerSettings = (settings: Settings): Settings =>
  settingsFor(settings, ["consumer.", "main.consumer."]);

/** Kafka Streams waits 100 ms for more of a batch unless told otherwise; the runtime's batches are whole already. */
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
    threads: integer(settings, "num.stream.threads", 1, 1),
    commitIntervalMs: integer(settings, "commit.interval.ms", 30_000, 0),
    pollMs: integer(settings, "poll.ms", 100, 0),
    bufferedRecords: integer(settings, "buffered.records.per.partition", 1000, 1),
    maxTaskIdleMs: integer(settings, "max.task.idle.ms", 0, -1),
    sessionTimeoutMs: integer(consumer, "session.timeout.ms", 45_000, 1),
    offsetReset: offsetReset(consumer["auto.offset.reset"] ?? "earliest"),
  };
}

function offsetReset(text: string): OffsetReset {
  const policy = text.toLowerCase();
  if (policy === "earliest" || policy === "latest" || policy === "none") return policy;
  throw new ConfigurationError(
    `\`auto.offset.reset\` is \`${text}\`.`,
    "use `earliest`, `latest` or `none`",
  );
}

function integer(settings: Settings, key: string, usual: number, min: number): number {
  const text = settings[key];
  if (text === undefined) return usual;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < min || text.trim() === "") {
    throw new ConfigurationError(`\`${key}\` is \`${text}\`.`, `use an integer of at least ${min}`);
  }
  return value;
}
