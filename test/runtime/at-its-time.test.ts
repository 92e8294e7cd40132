import { describe, expect, it } from "vitest";
import { atItsTime } from "../../runtime/engine/at-its-time.ts";
import { NO_HEADERS, StreamRecord } from "../../runtime/engine/record.ts";

const later = new StreamRecord("k", "v", 70, NO_HEADERS, false, false);

describe("a record that is forwarded at its own time", () => {
  const failure = new Error("below");

  it.each([
    ["goes on at once", () => {}, undefined],
    [
      "fails at once",
      () => {
        throw failure;
      },
      failure,
    ],
    ["waits", async () => {}, undefined],
    ["fails after waiting", async () => Promise.reject(failure), failure],
  ])("what %s", async (_name, below, expected) => {
    const context = { topic: "t", partition: 0, offset: 0, timestamp: 5 };
    const seen: number[] = [];
    const forward = atItsTime(() => {
      seen.push(context.timestamp);
      return below();
    }, context);
    const outcome = await (async () => forward(later))().catch((error: unknown) => error);
    expect(outcome).toBe(expected);
    expect(seen).toEqual([70]);
    expect(context.timestamp).toBe(5);
  });
});
