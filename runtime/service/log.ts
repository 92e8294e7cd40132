/**
 * The log of a running service, in the format of KSML's runner (runtime.md 11.1). In: level, logger, message. Out: one line
 * each on standard output or standard error, or one JSON object a line.
 */
import type { LogLevel, LogSink } from "../dsl/logger.ts";
import { tracebackOf } from "../errors/trace-to-ksml.ts";

export interface LogOptions {
  /** JSON lines (`LOGBACK_USE_JSON`). */
  readonly json: boolean;
  /** Everything to standard error: of `ksmlc run`, whose standard output may be records. */
  readonly onlyError: boolean;
  readonly level: LogLevel;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

const ORDER: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error"];

export function serviceLog(options: LogOptions): LogSink {
  const threshold = ORDER.indexOf(options.level);
  const format = options.json ? jsonLine : textLine;
  return {
    isEnabled: (level) => ORDER.indexOf(level) >= threshold,
    write(level, logger, message, error) {
      const line = format(options.now(), level, logger, message, error);
      const isLoud = level === "warn" || level === "error";
      if (isLoud || options.onlyError) options.writeError(line);
      else options.writeOut(line);
    },
  };
}

type Format = (
  now: number,
  level: LogLevel,
  logger: string,
  message: string,
  error: unknown,
) => string;

/** `2026-01-01T00:00:00,000Z INFO  name                                 message` */
const textLine: Format = (now, level, logger, message, error) => {
  const time = new Date(now).toISOString().replace(".", ",");
  const name = shortName(logger).padEnd(36);
  const trace =
    error === undefined ? "" : `${message.endsWith("\n") ? "" : "\n"}${tracebackOf(error)}`;
  return `${time} ${level.toUpperCase().padEnd(5)} ${name} ${message}${trace}\n`;
};

const jsonLine: Format = (now, level, logger, message, error) =>
  `${JSON.stringify({
    "@timestamp": new Date(now).toISOString(),
    level: level.toUpperCase(),
    logger_name: logger,
    message,
    ...(error === undefined ? {} : { stack_trace: tracebackOf(error) }),
  })}\n`;

/** As Logback does it with `logger{36}`: from the left, segments become their first letter until the name fits. */
function shortName(logger: string): string {
  if (logger.length <= 36) return logger;
  const segments = logger.split(".");
  let length = logger.length;
  for (let i = 0; i < segments.length - 1 && length > 36; i++) {
    const segment = segments[i] as string;
    if (segment.length < 2) continue;
    segments[i] = segment.charAt(0);
    length -= segment.length - 1;
  }
  return segments.join(".");
}
