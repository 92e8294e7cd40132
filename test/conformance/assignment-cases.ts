/** Topics that belong together: partition p of all of them goes to one member (streams.md 6.1). */
import { describe, expect, test } from "vitest";
import { uniqueName } from "../support/broker.ts";
import { type Reader, until } from "./client-harness.ts";
import type { GetStage } from "./client-suite.ts";

const of = (reader: Reader, topic: string): number[] =>
  reader.consumer
    .assignment()
    .filter((each) => each.topic === topic)
    .map(({ partition }) => partition)
    .sort((a, b) => a - b);

export function assignmentCases(stage: GetStage): void {
  describe("topics that are assigned together", () => {
    test("with different partition counts stay together", async () => {
      const [wide, narrow] = [await stage().topic(4), await stage().topic(2)];
      const group = uniqueName("group");
      const options = { group, coAssigned: [[wide, narrow]] };
      const readers = [
        stage().reader([wide, narrow], options),
        stage().reader([wide, narrow], options),
      ];
      const total = (): number =>
        readers.reduce((sum, each) => sum + each.consumer.assignment().length, 0);
      await until(
        () => total() === 6 && readers.every((each) => of(each, wide).length === 2),
        25_000,
        readers,
        () => JSON.stringify(readers.map((each) => each.consumer.assignment())),
      );
      for (const reader of readers) {
        const both = of(reader, wide).filter((partition) => partition < 2);
        expect(of(reader, narrow)).toEqual(both);
      }
    });

    test("and those that are not are spread evenly all the same", async () => {
      const topics = [await stage().topic(1), await stage().topic(1), await stage().topic(2)];
      const group = uniqueName("group");
      const options = { group, coAssigned: topics.map((topic) => [topic]) };
      const readers = [stage().reader(topics, options), stage().reader(topics, options)];
      await until(
        () => readers.every((each) => each.consumer.assignment().length === 2),
        25_000,
        readers,
        () => JSON.stringify(readers.map((each) => each.consumer.assignment())),
      );
      expect(readers.flatMap((each) => each.consumer.assignment()).length).toBe(4);
    });
  });
}
