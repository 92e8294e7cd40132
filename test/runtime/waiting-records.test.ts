/** A record that waits: who else goes on, and what of it is committed (design.md 4); and what it waits with. */
import { afterEach, describe, expect, it } from "vitest";
import { currentTask } from "../../runtime/engine/current-task.ts";
import type { Task } from "../../runtime/engine/task.ts";
import { defineTopology, stream, string, waits } from "../../runtime/index.ts";
import { to, transformValue } from "../../runtime/operations/index.ts";
import { environment, setEnvironment } from "../../runtime/python/environment.ts";
import { sleep } from "../../runtime/python/sleep.ts";
import type { Value } from "../../runtime/python/value.ts";
import { encodeRecords } from "../../runtime/record-batch/records.ts";
import { Engine } from "../../runtime/testing/index.ts";

const input = stream({ topic: "in", key: string, value: string });
const output = stream({ topic: "out", key: string, value: string });

/** Sleeps end when the test says so. */
class Alarm {
  readonly #sleepers: { ms: number; wake: () => void }[] = [];
  readonly #before = environment.sleep;
  constructor() {
    setEnvironment({
      sleep: (ms) => new Promise((wake) => this.#sleepers.push({ ms, wake })),
    });
  }
  /** Ends the sleep that began first. */
  async ring(): Promise<void> {
    this.#sleepers.shift()?.wake();
    for (let i = 0; i < 20; i++) await Promise.resolve();
  }
  get sleeping(): number[] {
    return this.#sleepers.map(({ ms }) => ms);
  }
  end(): void {
    setEnvironment({ sleep: this.#before });
  }
}

let alarm: Alarm | null = null;
afterEach(() => {
  alarm?.end();
  alarm = null;
});

describe("a record that waits", () => {
  const slow = waits(async (_key: string | null, value: string | null): Promise<Value> => {
    await sleep(1);
    return `${value} ${currentTask()?.id}`;
  });
  const topology = defineTopology("garden", (t) => {
    t.pipeline("slow").from(input).via(transformValue(slow, string)).end(to(output));
    t.pipeline("fast")
      .from(stream({ topic: "other", key: string, value: string }))
      .end(to(output));
  });

  function started(): { engine: Engine; tasks: Task[]; written: () => string[] } {
    alarm = new Alarm();
    const engine = new Engine({ topologies: [topology], print: () => {} });
    engine.collector.addTopic("out", 1);
    const assigned = ["in", "other"].flatMap((topic) =>
      [0, 1].map((partition) => ({ topic, partition, position: 0, metadata: "" })),
    );
    engine.assign(assigned);
    for (const { topic, partition } of assigned) {
      const records = ["a", "b"].map((value) => ({
        key: Buffer.from("k"),
        value: Buffer.from(value),
        timestamp: 1,
        headers: [],
      }));
      engine.add({
        topic,
        partition,
        batch: encodeRecords(records),
        baseOffset: 0,
        lastOffset: 1,
        fromOffset: 0,
        endOffset: 2,
        logAppendTime: null,
      });
    }
    const written = (): string[] =>
      engine.collector.take().flatMap(({ batch }) => textsIn(batch, /[ab]( \d_\d)?/g));
    return { engine, tasks: [...engine.tasks], written };
  }

  const textsIn = (batch: Buffer | Uint8Array, pattern: RegExp): string[] =>
    [...Buffer.from(batch).subarray(61).toString("latin1").matchAll(pattern)].map(([text]) => text);

  it("holds its own task, and no other", async () => {
    const { tasks, written } = started();
    const [slow0, slow1, fast0] = tasks as [Task, Task, Task];
    expect(slow0.processNext()).toBe(true);
    expect(slow0.processNext()).toBe(false);
    expect(slow1.processNext()).toBe(true);
    expect(fast0.processNext()).toBe(true);
    expect(fast0.processNext()).toBe(true);
    expect(written()).toEqual(["a", "b"]);
    await alarm?.ring();
    expect(slow0.waiting).toBe(null);
    expect(slow1.waiting).not.toBe(null);
    expect(written()).toEqual(["a 0_0"]);
  });

  it("finds its own task after each wait", async () => {
    const { tasks, written } = started();
    for (const task of tasks.slice(0, 2)) task.processNext();
    await alarm?.ring();
    await alarm?.ring();
    expect(written()).toEqual(["a 0_0", "a 0_1"]);
    expect(currentTask()).toBe(null);
  });

  it("is not committed before it is through", async () => {
    const { engine, tasks } = started();
    const [slow0] = tasks as [Task];
    slow0.processNext();
    expect(engine.offsetsToCommit([slow0])).toEqual([]);
    await alarm?.ring();
    expect(engine.offsetsToCommit([slow0]).map(({ offset }) => offset)).toEqual([1]);
    slow0.processNext();
    expect(engine.offsetsToCommit([slow0]).map(({ offset }) => offset)).toEqual([1]);
    await alarm?.ring();
    expect(engine.offsetsToCommit([slow0]).map(({ offset }) => offset)).toEqual([2]);
  });
});

describe("sleep", () => {
  it.each<[string, Value, string]>([
    ["text", "1", "TypeError: 'str' object cannot be interpreted as an integer"],
    ["None", null, "TypeError: 'NoneType' object cannot be interpreted as an integer"],
    ["a negative number", -0.5, "ValueError: sleep length must be non-negative"],
    ["no number", Number.NaN, "ValueError: Invalid value NaN (not a number)"],
    [
      "infinity",
      Number.POSITIVE_INFINITY,
      "OverflowError: timestamp out of range for platform time_t",
    ],
    ["a huge int", 10n ** 30n, "OverflowError: timestamp too large to convert to C _PyTime_t"],
  ])("refuses %s before it waits", (_name, seconds, text) => {
    expect(() => sleep(seconds)).toThrow(text);
  });

  it("waits for so many seconds", async () => {
    alarm = new Alarm();
    const done = sleep(1.5);
    expect(alarm.sleeping).toEqual([1500]);
    await alarm.ring();
    expect(await done).toBe(null);
  });
});
