/** Tasks of an engine whose partitions are given out anew: which go on, and from where. */
import { describe, expect, it } from "vitest";
import { Engine } from "../../runtime/engine/engine.ts";
import type { Topology } from "../../runtime/index.ts";
import { decodeRecords, encodeRecords } from "../../runtime/record-batch/records.ts";
import { counting } from "./counting.ts";

describe("an engine whose partitions are given out anew", () => {
  const at = (partition: number, position: number, metadata = "") => ({
    topic: "in",
    partition,
    position,
    metadata,
  });

  function started(topology: Topology): {
    engine: Engine;
    add: (keys: readonly string[], from?: number) => void;
    written: () => string[];
  } {
    const engine = new Engine({ topologies: [topology], print: () => {} });
    engine.collector.addTopic("out", 1);
    const add = (keys: readonly string[], from = 0): void => {
      const records = keys.map((key) => ({
        key: Buffer.from(key),
        value: Buffer.from("{}"),
        timestamp: 1,
        headers: [],
      }));
      const end = from + keys.length;
      const batch = encodeRecords(records);
      batch.writeBigInt64BE(BigInt(from), 0);
      engine.add({
        topic: "in",
        partition: 0,
        batch,
        baseOffset: from,
        lastOffset: end - 1,
        fromOffset: from,
        endOffset: end,
        logAppendTime: null,
      });
    };
    const written = (): string[] =>
      engine.collector
        .take()
        .flatMap(({ batch }) =>
          decodeRecords(batch).map(
            ({ key, value }) =>
              `${Buffer.from(key ?? []).toString()}${Buffer.from(value ?? []).readInt32BE(0)}`,
          ),
        );
    return { engine, add, written };
  }

  it("goes on with a task where it was, without what it had buffered", () => {
    const { engine, add, written } = started(counting({}));
    engine.assign([at(0, 0)]);
    const [task] = engine.tasks;
    add(["a", "a", "a"]);
    task?.processNext();
    engine.committed(engine.offsetsToCommit());
    engine.suspend();
    expect([engine.tasks, engine.suspended]).toEqual([[], [task]]);
    expect(engine.assign([at(0, 1)])).toEqual({ made: [], ended: [] });
    expect(engine.tasks).toEqual([task]);
    expect(task?.processNext()).toBe(false);
    add(["a", "a"], 1);
    while (task?.processNext()) {}
    expect(written()).toEqual(["a1", "a2", "a3"]);
    expect(engine.offsetsToCommit()).toMatchObject([{ offset: 3 }]);
  });

  it.each([
    ["is not there any more", []],
    ["is somewhere else: not all was committed", [at(0, 0)]],
    ["is somewhere else: another member went on with it", [at(0, 2)]],
  ])("ends a task whose partition %s", (_, partitions) => {
    const { engine, add } = started(counting({}));
    engine.assign([at(0, 0)]);
    const [task] = engine.tasks;
    add(["a"]);
    task?.processNext();
    engine.suspend();
    const { made, ended } = engine.assign(partitions);
    expect(ended).toEqual([task]);
    expect(made.map(({ id }) => id)).toEqual(partitions.map(() => "0_0"));
    expect(made).not.toContain(task);
    expect(engine.tasks).toEqual(made);
  });

  it("goes on with the record in hand, and does not take it twice", async () => {
    let proceed = (): void => {};
    const { engine, add, written } = started(
      counting({}, () => new Promise((resolve) => (proceed = resolve))),
    );
    engine.assign([at(0, 0)]);
    const [task] = engine.tasks;
    add(["a", "b"]);
    task?.processNext();
    expect(engine.offsetsToCommit()).toEqual([]);
    engine.suspend();
    expect(engine.assign([at(0, 0)])).toEqual({ made: [], ended: [] });
    add(["a", "b"]);
    expect(engine.offsetsToCommit()).toEqual([]);
    proceed();
    await task?.waiting;
    expect(engine.offsetsToCommit()).toMatchObject([{ offset: 1 }]);
    task?.processNext();
    proceed();
    await task?.waiting;
    expect(written()).toEqual(["a1", "b1"]);
    expect(engine.offsetsToCommit()).toMatchObject([{ offset: 2 }]);
  });
});
