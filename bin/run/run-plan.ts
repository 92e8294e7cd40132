/** The options of `run` -> what is to be done. Thrown: `UsageError` for those that mean nothing. */
import { parseDuration } from "../../compiler/2-syntax/duration.ts";
import type { CompileServiceOptions } from "../compile-service.ts";
import { excluding, UsageError } from "../exit-codes.ts";
import { type Feed, parseFeed } from "./feed.ts";

export interface RunOptions extends CompileServiceOptions {
  readonly embedded?: boolean;
  /** Brokers; true: those of the configuration. */
  readonly kafka?: string | true;
  readonly feed?: readonly string[];
  readonly print?: readonly string[];
  readonly untilIdle?: boolean;
  readonly for?: string;
  readonly partitions?: string;
  readonly dir?: string;
  /** A file. */
  readonly metrics?: string;
  readonly logRequests?: boolean;
  readonly registry?: string;
}

/** More than a broker takes, and than this process can hold. */
const MAX_PARTITIONS = 10_000;

function requireAddresses(brokers: string): void {
  const wrong = brokers
    .split(",")
    .map((each) => each.trim())
    .find((each) => {
      const port = Number(/^(?:\w+:\/\/)?(?:\[[^\]]+\]|[^:]+):(\d+)$/.exec(each)?.[1]);
      return !(port >= 1 && port <= 65_535);
    });
  if (wrong === undefined) return;
  throw new UsageError(
    `\`${wrong}\`, given with \`--kafka\`, is no address of a broker.`,
    "write HOST:PORT, several with commas between them",
  );
}

export interface RunPlan {
  readonly onKafka: boolean;
  readonly feeds: readonly Feed[];
  readonly printed: readonly string[];
  readonly untilIdle: boolean;
  /** Null: without end. */
  readonly forMs: number | null;
  readonly partitions: number | null;
  /** Where topics and state are kept between runs; null: nowhere. */
  readonly directory: string | null;
  /** Where the metrics page goes at the end. */
  readonly metricsFile: string | null;
  /** Requests to the embedded broker and registry are told. */
  readonly logsRequests: boolean;
}

export function planOf(options: RunOptions): RunPlan {
  if (options.embedded && options.kafka !== undefined) throw excluding("--embedded", "--kafka");
  const feeds = (options.feed ?? []).map(parseFeed);
  if (feeds.filter(({ file }) => file === "-").length > 1) {
    throw new UsageError("Standard input can be fed once only.", "give one `--feed` with `-`");
  }
  const forMs = options.for === undefined ? null : parseDuration(options.for);
  if (options.for !== undefined && (forMs === null || forMs < 0)) {
    throw new UsageError(
      `\`--for ${options.for}\` is no duration.`,
      "write a number and a unit, like `10s` or `5m`",
    );
  }
  const partitions = options.partitions === undefined ? null : Number(options.partitions);
  if (
    partitions !== null &&
    !(partitions >= 1 && partitions <= MAX_PARTITIONS && Number.isInteger(partitions))
  ) {
    throw new UsageError(
      `\`--partitions ${options.partitions}\` is no number of partitions.`,
      `give an integer from 1 to ${MAX_PARTITIONS}`,
    );
  }
  if (typeof options.kafka === "string") requireAddresses(options.kafka);
  if (options.logRequests && options.kafka !== undefined) {
    throw new UsageError(
      "`--log-requests` tells of the embedded broker, and `--kafka` does without it.",
      "give one of them",
    );
  }
  return {
    onKafka: options.kafka !== undefined,
    feeds,
    printed: options.print ?? [],
    untilIdle: options.untilIdle ?? false,
    forMs,
    partitions,
    directory: options.dir ?? null,
    metricsFile: options.metrics ?? null,
    logsRequests: options.logRequests ?? false,
  };
}
