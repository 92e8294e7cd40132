/**
 * The document that this project exists for: its blocks as they stand, run with their companions and seen from outside
 * (fixtures/seed). Each observation must fail after one change, so none of them holds whatever happens.
 */
import { describe, expect, test } from "vitest";
import {
  blockNames,
  canonicalOf,
  hasBlocks,
  observationOf,
  observe,
  variantNames,
} from "./seed/block.ts";
import { requireBroker, uniqueName } from "./support/broker.ts";
import { requireRegistry } from "./support/registry.ts";

const TIMEOUT_MS = 180_000;
/** Seen on a real broker with a real registry too. */
const ON_KAFKA = ["01", "04", "05", "12", "14", "14-one-member", "14-restart"];

if (!hasBlocks()) {
  test.skip("the seed: its blocks are not here (../shared/seed)", () => {});
} else {
  const all = [...blockNames(), ...variantNames()];

  describe.concurrent("the seed is observed", () => {
    for (const name of all) {
      test(`${name}: ${observationOf(name).about}`, { timeout: TIMEOUT_MS }, async () => {
        await observe(name, { kafka: null });
      });
    }
  });

  describe.concurrent("the seed is not observed after a change", () => {
    for (const name of all) {
      const { change } = observationOf(name);
      test(`${name}: ${change.from} → ${change.to}`, { timeout: TIMEOUT_MS }, async () => {
        await expect(observe(name, { kafka: null, change })).rejects.toThrow(`block ${name}, step`);
      });
    }
  });

  describe.concurrent("the seed is observed in its canonical form", () => {
    for (const name of blockNames()) {
      test(name, { timeout: TIMEOUT_MS }, async () => {
        await observe(name, { kafka: null, definition: await canonicalOf(name) });
      });
    }
  });

  const brokers = await requireBroker();
  const registry = await requireRegistry();
  if (brokers !== null && registry !== null) {
    // One after the other: the blocks name groups and topics themselves.
    describe("the seed is observed on a real broker with a real registry", () => {
      for (const name of ON_KAFKA) {
        test(`${name}: ${observationOf(name).about}`, { timeout: TIMEOUT_MS }, async () => {
          await observe(name, { kafka: { brokers, registry }, prefix: `${uniqueName("run")}-` });
        });
      }
    });
  }
}
