/**
 * `npm run bench [-- scenario,... --rounds=15]`: what `ksmlc build` writes, beside the hand-written contenders, in one
 * interleaved run. Nothing is asserted about time; a wrong record is said, and makes the run fail.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const args = process.argv.slice(2);
const wanted = (args.find((arg) => !arg.startsWith("--")) ?? "json200,json1k,avro").split(",");
/** Which definition does the work of a scenario. */
const definitionOf = (scenario) => (scenario === "avro" ? "categorize" : "sensors");
const options = args.filter((arg) => arg.startsWith("--"));
const work = mkdtempSync(join(tmpdir(), "ksmlc-bench-"));

/** The project that `ksmlc build` writes, compiled, with this checkout's runtime. */
function build(definition) {
  const project = join(work, definition);
  const ksmlc = join(root, "bin/ksmlc.js");
  const input = join(import.meta.dirname, `${definition}.yaml`);
  const schemas = join(import.meta.dirname, "schemas");
  execFileSync(
    process.execPath,
    [ksmlc, "build", input, "--schemas", schemas, "-o", project, "-q", "--no-typecheck"],
    {
      stdio: "inherit",
    },
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
        [join(import.meta.dirname, "other-fields.mjs"), scenario, which],
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
      console.log(`  ${scenario}: time of ${name} / ours = ${ratio}`);
    }
  }
  console.log(
    `  ${scenario}: ${wrong} wrong records of ${ours.ordinary.records + ours.edge.records}`,
  );
  return wrong > 0;
}

let failed = false;
try {
  const hasSensors = wanted.some((scenario) => definitionOf(scenario) === "sensors");
  const other = hasSensors ? build("other-fields") : "";
  for (const definition of new Set(wanted.map(definitionOf))) {
    const scenarios = wanted.filter((scenario) => definitionOf(scenario) === definition);
    const project = build(definition);
    const rows = compare(definition, project, scenarios, []);
    console.log("\nksmlc beside the contenders: medians of the rounds");
    for (const scenario of scenarios) failed = report(rows, scenario) || failed;
    if (definition !== "sensors") continue;
    for (const scenario of scenarios) {
      failed = compareOtherFields({ same: project, other }, scenario) > 0 || failed;
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
