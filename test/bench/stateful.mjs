/**
 * Rows with state: ours beside services written by hand that do the same exact work (by-hand/). Each has a process of its
 * own; one works at a time, a round each, in turn. Before that they are compared, on the timed inputs and on odd ones.
 *
 *   node stateful.mjs ROW --project=FOLDER [--persistent] [--rounds=15] [--only=ours|by-hand|by-hand-tape] [--json=FILE]
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Aggregate } from "./by-hand/aggregate.mjs";
import { Analytics } from "./by-hand/analytics.mjs";
import { AggregateTape } from "./by-hand/tape/aggregate.mjs";
import { AnalyticsTape } from "./by-hand/tape/analytics.mjs";
import { ODD_INPUTS } from "./odd-inputs.mjs";
import { compared, take } from "./stateful-check.mjs";
import { INPUTS } from "./stateful-inputs.mjs";
import { create } from "./stateful-service.mjs";

const [row, ...args] = process.argv.slice(2);
const option = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const isPersistent = args.includes("--persistent");
const rounds = Number(option("rounds") ?? 15);
const WARM_UP = 8;
const BY_HAND = {
  aggregate: { "by-hand": Aggregate, "by-hand-tape": AggregateTape },
  analytics: { "by-hand": Analytics, "by-hand-tape": AnalyticsTape },
};
const NAMES = ["ours", "by-hand", "by-hand-tape"].filter(
  (name) => name === (option("only") ?? name),
);

/** `goesOn`: records that fail are left out. `cacheBytes`: room of each cache, in the place of what the definition says. */
async function made(name, folder, { schemas, table = [], preload }, { goesOn, cacheBytes } = {}) {
  const at = isPersistent ? join(folder, name) : null;
  let service;
  if (name === "ours") {
    service = await create(option("project"), { folder: at, schemas, table, goesOn, cacheBytes });
  } else {
    const failed = goesOn ? { failed: () => {} } : {};
    service = new BY_HAND[row][name]({ folder: at, table, cacheBytes, ...failed });
    await service.open();
  }
  for (const step of preload) await take(service, step);
  return service;
}

const recordsIn = (steps) =>
  steps.reduce((sum, { batch }) => sum + (batch === undefined ? 0 : batch.readInt32BE(57)), 0);

async function round(service, { steps }) {
  const from = process.hrtime.bigint();
  for (const step of steps) {
    const out = take(service, step);
    if (out instanceof Promise) await out;
  }
  return Number(process.hrtime.bigint() - from) / 1000 / recordsIn(steps);
}

/** Room for a few of the odd rows, and for none. */
const FULL = [1000, 1];
/** Room for some of the usual rows. */
const HALF_FULL = 200_000;

/**
 * Two rounds of the timed inputs, and one with caches that are full; then, anew each time, odd ones, with caches that are
 * large, small, and too small for anything. Half way through these the services are opened anew, with what is on the disk.
 */
async function verify(folder, inputs) {
  const { steps } = inputs;
  const usual = await verified(join(folder, "usual"), inputs, [...steps, ...steps]);
  const full = await verified(join(folder, "full"), inputs, steps, { cacheBytes: HALF_FULL });
  const odd = [];
  for (const cacheBytes of [undefined, ...FULL]) {
    const { halves, ...more } = ODD_INPUTS[row]();
    const given = { ...inputs, ...more, preload: [] };
    const at = join(folder, `odd-${cacheBytes}`);
    for (const half of halves) {
      odd.push(await verified(at, given, half, { goesOn: true, cacheBytes }));
    }
  }
  const sum = (results, name) => results.reduce((total, result) => total + result[name], 0);
  const all = [usual, full, ...odd];
  return {
    records: sum(all, "records"),
    odd: sum(odd, "records"),
    wrong: sum(all, "wrong"),
    example: all.find(({ example }) => example !== "")?.example ?? "",
  };
}

async function verified(folder, inputs, steps, how) {
  const services = {};
  for (const name of NAMES) services[name] = await made(name, folder, inputs, how);
  return compared(services, steps, isPersistent ? folder : null);
}

// In the contender's process.

async function contend(name, folder) {
  const inputs = INPUTS[row]();
  const service = await made(name, folder, inputs);
  process.on("message", async (what) => {
    if (what === "round") {
      process.send(await round(service, inputs));
      return;
    }
    await service.close();
    process.disconnect();
  });
  process.send("ready");
}

// In the process that compares.

const answer = (child) => new Promise((resolve) => child.once("message", resolve));

function ask(child, what) {
  const answered = answer(child);
  child.send(what);
  return answered;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

async function compare(folder) {
  const inputs = INPUTS[row]();
  const records = recordsIn(inputs.steps);
  const checked =
    NAMES.length < 2 ? { records: 0, odd: 0, wrong: 0, example: "" } : await verify(folder, inputs);
  if (checked.wrong > 0) console.log(`  ${checked.example}`);
  const contenders = [];
  for (const name of NAMES) {
    const own = mkdtempSync(join(folder, "timed-"));
    const child = fork(fileURLToPath(import.meta.url), [
      row,
      ...args,
      `--as=${name}`,
      `--in=${own}`,
    ]);
    child.on("exit", (code) => {
      if (code !== 0) throw new Error(`${name} died`);
    });
    contenders.push({ name, child, times: [] });
    await answer(child);
  }
  const order = [...contenders];
  for (let n = -WARM_UP; n < rounds; n++) {
    for (const { child, times } of order) {
      const time = await ask(child, "round");
      if (n >= 0) times.push(time);
    }
    order.push(order.shift());
  }
  for (const { child } of contenders) child.send("end");
  const title = `${row}${isPersistent ? ", persistent" : ", in memory"}`;
  console.log(`\n${title}: ${records} records a round`);
  for (const { name, times } of contenders) {
    console.log(
      `${name.padEnd(12)} median ${median(times).toFixed(2)} µs, min ${Math.min(...times).toFixed(2)} µs a record in`,
    );
  }
  const [ours, ...others] = contenders;
  if (others.length === 0) return;
  const ratios = {};
  for (const { name, times } of others) {
    // Round by round: a neighbour hits both.
    const ratio = median(times.map((time, i) => time / ours.times[i]));
    const byMin = Math.min(...times) / Math.min(...ours.times);
    ratios[name] = { ratio, byMin };
    console.log(`  time ${name} / ours = ${ratio.toFixed(2)} (of the minima ${byMin.toFixed(2)})`);
  }
  console.log(
    `  ${checked.wrong} wrong records of ${checked.records}, ${checked.odd} of them of odd inputs`,
  );
  const file = option("json");
  if (file !== undefined) writeFileSync(file, `${JSON.stringify({ row, ratios, checked })}\n`);
  if (checked.wrong > 0) process.exitCode = 1;
}

if (option("as") !== undefined) await contend(option("as"), option("in"));
else {
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-bench-state-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  await compare(folder);
}
