/**
 * State that cannot be used, as `ksmlc run` in a process of its own meets it: directories where nothing can be written,
 * stores whose files are damaged. Told with the place and the next step; what has a changelog is there again after that.
 */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RunCall, type RunOutcome, valuesOf } from "./support/run-definition.ts";
import { expectTold, folder, run, runner } from "./trouble/bench.ts";

const SECONDS = 1000;
/** Root may write everywhere, but not without these capabilities. */
const AS_ORDINARY_USER =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

describe.concurrent("a store directory", () => {
  const inside = (name: string, storageDirectory: string): string =>
    runner(name, { ksml: { storageDirectory, createStorageDirectory: true } });
  const start = (args: readonly string[], call?: RunCall): Promise<RunOutcome> =>
    run(["counting.yaml", "--feed", "parcels.ndjson", ...args], call);

  test("that is read-only", async () => {
    mkdirSync(folder.at("locked"));
    chmodSync(folder.at("locked"), 0o555);
    const outcome = await start(["-c", inside("locked", "locked")], { prefix: AS_ORDINARY_USER });
    expectTold(
      outcome,
      2,
      /The state in locked\/counting\/0_0\/seen cannot be used: EACCES/,
      "help: give the user that runs the service the right to write there",
    );
    expect(outcome.out).toBe("");
  });

  test("that lies below a file", async () => {
    const outcome = await start(["-c", inside("file", "copy.yaml/below")]);
    expectTold(outcome, 2, /cannot be used: ENOTDIR/, "a file is in the way");
  });

  test("that no folder can be made in", async () => {
    const outcome = await start(["-c", inside("virtual", "/proc/ksmlc")]);
    expectTold(outcome, 2, /\/proc\/ksmlc\S* cannot be used/, "set `ksml.storageDirectory`");
  });

  test("that is to be there and is not", async () => {
    const outcome = await start(["-c", runner("gone", { ksml: { storageDirectory: "gone" } })]);
    expectTold(outcome, 2, "The storage directory gone does not exist", "help: make it");
  });

  test("of `--dir` that cannot be made", async () => {
    const outcome = await start(["--dir", "/proc/ksmlc"]);
    expectTold(outcome, 2, "/proc/ksmlc", "next: name another folder with `--dir`");
  });
});

describe.concurrent("a store that is damaged", () => {
  /** As a run left it: everything was seen once. */
  const earlier = new Map<string, Promise<string>>();
  const copyOf = async (definition: string, name: string): Promise<string> => {
    let made = earlier.get(definition);
    if (made === undefined) {
      const dir = `earlier-${definition}`;
      const feed = ["--feed", "parcels.ndjson", "--dir", dir, "--application-id", "mill"];
      made = run([`${definition}.yaml`, ...feed]).then((outcome) => {
        expect(outcome.code, outcome.err).toBe(0);
        return dir;
      });
      earlier.set(definition, made);
    }
    cpSync(folder.at(await made), folder.at(name), { recursive: true });
    return folder.at(join(name, "state/mill/0_0/seen"));
  };
  const again = (definition: string, dir: string): Promise<RunOutcome> =>
    run([
      `${definition}.yaml`,
      "--application-id",
      "mill",
      "--feed",
      "parcels.ndjson",
      "--dir",
      dir,
    ]);
  const fileOf = (store: string, name: RegExp): string =>
    join(store, readdirSync(store).find((each) => name.test(each)) ?? "");

  const DAMAGES: readonly (readonly [string, (store: string) => void])[] = [
    ["its MANIFEST is gone", (store) => rmSync(fileOf(store, /^MANIFEST/))],
    ["its MANIFEST is cut off", (store) => truncateSync(fileOf(store, /^MANIFEST/), 20)],
    ["CURRENT holds something else", (store) => writeFileSync(join(store, "CURRENT"), "nonsense")],
  ];

  test.each(DAMAGES)(
    "%s: told, and restored when the folder is out of the way",
    async (name, damage) => {
      const dir = `damaged ${name}`;
      const store = await copyOf("counting", dir);
      damage(store);
      const outcome = await again("counting", dir);
      expectTold(
        outcome,
        2,
        /The state in .*seen cannot be used/,
        "help: move the folder away and start again",
      );
      expect(outcome.out).toBe("");
      renameSync(store, `${store}.damaged`);
      // Fed twice now, and once before: nothing of it is lost or counted twice.
      const mended = await again("counting", dir);
      expect(mended.code, mended.err).toBe(0);
      expect(valuesOf(mended)).toEqual([{ seen: 2 }, { seen: 2 }, { seen: 3 }, { seen: 3 }]);
    },
    60 * SECONDS,
  );

  const garble = (store: string): void =>
    writeFileSync(fileOf(store, /\.log$/), Buffer.alloc(500, 0xa7));

  test("its log is garbled: told, and restored from the changelog", async () => {
    garble(await copyOf("counting", "garbled"));
    const outcome = await again("counting", "garbled");
    expect(outcome.err).toMatch(/WARN .*seen is damaged: it is restored from its changelog/);
    expect(valuesOf(outcome)).toEqual([{ seen: 2 }, { seen: 2 }]);
    expect(outcome.code).toBe(0);
  });

  test("its log is garbled, and there is no changelog: told", async () => {
    garble(await copyOf("unlogged", "garbled-unlogged"));
    const outcome = await again("unlogged", "garbled-unlogged");
    expect(outcome.err).toMatch(/WARN .*seen is damaged: the store has no changelog/);
    expect(outcome.code).toBe(0);
  });
});
