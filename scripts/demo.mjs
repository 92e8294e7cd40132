// `npm run demo`: compiles an example and runs it on the broker inside ksmlc. Shows the definition, a part of the generated code, and
// the records that go in and come out. Ends by itself.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const example = join(root, "examples", "hot-sensors");
const ksmlc = join(root, "bin", "ksmlc.js");

/** Runs Node on a script with the demo's own output, or gives what it printed. */
function node(args, { capture = false } = {}) {
  const { status, signal, stdout } = spawnSync(process.execPath, args, {
    cwd: example,
    encoding: "utf8",
    stdio: ["ignore", capture ? "pipe" : "inherit", "inherit"],
    timeout: 50_000,
  });
  if (status !== 0) {
    console.error(`\nThe demo failed: ${args.slice(1).join(" ")} ended with ${signal ?? status}.`);
    process.exit(1);
  }
  return stdout;
}

const title = (text) => console.log(`\n== ${text}\n`);
const indented = (text) => text.trimEnd().replace(/^(?=.)/gm, "  ");

/** The `functions` and the `pipelines` of the generated module. */
function excerpt(path) {
  const text = readFileSync(path, "utf8");
  return text.slice(text.indexOf("// Functions"));
}

const service = mkdtempSync(join(tmpdir(), "ksmlc-demo-"));
try {
  // What `npm ci --ignore-scripts` left out.
  node([join(root, "scripts", "build.mjs")]);

  title("The definition: examples/hot-sensors/hot-sensors.yaml");
  console.log(indented(readFileSync(join(example, "hot-sensors.yaml"), "utf8")));

  title("What `ksmlc build` makes of it: src/hot-sensors.ts");
  node([ksmlc, "build", "hot-sensors.yaml", "-o", join(service, "project"), "-q"]);
  console.log(indented(excerpt(join(service, "project", "src", "hot-sensors.ts"))));

  title("Records into the topic `readings`");
  console.log(indented(readFileSync(join(example, "readings.ndjson"), "utf8")));

  title("`ksmlc run` compiles and runs it on a broker of its own; records out of all other topics");
  const run = [ksmlc, "run", "hot-sensors.yaml", "--feed", "readings=readings.ndjson"];
  node([...run, "--print", "alarms", "--print", "quiet_readings", "--until-idle"]);

  title("To run it as a service of its own");
  console.log("  npm exec -c 'node bin/ksmlc.js build examples/hot-sensors/hot-sensors.yaml'");
  console.log("  cd hot-sensors && npm ci && npm run build && npm start -- --embedded\n");
} finally {
  rmSync(service, { recursive: true, force: true });
}
