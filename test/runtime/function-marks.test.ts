/** Marks say what they were given, and add up. */
import { expect, it } from "vitest";
import { readEntriesOf } from "../../runtime/dsl/function-marks.ts";
import { reads } from "../../runtime/index.ts";

it("a function without the mark may use all of its value", () => {
  expect(readEntriesOf(() => null)).toBe(null);
});

it("entries that a function reads, and that it returns its value", () => {
  const fn = reads(
    reads(() => null, { value: ["b", "a"] }),
    { returns: "value" },
  );
  expect(readEntriesOf(fn)).toEqual({ value: ["b", "a"], returns: "value" });
});
