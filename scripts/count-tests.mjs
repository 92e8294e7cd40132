// The closing line of .ci/run. In: vitest's JSON report. Exit code 1 where a test failed or was skipped: none may be, but for
// those that compare with what not every machine has (recordings beside the project, CPython 3.12).
import { readFileSync } from "node:fs";

const MAY_BE_SKIPPED = /\/(python-syntax|reference|reference-topologies)\.test\.ts$/;

const [path] = process.argv.slice(2);
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
  readFileSync(path, "utf8"),
);
const wrong = testResults
  .filter(({ name }) => !MAY_BE_SKIPPED.test(name))
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status !== "passed");
for (const { status, fullName } of wrong) console.log(`${status}: ${fullName}`);
const skipped = numPendingTests + numTodoTests;
console.log(`\ntests: ${numPassedTests} passed, ${numFailedTests} failed, ${skipped} skipped`);
if (numFailedTests > 0 || wrong.length > 0) process.exitCode = 1;
