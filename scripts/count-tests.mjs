// The closing line of .ci/run. In: vitest's JSON report. Exit code 1 where a test was skipped, since there none may be.
import { readFileSync } from "node:fs";

const [path] = process.argv.slice(2);
const { numTotalTests, numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
  readFileSync(path, "utf8"),
);
const skipped = numPendingTests + numTodoTests;
console.log(
  `\n${numTotalTests} tests: ${numPassedTests} passed, ${numFailedTests} failed, ${skipped} skipped`,
);
if (numFailedTests + skipped > 0) process.exitCode = 1;
