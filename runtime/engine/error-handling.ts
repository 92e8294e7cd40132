/** What happens when a record cannot be read, processed or sent (runtime.md 7). */
import { logSink } from "../dsl/logger.ts";
import { messageOf } from "../errors/ksml-exceptions.ts";

export type ErrorKind = "consume" | "process" | "produce";
export type ErrorHandler = "stopOnFail" | "continueOnFail" | "retryOnFail";

export interface ErrorHandling {
  readonly log: boolean;
  readonly logPayload: boolean;
  readonly loggerName: string;
  readonly handler: ErrorHandler;
}

export type ErrorHandlers = Readonly<Record<ErrorKind, ErrorHandling>>;

const handling = (loggerName: string): ErrorHandling => ({
  log: true,
  logPayload: false,
  loggerName,
  handler: "stopOnFail",
});

export const DEFAULT_ERROR_HANDLERS: ErrorHandlers = {
  consume: handling("ConsumeError"),
  process: handling("ProcessError"),
  produce: handling("ProduceError"),
};

/** The service stops on it; its cause is what was thrown. */
export class StreamsFailure extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, cause: unknown) {
    super(`${message}: ${messageOf(cause)}`, { cause });
    this.name = "StreamsFailure";
    this.kind = kind;
  }

  /** The next step of who runs the service; that nothing is lost is a part of it. */
  get help(): string {
    return `${TO_CORRECT[this.kind]}, or skip such records by \`ksml.errorHandling.${this.kind}.handler: continueOnFail\` in the runner file; until then each start reads the record again, since it is not committed`;
  }
}

const TO_CORRECT: Readonly<Record<ErrorKind, string>> = {
  consume: "correct the data, or the type that its topic is declared with",
  process: "correct the function, or the data that it fails on",
  produce: "correct what is sent, or the type that its topic is declared with",
};

/** Where it happened; payloads are made only if they are shown. */
export interface FailedRecord {
  readonly topic: string | null;
  readonly partition: number;
  readonly offset: number;
  readonly node: string | null;
  readonly task: string;
  readonly timestamp: number;
  readonly key: () => string;
  readonly value: () => string;
}

const TITLES: Readonly<Record<ErrorKind, string>> = {
  consume: "Deserialization",
  process: "Processing",
  produce: "Produce",
};

export function reportFailure(
  kind: ErrorKind,
  how: ErrorHandling,
  failed: FailedRecord,
  error: unknown,
): void {
  if (!how.log) return;
  const payload = (text: () => string): string => (how.logPayload ? text() : "*****");
  const lines = [
    `${TITLES[kind]} error:`,
    `  topic=${failed.topic ?? "<null>"}`,
    `  partition=${failed.partition}`,
    `  offset=${failed.offset}`,
    `  processorNodeId=${failed.node ?? "<null>"}`,
    `  taskId=${failed.task}`,
    `  timestamp=${failed.timestamp}`,
    `  key=${payload(failed.key)}`,
    `  value=${payload(failed.value)}`,
    "",
  ];
  logSink().write("error", how.loggerName, lines.join("\n"), error);
}

/** A payload in bytes, as the log line shows it. */
export function base64Payload(bytes: Buffer, start: number, end: number): string {
  return end < 0 ? "<NULL>" : `(base64)${bytes.toString("base64", start, end)}`;
}
