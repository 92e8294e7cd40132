/**
 * `npm run bench [-- ROW… --rounds=15]`: what `ksmlc build` writes, beside hand-written services, in interleaved runs
 * (README.md). Nothing is asserted about time; a wrong record is said, and makes the run fail.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const args = process.argv.slice(2);
/** Beside contenders/ with compare.mjs, or beside by-hand/ with stateful.mjs. */
const ROWS = {
  json200: { definition: "sensors" },
  json1k: { definition: "sensors" },
  avro: { definition: "categorize" },
  aggregate: { definition: "aggregate", isStateful: true },
  "aggregate-persistent": { definition: "aggregate", isStateful: true },
  analytics: { definition: "podcast-insights", isStateful: true },
  "analytics-persistent": { definition: "podcast-insights-persistent", isStateful: true },
};
const named = args.filter((arg) => !arg.startsWith("--")).flatMap((arg) => arg.split(","));
const wanted = named.length === 0 ? Object.keys(ROWS) : named;
for (const row of wanted.filter((each) => ROWS[each] === undefined)) {
  throw new Error(`there is no row ${row}, but ${Object.keys(ROWS).join(", ")}`);
}
const options = args.filter((arg) => arg.startsWith("--"));
/** What a service is started with: for ours and for what stands beside it. */
const { scripts } = JSON.parse(readFileSync(join(root, "templates/service/package.json"), "utf8"));
const nodeOptions = scripts.start.split(" ").filter((part) => part.startsWith("--max-"));
const work = mkdtempSync(join(tmpdir(), "ksmlc-bench-"));

/** Where a definition is, and its schemas. */
function sourceOf(definition) {
  if (!definition.startsWith("podcast-insights")) {
    return [join(import.meta.dirname, `${definition}.yaml`), join(import.meta.dirname, "schemas")];
  }
  const example = join(root, "examples/podcast-insights");
  const text = readFileSync(join(example, "podcast-insights.yaml"), "utf8");
  const input = join(work, `${definition}.yaml`);
  writeFileSync(input, definition.endsWith("-persistent") ? withWindowsOnDisk(text) : text);
  return [input, join(example, "schemas")];
}

/** The example keeps its windows in memory, without a changelog. */
function withWindowsOnDisk(text) {
  const changed = text.replace(
    "windowSize: 1h",
    "windowSize: 1h\n    persistent: true\n    logging: true",
  );
  if (changed === text) throw new Error("the example's window store is not as this row expects it");
  return changed;
}

/** The project that `ksmlc build` writes, compiled, with this checkout's runtime. */
function build(definition) {
  const project = join(work, "projects", definition);
  const ksmlc = join(root, "bin/ksmlc.js");
  const [input, schemas] = sourceOf(definition);
  execFileSync(
    process.execPath,
    [ksmlc, "build", input, "--schemas", schemas, "-o", project, "-q", "--no-typecheck"],
    // What the compiler notices about a definition is of no interest here; what it refuses is.
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  mkdirSync(join(project, "node_modules"), { recursive: true });
  symlinkSync(root, join(project, "node_modules/ksmlc"));
  symlinkSync(join(root, "node_modules/@types"), join(project, "node_modules/@types"));
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", project], {
    stdio: "inherit",
  });
  return project;
}

/** The same work on the fields of the comparison and on others, in turn: nothing may depend on the names. */
function compareOtherFields(projects, scenario) {
  const run = (which) =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [...nodeOptions, join(import.meta.dirname, "other-fields.mjs"), scenario, which],
        {
          encoding: "utf8",
          env: { ...process.env, KSMLC_BENCH_PROJECT: projects[which] },
        },
      ),
    );
  const pairs = [1, 2, 3].map(() => [run("same"), run("other")]);
  const ratios = pairs.map(([same, other]) => other.median / same.median).sort((a, b) => a - b);
  const wrong = pairs[0][1].wrong;
  console.log(
    `  ${scenario}: time on other fields / on these = ${ratios[1].toFixed(2)}, ${wrong} wrong records on other fields`,
  );
  return wrong;
}

function compare(definition, project, scenarios, extra) {
  const file = join(work, `${definition}.json`);
  const result = spawnSync(
    process.execPath,
    [
      ...nodeOptions,
      join(import.meta.dirname, "contenders/compare.mjs"),
      scenarios.join(","),
      `--add=${join(import.meta.dirname, "service.mjs")}`,
      `--json=${file}`,
      ...options,
      ...extra,
    ],
    { stdio: "inherit", env: { ...process.env, KSMLC_BENCH_PROJECT: project } },
  );
  if (result.status !== 0) process.exit(result.status ?? 1);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Out: whether a record was wrong. */
function report(rows, scenario) {
  const of = (name) =>
    rows.find((row) => row.scenario === scenario && row.contender.endsWith(name));
  const ours = of("service.mjs");
  const wrong = ours.ordinary.wrong + ours.edge.wrong;
  for (const name of ["safe with values", "safe", "best", "idiomatic", "kafkajs-style"]) {
    const other = of(name);
    if (other !== undefined) {
      const ratio = (other.ratio / ours.ratio).toFixed(2);
      const ofMinima = (other.min / ours.min).toFixed(2);
      console.log(`  ${scenario}: time of ${name} / ours = ${ratio} (of the minima ${ofMinima})`);
    }
  }
  console.log(
    `  ${scenario}: ${wrong} wrong records of ${ours.ordinary.records + ours.edge.records}`,
  );
  return wrong > 0;
}

/** Out: whether a record was wrong. */
function compareStateful(row, project) {
  const [inputs, persistent] = row.split("-");
  const result = spawnSync(
    process.execPath,
    [
      ...nodeOptions,
      join(import.meta.dirname, "stateful.mjs"),
      inputs,
      `--project=${project}`,
      ...(persistent === undefined ? [] : ["--persistent"]),
      ...options,
    ],
    { stdio: "inherit" },
  );
  return result.status !== 0;
}

let failed = false;
try {
  const stateless = wanted.filter((row) => ROWS[row].isStateful !== true);
  const definitionOf = (row) => ROWS[row].definition;
  const hasSensors = stateless.some((row) => definitionOf(row) === "sensors");
  const other = hasSensors ? build("other-fields") : "";
  for (const definition of new Set(stateless.map(definitionOf))) {
    const scenarios = stateless.filter((row) => definitionOf(row) === definition);
    const project = build(definition);
    const rows = compare(definition, project, scenarios, []);
    console.log("\nksmlc beside the contenders: medians of the rounds, and minima");
    for (const scenario of scenarios) failed = report(rows, scenario) || failed;
    if (definition !== "sensors") continue;
    for (const scenario of scenarios) {
      failed = compareOtherFields({ same: project, other }, scenario) > 0 || failed;
    }
  }
  const projects = new Map();
  for (const row of wanted.filter((each) => ROWS[each].isStateful === true)) {
    const definition = definitionOf(row);
    if (!projects.has(definition)) projects.set(definition, build(definition));
    failed = compareStateful(row, projects.get(definition)) || failed;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
