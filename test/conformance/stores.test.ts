import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach } from "vitest";
import { LevelDatabase } from "../../runtime/stores/level-database.ts";
import { LevelState, WriteBackBudget } from "../../runtime/stores/level-state.ts";
import { MemoryState } from "../../runtime/stores/memory-state.ts";
import type { KeyValueState } from "../../runtime/stores/store.ts";
import { WindowState } from "../../runtime/stores/window-state.ts";
import { type StoreCase, storeSuite, windowSuite } from "./store-suite.ts";

const root = mkdtempSync(join(tmpdir(), "ksmlc-state-"));
let folder = 0;
beforeEach(() => {
  folder++;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function onDisk(keepsTimestamps: boolean, writeBackBytes?: number): LevelState {
  const database = new LevelDatabase(join(root, String(folder)), "1 test");
  const options = { keepsTimestamps, canRestore: false, schemas: null };
  return new LevelState(database, options, new WriteBackBudget(writeBackBytes));
}

const cases: readonly StoreCase<KeyValueState>[] = [
  {
    name: "in memory",
    isPersistent: false,
    keepsTimestamps: true,
    make: () => new MemoryState(true),
  },
  {
    name: "in memory without timestamps",
    isPersistent: false,
    keepsTimestamps: false,
    make: () => new MemoryState(false),
  },
  { name: "on disk", isPersistent: true, keepsTimestamps: false, make: () => onDisk(false) },
  {
    name: "on disk with timestamps",
    isPersistent: true,
    keepsTimestamps: true,
    make: () => onDisk(true),
  },
  {
    name: "on disk with little room in memory",
    isPersistent: true,
    keepsTimestamps: true,
    make: () => onDisk(true, 10_000),
  },
];

storeSuite(cases);
windowSuite(
  cases.map((one) => ({
    ...one,
    retentionMs: 600_000,
    make: () =>
      new WindowState(one.make(), { retentionMs: 600_000, isPersistent: one.isPersistent }),
  })),
);
