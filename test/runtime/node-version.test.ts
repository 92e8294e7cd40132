/** A Node that is too old is named before anything fails on it. */
import { expect, it } from "vitest";
import { refusalOfNode } from "../../runtime/service/node-version.ts";

it.each(["22.22.0", "22.23.1", "24.0.0", "26.1.0-nightly"])("%s will do", (version) => {
  expect(refusalOfNode(version)).toBeNull();
});

it.each(["20.20.2", "22.21.9", "18.0.0"])("%s will not", (version) => {
  expect(refusalOfNode(version)).toBe(
    `error: This service needs Node 22.22 or later; this is ${version}.\n  next: install a current Node (24 LTS), then start it again\n`,
  );
});
