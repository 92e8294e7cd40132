/** What a generator returned → messages (runtime.md 8): the shapes that hold one or several, and those that hold none. */
import { describe, expect, it } from "vitest";
import { type DataType, json, list, string, tuple } from "../../runtime/data-types/data-type.ts";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { stream } from "../../runtime/index.ts";
import { tupleOf } from "../../runtime/python/tuple.ts";
import type { Value } from "../../runtime/python/value.ts";
import { GeneratorMessages } from "../../runtime/service/generator-messages.ts";

setLogSink({ isEnabled: () => false, write: () => {} });

const beds = stream({ topic: "beds", key: string, value: json });
const PAIR = tuple(string, json);

/** Keys of the messages of one call; "✗ …" when it fails. */
async function keysOf(result: Value, type?: DataType): Promise<unknown> {
  let calls = 0;
  const generator = () => (calls++ === 0 ? result : null);
  const definition = { generator, to: beds, ...(type === undefined ? {} : { result: type }) };
  const types = { key: string, value: json };
  const messages = new GeneratorMessages("garden", "p", definition as never, types, true);
  const keys: Value[] = [];
  try {
    for (;;) {
      const message = await messages.next();
      if (message === null) break;
      keys.push(message.key);
    }
  } catch (error) {
    return `✗ ${(error as Error).message.replace(/.*error: /, "")}`;
  }
  return keys;
}

const one = tupleOf("fern", { wet: true });

describe("results of generators", () => {
  it.each<[string, Value, DataType | undefined, unknown]>([
    ["a pair", one, undefined, ["fern"]],
    ["a list that is a pair", ["fern", {}], undefined, ["fern"]],
    ["two pairs", [one, one], undefined, ["fern", "fern"]],
    ["two pairs, declared", [one, one], list(PAIR), ["fern", "fern"]],
    ["a tuple of two pairs, declared", tupleOf(one, one), list(PAIR), ["fern", "fern"]],
    ["some that are none", [one, 5, one], undefined, ["fern", "fern"]],
    ["text of a pair", '("fern", {})', undefined, ["fern"]],
    ["text of a pair, declared", '["fern", {}]', PAIR, ["fern"]],
    ["None", null, undefined, []],
    ["an empty list", [], undefined, []],
    ["a number", 5, undefined, expect.stringMatching(/^✗ Can not convert long to/)],
    ["other text", "fern", PAIR, expect.stringMatching(/^✗ Can not convert string to/)],
    ["a dict", { fern: 1 }, PAIR, expect.stringMatching(/^✗ Can not convert Struct to/)],
    ["three that are no pairs", tupleOf("fern", {}, 1), PAIR, expect.stringMatching(/^✗/)],
  ])("%s", async (_name, result, type, expected) => {
    expect(await keysOf(result, type)).toEqual(expected);
  });
});
