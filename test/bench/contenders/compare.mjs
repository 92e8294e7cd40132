// node compare.mjs [scenario,...] [--rounds=15] [--only=best,...] [--add=../path/service.mjs] [--json=file] [--examples]
// Every contender has a process of its own, as a service has; one works at a time, a round each, the order rotated.
// After the timing each is checked, on a fresh instance, against reference.mjs.
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decodeBatch } from "./batch.mjs";
import { crc32c } from "./crc32c.mjs";
import { SCENARIOS, shift } from "./scenarios.mjs";

const args = process.argv.slice(2),
  option = (name) => args.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3);
const rounds = Number(option("rounds") ?? 15),
  only = option("only")?.split(","),
  WARM_UP = 8;
const CONTENDERS = [
  { name: "best", module: "./best.mjs" },
  { name: "safe", module: "./safe.mjs" },
  {
    name: "safe with values",
    module: "./safe.mjs",
    options: { values: true },
    scenarios: ["json200", "json1k", "window", "join"],
  },
  { name: "limit", module: "./limit.mjs", scenarios: ["json200", "json1k", "window", "join"] }, // the rest is best.mjs's
  { name: "idiomatic", module: "./idiomatic.mjs" },
  {
    name: "idiomatic, unsorted",
    module: "./idiomatic.mjs",
    options: { sorted: false },
    scenarios: ["json200", "json1k", "join"],
  },
  { name: "kafkajs-style", module: "./kafkajs-style.mjs" },
  { name: "reference", module: "./reference.mjs", rounds: 3 },
  ...args
    .filter((a) => a.startsWith("--add="))
    .map((a) => ({ name: a.slice(6), module: pathToFileURL(a.slice(6)).href })),
].filter((c) => only === undefined || only.includes(c.name) || c.module.startsWith("file:"));

const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];
const plain = (name) => name.replace(/-.*/, ""); // count-1e5 is count on other data
const sum = (xs, f) => xs.reduce((n, x) => n + f(x), 0);
const recordsIn = (s) => s.batch.readInt32BE(57);

// In the contender's process.

const step = async (instance, { batch, source = 0 }) =>
  (await instance.process(batch, source)).map((b) => Buffer.from(b));

async function round(instance, { inputs, span }) {
  if (span) for (const s of inputs) shift(s.batch, span);
  const from = process.hrtime.bigint();
  for (const s of inputs) {
    const out = instance.process(s.batch, s.source ?? 0);
    if (!Array.isArray(out)) await out;
  }
  return Number(process.hrtime.bigint() - from) / 1000 / sum(inputs, recordsIn);
}

const show = (r) =>
  [
    r.timestamp,
    r.key?.toString("latin1"),
    r.value?.toString("latin1"),
    ...r.headers.flat().map(String),
  ].join(" | ");

/** Records of the reference that do not come out, or come out differently. */
async function verify(ours, theirs, steps) {
  const result = { records: 0, wrong: 0, otherBytes: 0 };
  for (const s of steps) {
    const want = await step(theirs, s);
    let got = [];
    try {
      got = await step(ours, s);
    } catch (e) {
      result.example ??= `throws ${e.message}`;
    }
    for (let i = 0; i < Math.max(want.length, got.length); i++) {
      const b = got[i];
      if (
        b !== undefined &&
        (b.readUInt32BE(17) !== crc32c(b, 21, b.length) || b.readInt32BE(8) !== b.length - 12)
      )
        throw new Error("CRC or length of a batch");
      const expected = want[i] === undefined ? [] : decodeBatch(want[i]).map(show);
      result.records += expected.length;
      if (b !== undefined && want[i] !== undefined && b.equals(want[i])) continue;
      result.otherBytes++;
      const there = new Map();
      for (const r of b === undefined ? [] : decodeBatch(b).map(show))
        there.set(r, (there.get(r) ?? 0) + 1);
      const missing = expected.filter((r) => {
        const n = there.get(r) ?? 0;
        there.set(r, n - 1);
        return n <= 0;
      });
      const extra = [...there].flatMap(([r, n]) => (n > 0 ? [r] : []));
      result.wrong += Math.max(missing.length, extra.length);
      if (missing.length > 0) result.example ??= `wants ${missing[0]}\n      has ${extra[0]}`;
    }
  }
  return result;
}

