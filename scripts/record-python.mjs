// Runs the Python fixtures on CPython 3.12 and records what it printed, and the exception it ended with.
//   node scripts/record-python.mjs [family ...]    all families without names; needs CPython 3.12 (python3.12 on the PATH, or pyenv)
// Rows marked `by: ksml` have answers by KSML's own engine where that differs (python.md E2, E6, hash); they are left alone.

import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";

const folder = fileURLToPath(new URL("../fixtures/python/", import.meta.url));

/** Takes `[{source}]` as JSON, gives `[{output, error}]`; every row has fresh globals. */
const HARNESS = `
import contextlib, io, json, sys
results = []
for source in json.load(sys.stdin):
    printed, error = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(source, "case.py", "exec"), {"__name__": "__main__"})
        except BaseException as e:
            text = str(e)
            cls = type(e)
            name = cls.__name__ if cls.__module__ in ("builtins", "__main__") else f"{cls.__module__}.{cls.__name__}"
            error = name + (": " + text if text else "")
    results.append({"output": printed.getvalue(), "error": error})
json.dump(results, sys.stdout)
`;

function pythonEnvironment() {
  const env = { ...process.env, PYTHONHASHSEED: "0", PYTHONWARNINGS: "ignore", TZ: "UTC" };
  const pyenv = spawnSync("pyenv", ["versions", "--bare"], { encoding: "utf8" });
  const version = pyenv.stdout?.split("\n").find((line) => line.startsWith("3.12."));
  return version === undefined ? env : { ...env, PYENV_VERSION: version };
}

function record(file, env) {
  const path = folder + file;
  const document = parseDocument(readFileSync(path, "utf8"));
  const rows = document.contents.items.filter((row) => row.get("by") !== "ksml");
  const sources = rows.map((row) => row.get("source"));
  const results = JSON.parse(
    execFileSync("python3.12", ["-c", HARNESS], {
      env,
      input: JSON.stringify(sources),
      encoding: "utf8",
    }),
  );
  rows.forEach((row, i) => {
    const { output, error } = results[i];
    row.set("output", output);
    if (error === null) row.delete("error");
    else row.set("error", error);
  });
  writeFileSync(path, document.toString({ lineWidth: 0, blockQuote: "literal" }));
  return rows.length;
}

const env = pythonEnvironment();
const wanted = process.argv.slice(2).map((name) => `${name}.yaml`);
for (const file of wanted.length > 0
  ? wanted
  : readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  console.log(`${file}: ${record(file, env)} rows`);
}
