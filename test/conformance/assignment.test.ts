/** Who gets what: even, by task, and as it was where that is even. */
import { describe, expect, test } from "vitest";
import { assignPartitions, type GroupMember } from "../../runtime/kafka/client/assignment.ts";

const member = (
  id: string,
  topics: string[],
  owned: [string, number][] = [],
  generation = 1,
): GroupMember => ({
  id,
  topics,
  owned: owned.map(([topic, partition]) => ({ topic, partition })),
  generation,
});

const assign = (
  members: GroupMember[],
  counts: Record<string, number>,
  coAssigned: string[][] = [],
): Record<string, string> =>
  Object.fromEntries(
    [...assignPartitions(members, new Map(Object.entries(counts)), coAssigned)].map(
      ([id, partitions]) => [
        id,
        partitions.map(({ topic, partition }) => `${topic}${partition}`).join(" "),
      ],
    ),
  );

describe("assignPartitions", () => {
  test.for<[string, GroupMember[], Record<string, number>, string[][], Record<string, string>]>([
    ["one member gets all", [member("m", ["a"])], { a: 3 }, [], { m: "a0 a1 a2" }],
    [
      "two share evenly, whatever their order",
      [member("n", ["a"]), member("m", ["a"])],
      { a: 5 },
      [],
      { m: "a0 a2 a4", n: "a1 a3" },
    ],
    [
      "a task is all topics of one number",
      [member("m", ["a", "b"]), member("n", ["a", "b"])],
      { a: 4, b: 2 },
      [["a", "b"]],
      { m: "a0 b0 a2", n: "a1 b1 a3" },
    ],
    [
      "what one had stays, where that is even",
      [
        member("m", ["a"]),
        member(
          "n",
          ["a"],
          [
            ["a", 0],
            ["a", 1],
          ],
        ),
      ],
      { a: 4 },
      [],
      { m: "a2 a3", n: "a0 a1" },
    ],
    [
      "one that had all gives up a share",
      [
        member("m", ["a"]),
        member(
          "n",
          ["a"],
          [
            ["a", 0],
            ["a", 1],
            ["a", 2],
          ],
        ),
      ],
      { a: 3 },
      [],
      { m: "a2", n: "a0 a1" },
    ],
    [
      "of two that had one, it stays with who had it last",
      [member("m", ["a"], [["a", 1]], 4), member("n", ["a"], [["a", 1]], 5)],
      { a: 2 },
      [],
      { m: "a0", n: "a1" },
    ],
    [
      "what came from one who left goes on top of what stays",
      [member("m", ["a"], [["a", 3]]), member("n", ["a"], [["a", 1]])],
      { a: 4 },
      [],
      { m: "a3 a0", n: "a1 a2" },
    ],
    [
      "a member without the topic gets none of it",
      [member("m", ["a"]), member("n", ["a", "b"])],
      { a: 2, b: 2 },
      [],
      { m: "a0 a1", n: "b0 b1" },
    ],
    [
      "where nobody has all topics of a task, they are apart",
      [member("m", ["a"]), member("n", ["b"])],
      { a: 1, b: 1 },
      [["a", "b"]],
      { m: "a0", n: "b0" },
    ],
    ["a topic that is not there is nothing", [member("m", ["a"])], {}, [["a"]], { m: "" }],
  ])("%s", ([, members, counts, coAssigned, expected]) => {
    expect(assign(members, counts, coAssigned)).toEqual(expected);
  });
});
