/**
 * What Python code knows as `log` (runtime.md 1.6). Where lines go is the service's business: a logger only names
 * itself and hands over level and text.
 */
import type { Value } from "../python/value.ts";
import { formatMessage } from "./log-message.ts";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Takes a finished line; `error` is what was thrown, where something was. */
export interface LogSink {
  isEnabled(level: LogLevel): boolean;
  write(level: LogLevel, logger: string, message: string, error?: unknown): void;
}

export interface Logger {
  getName(): string;
  isTraceEnabled(): boolean;
  isDebugEnabled(): boolean;
  isInfoEnabled(): boolean;
  isWarnEnabled(): boolean;
  isErrorEnabled(): boolean;
  /** Each `{}` of the message is replaced by the next argument; `\{}` stands for itself. */
  trace(message: Value, ...args: Value[]): null;
  debug(message: Value, ...args: Value[]): null;
  info(message: Value, ...args: Value[]): null;
  warn(message: Value, ...args: Value[]): null;
  error(message: Value, ...args: Value[]): null;
}

const silent: LogSink = { isEnabled: () => false, write: () => {} };

/** One a process (or a worker): modules make their loggers while they are imported, before a service has a sink. */
let current: LogSink = silent;

/** Returns the sink that was in place. */
export function setLogSink(sink: LogSink): LogSink {
  const previous = current;
  current = sink;
  return previous;
}

export const logSink = (): LogSink => current;

class NamedLogger implements Logger {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  getName(): string {
    return this.#name;
  }
  isTraceEnabled(): boolean {
    return current.isEnabled("trace");
  }
  isDebugEnabled(): boolean {
    return current.isEnabled("debug");
  }
  isInfoEnabled(): boolean {
    return current.isEnabled("info");
  }
  isWarnEnabled(): boolean {
    return current.isEnabled("warn");
  }
  isErrorEnabled(): boolean {
    return current.isEnabled("error");
  }
  trace(message: Value, ...args: Value[]): null {
    return this.#log("trace", message, args);
  }
  debug(message: Value, ...args: Value[]): null {
    return this.#log("debug", message, args);
  }
  info(message: Value, ...args: Value[]): null {
    return this.#log("info", message, args);
  }
  warn(message: Value, ...args: Value[]): null {
    return this.#log("warn", message, args);
  }
  error(message: Value, ...args: Value[]): null {
    return this.#log("error", message, args);
  }
  #log(level: LogLevel, message: Value, args: readonly Value[]): null {
    if (current.isEnabled(level)) current.write(level, this.#name, formatMessage(message, args));
    return null;
  }
}

/** Generated code: `const log = logger("<namespace>.function.<name>");` */
export function logger(name: string): Logger {
  return new NamedLogger(name);
}
