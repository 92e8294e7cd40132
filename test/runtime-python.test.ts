/** The Python fixtures on the runtime alone, through the tree walker; `python.test.ts` runs them as emitted code. */

import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as py from "../runtime/python/index.ts";
import { interpretPython } from "./support/interpret-python.ts";

const folder = new URL("../fixtures/python/", import.meta.url);
const original = { ...py.environment };

interface Row {
  readonly name: string;
  readonly source: string;
  readonly output: string;
  readonly error?: string;
}

/** What the module printed, and the exception it ended with. */
function run(source: string): { output: string; error: string | undefined } {
  let output = "";
  py.setEnvironment({
    print: (text) => {
      output += text;
    },
  });
  let error: string | undefined;
  try {
    interpretPython(source);
  } catch (thrown) {
    error = py.describe(py.caught(thrown));
  }
  return { output, error };
}

afterAll(() => py.setEnvironment(original));

process.env.TZ = "UTC";

// The tree walker never waits: what does needs the emitter.
const isForIt = (name: string): boolean => name.endsWith(".yaml") && name !== "waiting.yaml";

for (const file of readdirSync(folder).filter(isForIt)) {
  const rows = parse(readFileSync(new URL(file, folder), "utf8")) as Row[];
  // Classes, `with` and `match` need the emitter.
  describe(file.replace(".yaml", ""), () => {
    test.each(rows.filter((row) => !/^\s*(class|with|match) /m.test(row.source)))(
      "$name",
      (row) => {
        expect(run(row.source)).toEqual({ output: row.output, error: row.error });
      },
    );
  });
}
