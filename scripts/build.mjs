// Builds ksmlc: TypeScript -> dist/, then the runtime as a package -> vendor/ksmlc-runtime.tgz, which generated projects carry.
// Does nothing where both are newer than the sources, so that tests and the demo can call it first; `--force` builds anyway.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packRuntime } from "./pack-runtime.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "vendor", "ksmlc-runtime.tgz");

/** Newest change below a path, in milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isFresh() {
  if (!existsSync(target)) return false;
  const built = statSync(target).mtimeMs;
  const sources = [
    "compiler",
    "runtime",
    "bin",
    "scripts",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
  ];
  return sources.every((name) => newest(join(root, name)) <= built);
}

/** Where install scripts are not run, tsc is there all the same: it comes with the package of the platform. */
function compile(outDir) {
  const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
  const { status } = spawnSync(
    process.execPath,
    [join(dirname(tsc), "bin", "tsc"), "-p", "tsconfig.build.json", "--outDir", outDir],
    { cwd: root, stdio: "inherit" },
  );
  return status === 0;
}

function build() {
  const started = new Date();
  // Beside the old one until all of it is there: who runs ksmlc meanwhile has a whole one.
  const staging = join(root, `dist.${process.pid}`);
  const old = join(root, `dist.old.${process.pid}`);
  try {
    if (!compile(staging)) return 1;
    mkdirSync(dirname(target), { recursive: true });
    packRuntime({ root, dist: staging, target: `${target}.${process.pid}` });
    if (existsSync(join(root, "dist"))) renameSync(join(root, "dist"), old);
    renameSync(staging, join(root, "dist"));
    // What changes while it is built is not in it.
    utimesSync(`${target}.${process.pid}`, started, started);
    renameSync(`${target}.${process.pid}`, target);
    return 0;
  } finally {
    for (const path of [staging, old, `${target}.${process.pid}`]) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

const lock = join(root, ".cache", "build.lock");

/** One build at a time: tests in parallel ask for one each. Waits for the other; a lock whose owner is gone counts as none. */
function takeLock() {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(ownerOfLock())) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

function ownerOfLock() {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  // Made, and not written yet.
  if (pid === 0) return existsSync(lock);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

const forced = process.argv.includes("--force");
if (forced || !isFresh()) {
  takeLock();
  try {
    if (forced || !isFresh()) process.exitCode = build();
  } finally {
    rmSync(lock, { force: true });
  }
}
