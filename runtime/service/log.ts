/**
 * The log of a running service, in the format of KSML's runner (runtime.md 11.1). In: level, logger, message. Out: one line
 * each on standard output or standard error, or one JSON object a line.
 */
import type { LogLevel, LogSink } from "../dsl/logger.ts";
import { headlineOf, rootOf, tracebackOf } from "../errors/trace-to-ksml.ts";

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
  const traced = new WeakSet<object>();
  /** Where it happened is told once; what follows from that names it only. */
  const explain = (error: unknown): string => {
    const root = rootOf(error);
    if (!(root instanceof Error)) return tracebackOf(error);
    if (traced.has(root)) return headlineOf(error);
    traced.add(root);
    return tracebackOf(error);
  };
  return {
    isEnabled: (level) => ORDER.indexOf(level) >= threshold,
    write(level, logger, message, error) {
      if (ORDER.indexOf(level) < threshold) return;
      const trace = error === undefined ? null : explain(error);
      const line = format(options.now(), level, logger, message, trace);
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
  trace: string | null,
) => string;

/** `2026-01-01T00:00:00,000Z INFO  name                                 message` */
const textLine: Format = (now, level, logger, message, trace) => {
  const time = new Date(now).toISOString().replace(".", ",");
  const name = shortName(logger).padEnd(36);
  const below = trace === null ? "" : `${message.endsWith("\n") ? "" : "\n"}${trace}`;
  return `${time} ${level.toUpperCase().padEnd(5)} ${name} ${message}${below}\n`;
};

const jsonLine: Format = (now, level, logger, message, trace) =>
  `${JSON.stringify({
    "@timestamp": new Date(now).toISOString(),
    level: level.toUpperCase(),
    logger_name: logger,
    message,
    ...(trace === null ? {} : { stack_trace: trace }),
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