async function contend(name, { module, options }) {
  const { create } = await import(module),
    { create: reference } = await import("./reference.mjs");
  const scenario = SCENARIOS[name](),
    preload = scenario.preload ?? [],
    instance = create(plain(name), options);
  for (const s of preload) await step(instance, s);
  process.on("message", async (what) => {
    if (what === "round") return process.send(await round(instance, scenario));
    const pair = () => [create(plain(name), options), reference(plain(name))];
    process.send({
      ordinary: await verify(...pair(), [...preload, ...scenario.inputs]),
      edge: await verify(...pair(), scenario.edges),
    });
    process.disconnect();
  });
  process.send("ready");
}

// In the process that compares.

const answer = (child) =>
  new Promise((resolve) => {
    child.once("message", resolve);
  });
const ask = (child, what) => {
  const a = answer(child);
  child.send(what);
  return a;
};

async function compare(name) {
  const { inputs } = SCENARIOS[name](),
    records = sum(inputs, recordsIn),
    rows = [];
  for (const c of CONTENDERS.filter((x) => x.scenarios?.includes(name) ?? true)) {
    const child = fork(fileURLToPath(import.meta.url), ["--contender", name, JSON.stringify(c)]);
    child.on("exit", (code) => {
      if (code !== 0) throw new Error(`${c.name} died`);
    });
    rows.push({ c, child, times: [] });
    await answer(child);
  }
  const order = [...rows];
  for (let n = -WARM_UP; n < rounds; n++) {
    for (const row of order) {
      if (row.c.rounds !== undefined && (n < -1 || n >= row.c.rounds)) continue;
      const time = await ask(row.child, "round");
      if (n >= 0) row.times.push(time);
    }
    order.push(order.shift());
  }
  console.log(
    `\n${name}: ${records} records a round, ${(sum(inputs, (s) => s.batch.length) / records).toFixed(0)} B a record in`,
  );
  console.log(
    `${"contender".padEnd(21)} ${"median µs".padStart(10)} ${"min µs".padStart(8)} ${"× best".padStart(7)} ${"by min".padStart(7)}   wrong: ordinary, edge`,
  );
  const best = rows.find((r) => r.c.name === "best") ?? rows[0];
  return Promise.all(rows.map(async (r) => ({ r, checked: await ask(r.child, "verify") }))).then(
    (done) =>
      done.map(({ r, checked: { ordinary, edge } }) => {
        const min = Math.min(...r.times),
          ratio = median(r.times.map((t, i) => t / best.times[i])); // round by round: a neighbour hits both
        console.log(
          `${r.c.name.padEnd(21)} ${median(r.times).toFixed(3).padStart(10)} ${min.toFixed(3).padStart(8)} ${ratio.toFixed(2).padStart(7)} ` +
            `${(min / Math.min(...best.times)).toFixed(2).padStart(7)}   ${ordinary.wrong}/${ordinary.records}, ${edge.wrong}/${edge.records}`,
        );
        if (args.includes("--examples"))
          for (const x of [ordinary, edge]) if (x.example) console.log(`  ${x.example}`);
        return {
          scenario: name,
          contender: r.c.name,
          median: median(r.times),
          min,
          ratio,
          ordinary,
          edge,
        };
      }),
  );
}

if (args[0] === "--contender") await contend(args[1], JSON.parse(args[2]));
else {
  const results = [];
  for (const name of args.find((a) => !a.startsWith("--"))?.split(",") ?? Object.keys(SCENARIOS))
    results.push(...(await compare(name)));
  const min = (scenario, contender) =>
    results.find((r) => r.scenario === scenario && r.contender === contender)?.min;
  const sizes = ["count-1e3", "count", "count-1e5"];
  if (sizes.every((s) => results.some((r) => r.scenario === s))) {
    console.log("\ncount by number of keys, min µs a record: 1e3, 1e4, 1e5; 1e5 to 1e3");
    for (const { name } of CONTENDERS)
      if (min("count", name))
        console.log(
          `${name.padEnd(21)} ${sizes.map((s) => min(s, name).toFixed(3)).join(" ")}  ${(min(sizes[2], name) / min(sizes[0], name)).toFixed(2)}`,
        );
  }
  console.log(`\nNode ${process.version}, ${process.platform} ${process.arch}, ${rounds} rounds`);
  if (option("json")) writeFileSync(option("json"), `${JSON.stringify(results, null, 1)}\n`);
}
