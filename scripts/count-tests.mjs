// The closing line of .ci/run. In: vitest's JSON report. Exit code 1 where a test failed or was skipped: none may be, but for
// those that compare with what not every machine has (the folder of recordings beside the project, CPython 3.12).
import { existsSync, readFileSync } from "node:fs";

const NEEDS_CPYTHON = /\/python-syntax\.test\.ts$/;
const NEEDS_SHARED =
  /\/(2-respell|canonical-schema|reference|reference-topologies|seed|seed-names)\.test\.ts$/;
const hasShared = existsSync(new URL("../../shared", import.meta.url));

const mayBeSkipped = (file) => NEEDS_CPYTHON.test(file) || (!hasShared && NEEDS_SHARED.test(file));

const [path] = process.argv.slice(2);
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
  readFileSync(path, "utf8"),
);
const wrong = testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.filter(
    ({ status }) => status !== "passed" && (status === "failed" || !mayBeSkipped(name)),
  ),
);
for (const { status, fullName } of wrong) console.log(`${status}: ${fullName}`);
const skipped = numPendingTests + numTodoTests;
console.log(`\ntests: ${numPassedTests} passed, ${numFailedTests} failed, ${skipped} skipped`);
if (numFailedTests > 0 || wrong.length > 0) process.exitCode = 1;
