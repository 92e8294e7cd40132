/** Where the lines of `print` sinks go: to standard output, or appended to the file that the sink names. */
import { appendFileSync } from "node:fs";
import type { NodeRuntime } from "../dsl/node.ts";

export function printLines(write: (text: string) => void): NodeRuntime["print"] {
  return (line, filename) => {
    if (filename === null) write(`${line}\n`);
    else appendFileSync(filename, `${line}\n`);
  };
}
