/**
 * Rows with state: ours beside a service written by hand that does the same exact work (by-hand/). Each has a process of
 * its own; one works at a time, a round each, in turn. Before that both do the same steps in one process, and everything
 * is compared: each record of each topic, changelogs too, and what lies on the disk.
 *
 *   node stateful.mjs ROW --project=FOLDER [--persistent] [--rounds=15] [--only=ours|by-hand] [--json=FILE]
 */
import { fork } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ClassicLevel } from "classic-level";
import { Aggregate } from "./by-hand/aggregate.mjs";
import { Analytics } from "./by-hand/analytics.mjs";
import { decodeBatch } from "./contenders/batch.mjs";
import { INPUTS } from "./stateful-inputs.mjs";
import { create } from "./stateful-service.mjs";

const [row, ...args] = process.argv.slice(2);
const option = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const isPersistent = args.includes("--persistent");
const rounds = Number(option("rounds") ?? 15);
const WARM_UP = 8;
const BY_HAND = { aggregate: Aggregate, analytics: Analytics };
const NAMES = ["by-hand", "ours"].filter((name) => name === (option("only") ?? name));

async function made(name, folder, { schemas, table, preload }) {
  const at = isPersistent ? join(folder, name) : null;
  let service;
  if (name === "ours") service = await create(option("project"), { folder: at, schemas, table });
  else {
    service = new BY_HAND[row]({ folder: at, table: table ?? [] });
    await service.open();
  }
  for (const step of preload) await take(service, step);
  return service;
}

const take = (service, { topic, batch, commit }) =>
  commit ? service.commit() : service.process(topic, batch);

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

const show = ({ key, value, timestamp, headers }) =>
  [timestamp, key?.toString("latin1"), value?.toString("latin1"), headers.length].join(" | ");

/** Records of each topic, in their order. */
function collect(into, outputs) {
  for (const [topic, batch] of outputs) {
    const records = decodeBatch(batch).map(show);
    into.set(topic, [...(into.get(topic) ?? []), ...records]);
  }
}

/** Out: how many records there are, and how many are not the same. */
async function verify(folder, inputs) {
  const services = [];
  for (const name of ["by-hand", "ours"]) services.push(await made(name, folder, inputs));
  const result = { records: 0, wrong: 0, example: "" };
  for (const step of [...inputs.steps, ...inputs.steps]) {
    const [wanted, got] = [new Map(), new Map()];
    collect(wanted, await take(services[0], step));
    collect(got, await take(services[1], step));
    for (const topic of new Set([...wanted.keys(), ...got.keys()])) {
      count(result, topic, wanted.get(topic) ?? [], got.get(topic) ?? []);
    }
  }
  for (const service of services) await service.close();
  if (isPersistent) await compareDisks(result, join(folder, "by-hand"), join(folder, "ours"));
  return result;
}

function count(result, what, wanted, got) {
  const { length } = wanted.length > got.length ? wanted : got;
  result.records += length;
  for (let i = 0; i < length; i++) {
    if (wanted[i] === got[i]) continue;
    result.wrong++;
    result.example ||= `${what}: by hand ${wanted[i]}\n      ours ${got[i]}`;
  }
}

/** Their rows, by the names of the stores, which both have; how far the changelog is each notes in its own way. */
async function compareDisks(result, byHand, ours) {
  const found = await databases(ours);
  for (const [store, wanted] of await databases(byHand)) {
    count(result, `store ${store}`, wanted, found.get(store) ?? []);
  }
}

async function databases(folder) {
  const found = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.name !== "CURRENT") continue;
    const db = new ClassicLevel(entry.parentPath, {
      keyEncoding: "buffer",
      valueEncoding: "buffer",
    });
    const rows = (await db.iterator().all()).map((row) =>
      row.map((part) => part.toString("latin1")),
    );
    await db.close();
    const store = entry.parentPath.split("/").at(-1);
    found.set(store, rows.filter(([key]) => key.startsWith("d")).map(String));
  }
  return found;
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
    NAMES.length < 2 ? { records: 0, wrong: 0, example: "" } : await verify(folder, inputs);
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
      `${name.padEnd(10)} median ${median(times).toFixed(2)} µs, min ${Math.min(...times).toFixed(2)} µs a record in`,
    );
  }
  const [byHand, ours] = contenders;
  if (ours === undefined) return;
  // Round by round: a neighbour hits both.
  const ratio = median(byHand.times.map((time, i) => time / ours.times[i]));
  const byMin = Math.min(...byHand.times) / Math.min(...ours.times);
  console.log(`  time by hand / ours = ${ratio.toFixed(2)} (of the minima ${byMin.toFixed(2)})`);
  console.log(`  ${checked.wrong} wrong records of ${checked.records}`);
  const file = option("json");
  if (file !== undefined)
    writeFileSync(file, `${JSON.stringify({ row, ratio, byMin, checked })}\n`);
  if (checked.wrong > 0) process.exitCode = 1;
}

if (option("as") !== undefined) await contend(option("as"), option("in"));
else {
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-bench-state-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  await compare(folder);
}
