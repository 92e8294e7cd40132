/**
 * Module `threading`: threads as cooperative tasks in the same memory (dialect.md 7.7). A thread runs from one wait to the
 * next; who runs it is the environment's business. Its target is compiled as an asynchronous function.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { environment, type StartedThread } from "./environment.ts";
import { AssertionError, PyError, runtimeError, typeError } from "./exceptions.ts";
import { callWaiting, functionName } from "./functions.ts";
import { listOf } from "./iteration.ts";
import { defineModule, type Members, NativeObject, native } from "./module.ts";
import { str } from "./repr.ts";
import { truthy } from "./truth.ts";
import { type Dict, isDict, type PyFunction, type Value } from "./value.ts";

const MEMBERS: Members = {
  start: {},
  join: { parameters: ["timeout"], required: 0 },
  is_alive: {},
  name: "field",
  daemon: "field",
};

/** The thread that is running; undefined: one of the service's own, which Python calls MainThread. */
const running = new AsyncLocalStorage<PyThread>();

let made = 0;

export class PyThread extends NativeObject implements StartedThread {
  name: string;
  readonly #target: Value;
  readonly #args: readonly Value[];
  readonly #keywords: Dict | undefined;
  #isDaemon: boolean;
  #isStarted = false;
  #isEnded = false;
  #end: () => void = () => {};
  readonly #ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  constructor(
    target: Value,
    name: string | null,
    args: readonly Value[],
    keywords: Dict | undefined,
    daemon: boolean,
  ) {
    super();
    this.#target = target;
    this.#args = args;
    this.#keywords = keywords;
    this.#isDaemon = daemon;
    this.name = name ?? defaultName(target);
  }

  members(): Members {
    return MEMBERS;
  }
  override pyTypeName(): string {
    return "Thread";
  }
  override pySetAttr(name: string, value: Value | undefined): boolean {
    if (name === "daemon") this.daemon = truthy(value);
    else if (name === "name") this.name = str(value ?? null);
    else return false;
    return true;
  }

  get daemon(): boolean {
    return this.#isDaemon;
  }
  set daemon(isDaemon: boolean) {
    if (this.#isStarted) throw runtimeError("cannot set daemon status of active thread");
    this.#isDaemon = isDaemon;
  }

  /** It runs when the code that starts it ends or waits. */
  start(): null {
    if (this.#isStarted) throw runtimeError("threads can only be started once");
    this.#isStarted = true;
    environment.startThread(this);
    return null;
  }

  /** Resolves when the thread has ended, or after so many seconds. */
  async join(timeout: Value = null): Promise<null> {
    if (!this.#isStarted) throw runtimeError("cannot join thread before it is started");
    if (running.getStore() === this) throw runtimeError("cannot join current thread");
    if (timeout === null) await this.#ended;
    else await Promise.race([this.#ended, environment.sleep(Math.max(0, Number(timeout) * 1000))]);
    return null;
  }

  is_alive(): boolean {
    return this.#isStarted && !this.#isEnded;
  }

  async run(): Promise<void> {
    try {
      if (this.#target !== null) {
        await running.run(this, () => callWaiting(this.#target, this.#args, this.#keywords));
      }
    } finally {
      this.#isEnded = true;
      this.#end();
    }
  }
}

function defaultName(target: Value): string {
  made++;
  return typeof target === "function"
    ? `Thread-${made} (${functionName(target)})`
    : `Thread-${made}`;
}

/** The thread that runs the code that asks; null: none, the code belongs to a record or to the module. */
export const currentThread = (): PyThread | null => running.getStore() ?? null;

export interface ThreadOptions {
  readonly group?: Value;
  readonly target?: ((...args: never[]) => unknown) | null;
  readonly name?: Value;
  readonly args?: Value;
  readonly kwargs?: Value;
  readonly daemon?: Value;
}

/** `Thread(target=…)`: generated code gives keywords as one object. */
type ThreadClass = PyFunction & ((options?: ThreadOptions) => PyThread);

function thread(
  group: Value = null,
  target: Value = null,
  name: Value = null,
  args: Value = [],
  keywords: Value = null,
  daemon: Value = null,
): PyThread {
  if (group !== null) throw new PyError(AssertionError("group argument must be None for now"));
  if (keywords !== null && !isDict(keywords)) throw typeError("kwargs must be a dict");
  return new PyThread(
    target,
    name === null ? null : str(name),
    listOf(args),
    keywords ?? undefined,
    daemon === null ? (currentThread()?.daemon ?? false) : truthy(daemon),
  );
}

export const threading = defineModule("threading", {
  Thread: native(
    "Thread",
    ["group", "target", "name", "args", "kwargs", "daemon"],
    0,
    thread as PyFunction,
    { positional: 5, optional: ["daemon"] },
  ) as ThreadClass,
});
