/** Threads as tasks beside the records (dialect.md 7.7), with sleeps that end when the test says so. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { currentTask, runWaiting } from "../../runtime/engine/current-task.ts";
import { environment, setEnvironment } from "../../runtime/python/environment.ts";
import { call, functionOf } from "../../runtime/python/functions.ts";
import { pause, sleep } from "../../runtime/python/sleep.ts";
import { threading } from "../../runtime/python/threading.ts";
import type { PyFunction, Value } from "../../runtime/python/value.ts";
import { BackgroundTasks } from "../../runtime/service/background-tasks.ts";
import { errorOf } from "../support/error-of.ts";

/** What a service would wait for with Node's timers. */
class Timers {
  readonly #waiting: { ms: number; then: () => void }[] = [];
  readonly timer = (ms: number, then: () => void): (() => void) => {
    const entry = { ms, then };
    this.#waiting.push(entry);
    return () => {
      const at = this.#waiting.indexOf(entry);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  };
  get waiting(): number[] {
    return this.#waiting.map(({ ms }) => ms);
  }
  async ring(): Promise<void> {
    this.#waiting.shift()?.then();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const logged: string[] = [];
let timers: Timers;
let tasks: BackgroundTasks;
const before = { ...environment };

beforeEach(() => {
  setLogSink({
    isEnabled: () => true,
    write: (level, logger, message, error) => {
      logged.push(`${level} ${logger} ${message} ${error === undefined ? "" : String(error)}`);
    },
  });
  timers = new Timers();
  tasks = new BackgroundTasks([], timers.timer);
});

afterEach(async () => {
  await tasks.stop();
  tasks.close();
  setEnvironment(before);
  setLogSink({ isEnabled: () => false, write: () => {} });
  logged.length = 0;
});

/** Notes what it does, sleeps five seconds in between. */
function poller(notes: string[]): () => Promise<void> {
  return async () => {
    for (let round = 1; ; round++) {
      notes.push(`round ${round}`);
      await sleep(5);
    }
  };
}

describe("a thread", () => {
  it("runs to its first wait when it is begun, and on when its sleep ends", async () => {
    const notes: string[] = [];
    threading.Thread({ target: poller(notes), daemon: true }).start();
    expect(notes).toEqual([]);
    tasks.begin();
    expect(notes).toEqual(["round 1"]);
    expect(timers.waiting).toEqual([5000]);
    await timers.ring();
    expect(notes).toEqual(["round 1", "round 2"]);
  });

  it("begins by itself when the code that started it waits", async () => {
    const notes: string[] = [];
    threading.Thread({ target: poller(notes), daemon: true }).start();
    await Promise.resolve();
    expect(notes).toEqual(["round 1"]);
  });

  it("starts others, which begin too", () => {
    const notes: string[] = [];
    const first = async (): Promise<void> => {
      threading.Thread({ target: poller(notes), daemon: true }).start();
    };
    threading.Thread({ target: first }).start();
    tasks.begin();
    expect(notes).toEqual(["round 1"]);
  });

  it("gets its arguments, those by name too", async () => {
    const seen: Value[] = [];
    const target = functionOf(
      ((a: Value, b: Value) => {
        seen.push(a, b);
        return null;
      }) as PyFunction,
      { name: "add", parameters: ["a", "b"] },
    );
    threading.Thread({ target, args: [1], kwargs: { b: 2 } }).start();
    tasks.begin();
    expect(seen).toEqual([1, 2]);
  });

  it("may wait, and have a signature", async () => {
    const seen: Value[] = [];
    const target = functionOf(
      async (a: Value, b: Value = 2): Promise<null> => {
        await sleep(1);
        seen.push(a, b);
        return null;
      },
      { name: "add", parameters: ["a", "b"], required: 1 },
    );
    const thread = threading.Thread({ target, kwargs: { a: 1 } });
    thread.start();
    tasks.begin();
    await settled();
    await timers.ring();
    expect(seen).toEqual([1, 2]);
  });

  it("is alive from its start to its end", async () => {
    const thread = threading.Thread({ target: async () => void (await sleep(1)) });
    expect(thread.is_alive()).toBe(false);
    thread.start();
    expect(thread.is_alive()).toBe(true);
    await settled();
    await timers.ring();
    expect(thread.is_alive()).toBe(false);
  });

  it("is waited for by join, up to a timeout", async () => {
    const thread = threading.Thread({ target: async () => void (await sleep(1)), daemon: true });
    thread.start();
    tasks.begin();
    let isJoined = false;
    const early = thread.join(0.5);
    const joined = thread.join().then(() => {
      isJoined = true;
    });
    await settled();
    expect(timers.waiting).toEqual([1000, 500]);
    await timers.ring();
    expect(isJoined).toBe(true);
    await Promise.all([early, joined]);
  });

  it("ends by an exception, which is logged", async () => {
    const thread = threading.Thread({
      target: async () => {
        call(null);
      },
      name: "load",
    });
    thread.start();
    await settled();
    expect(thread.is_alive()).toBe(false);
    expect(logged).toEqual([
      "error ksmlc.threads Exception in thread load PyError: TypeError: 'NoneType' object is not callable",
    ]);
  });

  it("has nothing to do with the task whose record started it", async () => {
    const seen: unknown[] = [];
    const target = async (): Promise<void> => {
      seen.push(currentTask());
      await sleep(1);
      seen.push(currentTask());
    };
    const task = { id: "0_0", record: { topic: "t", partition: 0, offset: 0, timestamp: 0 } };
    await runWaiting({ ...task, live: () => undefined }, async () => {
      threading.Thread({ target }).start();
      await Promise.resolve();
    });
    await timers.ring();
    expect(seen).toEqual([null, null]);
  });

  it("names itself after its target, or as it is told", () => {
    async function update(): Promise<void> {}
    expect(threading.Thread({ target: update }).name).toMatch(/^Thread-\d+ \(update\)$/);
    expect(threading.Thread({ target: update, name: "load" }).name).toBe("load");
  });

  it.each<[string, () => unknown, string]>([
    [
      "started twice",
      () => {
        const thread = threading.Thread({ target: async () => {} });
        thread.start();
        thread.start();
      },
      "RuntimeError: threads can only be started once",
    ],
    [
      "made a daemon too late",
      () => {
        const thread = threading.Thread({ target: async () => {} });
        thread.start();
        thread.daemon = true;
      },
      "RuntimeError: cannot set daemon status of active thread",
    ],
    [
      "of a group",
      () => threading.Thread({ group: 1 }),
      "AssertionError: group argument must be None for now",
    ],
  ])("refuses to be %s", (_name, run, text) => {
    expect(errorOf(run)).toBe(text);
  });

  it("cannot be joined before it is started, nor by itself", async () => {
    const thread = threading.Thread({ target: async () => void (await thread.join()) });
    await expect(thread.join()).rejects.toThrow("cannot join thread before it is started");
    thread.start();
    await settled();
    expect(logged.join()).toContain("RuntimeError: cannot join current thread");
  });
});

describe("the end of a service", () => {
  it("ends a daemon at its next wake-up", async () => {
    const notes: string[] = [];
    threading.Thread({ target: poller(notes), daemon: true }).start();
    tasks.begin();
    await tasks.stop();
    expect(timers.waiting).toEqual([]);
    await settled();
    expect(notes).toEqual(["round 1"]);
  });

  it("ends a daemon at its next pause", async () => {
    let rounds = 0;
    threading
      .Thread({
        target: async () => {
          for (;;) {
            rounds++;
            await pause();
          }
        },
        daemon: true,
      })
      .start();
    tasks.begin();
    await settled();
    await tasks.stop();
    const last = rounds;
    await settled();
    await settled();
    expect(rounds).toBe(last);
  });

  it("waits for others to end", async () => {
    const notes: string[] = [];
    threading
      .Thread({
        target: async () => {
          await sleep(5);
          notes.push("saved");
        },
      })
      .start();
    tasks.begin();
    const stopped = tasks.stop().then(() => notes.push("stopped"));
    await settled();
    await timers.ring();
    await stopped;
    expect(notes).toEqual(["saved", "stopped"]);
  });

  it("lets what sleeps for a record end; only after that nothing wakes up", async () => {
    const notes: string[] = [];
    void sleep(5).then(() => notes.push("in hand"));
    await tasks.stop();
    await timers.ring();
    expect(notes).toEqual(["in hand"]);
    void sleep(5).then(() => notes.push("given up"));
    tasks.close();
    expect(timers.waiting).toEqual([]);
    await settled();
    expect(notes).toEqual(["in hand"]);
  });

  it("starts nothing any more", async () => {
    const notes: string[] = [];
    await tasks.stop();
    threading.Thread({ target: poller(notes), daemon: true }).start();
    await settled();
    expect(notes).toEqual([]);
  });
});

describe("without a service", () => {
  it("nothing runs that a definition starts", async () => {
    setEnvironment(before);
    const notes: string[] = [];
    threading.Thread({ target: poller(notes), daemon: true }).start();
    await settled();
    expect(notes).toEqual([]);
  });
});
