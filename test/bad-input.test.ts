/**
 * Bad input to each command, as a process: the words, the next step and the exit code of cli.md; nothing half written, and
 * an end within bounded time.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildKsmlc } from "./support/built-ksmlc.ts";

const cli = pathToFileURL(resolve(import.meta.dirname, "../bin/cli.ts")).href;
const folder = mkdtempSync(join(tmpdir(), "ksmlc-bad-"));
beforeAll(() => buildKsmlc());
afterAll(() => rmSync(folder, { recursive: true }));

/** Root may read and write everything: what an ordinary user may not, root may not either without these capabilities. */
const AS_ORDINARY_USER =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** From the sources, so that what is tested is what stands there. */
function ksmlc(args: readonly string[], input = "", prefix: readonly string[] = []): Outcome {
  const script = `const { main } = await import(${JSON.stringify(cli)}); await main(process.argv);`;
  const started = performance.now();
  const [program = process.execPath, ...before] = [...prefix, process.execPath];
  const { status, stdout, stderr } = spawnSync(
    program,
    [
      ...before,
      "--disable-warning=ExperimentalWarning",
      "--input-type=module",
      "-e",
      script,
      "ksmlc",
      ...args,
    ],
    { cwd: folder, encoding: "utf8", input, timeout: 60_000 },
  );
  return { code: status, out: stdout, err: stderr, ms: performance.now() - started };
}

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const GOOD = `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  labels: {topic: labels, keyType: string, valueType: json}
pipelines:
  relabel: {from: parcels, to: labels}
`;
write("good.yaml", GOOD);
mkdirSync(join(folder, "empty-folder"));
mkdirSync(join(folder, "plain-folder"));
writeFileSync(join(folder, "plain-folder", "one.yaml"), GOOD);
write("large.yaml", "");
truncateSync(join(folder, "large.yaml"), 50_000_000);

/** Each level holds the one before nine times. */
const BOMB = [..."abcdefghi"]
  .map((name, i, all) => `${name}: &${name} [${Array(9).fill(i === 0 ? "x" : `*${all[i - 1]}`)}]`)
  .join("\n");

const COMMANDS = ["check", "build", "run", "describe"] as const;

/** Files: content, exit code, words. A next step is in each. */
const FILES: readonly (readonly [string, string | Uint8Array | null, number, readonly string[]])[] =
  [
    [
      "no-yaml.yaml",
      "streams: [\n",
      1,
      ["error[syntax/yaml]", "no-yaml.yaml:2:1", "help: close it"],
    ],
    [
      "empty.yaml",
      "",
      1,
      ["error[syntax/empty-file]", "empty.yaml:1:1", "help: write a definition"],
    ],
    ["comment.yaml", "# nothing\n", 1, ["error[syntax/empty-file]", "help: "]],
    [
      "list.yaml",
      "- a\n",
      1,
      ["error[syntax/not-a-definition]", "this file holds a list", "help: "],
    ],
    ["large.yaml", null, 1, ["error[syntax/too-large]", "50000000 bytes", "help: "]],
    ["bomb.yaml", `${BOMB}\n`, 1, ["error[syntax/yaml-alias]", "bomb.yaml:2:8", "help: "]],
    [
      "nul.yaml",
      "streams:\n  a\0b: {}\n",
      1,
      ["error[syntax/yaml]", "U+0000", "nul.yaml:2:4", "help: "],
    ],
    [
      "latin1.yaml",
      Uint8Array.from([0x61, 0x3a, 0x20, 0xe9]),
      1,
      ["error[syntax/not-utf-8]", "help: "],
    ],
    ["deep.yaml", "[".repeat(1_000_000), 1, ["error[syntax/too-deep]", "help: "]],
    [
      "nested.yaml",
      `functions:\n  f:\n    type: predicate\n    expression: ${"(".repeat(90_000)}1${")".repeat(90_000)}\n`,
      1,
      ["error[python/too-deep]", "help: "],
    ],
    ["missing.yaml", null, 2, ["There is no file `missing.yaml`", "next: check the path"]],
    ["good.yaml/below", null, 2, ["There is no file `good.yaml/below`", "next: "]],
    ["empty-folder", null, 2, ["`empty-folder` has neither", "next: "]],
    ["/dev/zero", null, 2, ["`/dev/zero` is no file with text", "next: "]],
  ];
for (const [name, content] of FILES) if (content !== null) write(name, content);

describe.each(COMMANDS)("%s", (command) => {
  it.each(FILES.map(([name, , code, words]) => [name, code, words] as const))(
    "%s: exit code %i",
    (name, code, words) => {
      const before = readdirSync(folder);
      const { code: ended, out, err, ms } = ksmlc([command, name]);
      const said = code === 2 ? err : out;
      for (const part of words) expect(said).toContain(part);
      expect({ code: ended, other: code === 2 ? out : err }).toEqual({ code, other: "" });
      expect(ms).toBeLessThan(20_000);
      expect(readdirSync(folder)).toEqual(before);
    },
  );

  it("a folder of definitions without a runner file: check takes each, all others name them", () => {
    const { code, err } = ksmlc([command, "plain-folder"]);
    expect(code).toBe(command === "check" ? 0 : 2);
    if (command !== "check") {
      expect(err).toContain("but the definitions `plain-folder/one.yaml`");
      expect(err).toContain("next: name those that make one service");
    }
  });

  it("a file that may not be read", () => {
    write("secret.yaml", GOOD);
    chmodSync(join(folder, "secret.yaml"), 0);
    const { code, err } = ksmlc([command, "secret.yaml"], "", AS_ORDINARY_USER);
    expect({ code, err }).toMatchObject({ code: 2 });
    expect(err).toContain("you have no permission to read it");
  });

  it.each([
    [["--frobnicate"], "unknown option", "--help"],
    [["good.yaml", "-c", "nowhere.yaml"], "There is no file `nowhere.yaml`", "check the path"],
    [["good.yaml", "-c", "empty-folder"], "it is a folder", "check the path"],
    [["good.yaml", "--schemas", "nowhere"], "is no folder", "give the folder"],
    [["good.yaml", "--format", "xml"], "Allowed choices are", "--help"],
    [["good.yaml", "--color", "mauve"], "Allowed choices are", "--help"],
    [["-c"], "argument missing", "--help"],
    [["good.yaml", "plain-folder"], "a folder among other paths", "give the folder alone"],
    [
      ["good.yaml", "plain-folder/one.yaml", "./plain-folder/../plain-folder/one.yaml"],
      "would both have the namespace",
      "rename",
    ],
  ])("%j", (args, words, next) => {
    const { code, out, err } = ksmlc([command, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
    expect(err.slice(err.indexOf("next: "))).toContain(next);
    expect(err).not.toMatch(/\n {4}at /);
  });
});

describe("the folder of build", () => {
  const build = (...args: readonly string[]): Outcome =>
    ksmlc(["build", "good.yaml", "--no-typecheck", ...args]);

  it.each([
    ["a file", "good.yaml", "`good.yaml` cannot be written: it is no folder"],
    [
      "below a file",
      "good.yaml/a/b",
      "`good.yaml/a/b` cannot be written: a part of the path is a file",
    ],
    ["a device", "/dev/zero", "`/dev/zero` cannot be written: it is no folder"],
    ["where no folder can be made", "/proc/ksmlc", "`/proc/ksmlc` cannot be written"],
    ["too long", "x".repeat(300), "its name is too long"],
    ["nothing", "", "names no folder"],
  ])("is %s", (_name, output, words) => {
    const before = readdirSync(folder);
    const { code, out, err, ms } = build("-o", output);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
    expect(err).toContain("next: ");
    expect(ms).toBeLessThan(20_000);
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, "good.yaml"), "utf8")).toBe(GOOD);
  });

  it("cannot hold one of the files: what was there stays, nothing is added", () => {
    mkdirSync(join(folder, "blocked/src/main.ts/x"), { recursive: true });
    const { code, err } = build("-o", "blocked", "--force");
    expect(code).toBe(2);
    expect(err).toContain("main.ts` cannot be written: it is a folder");
    expect(readdirSync(join(folder, "blocked"), { recursive: true }).sort()).toEqual([
      "src",
      "src/main.ts",
      "src/main.ts/x",
    ]);
  });

  it("holds a file that ksmlc did not write: nothing is changed", () => {
    mkdirSync(join(folder, "foreign"));
    writeFileSync(join(folder, "foreign/README.md"), "mine");
    const { code, out } = build("-o", "foreign");
    expect(code).toBe(1);
    expect(out).toContain("error[project/foreign]: `README.md` is there already");
    expect(out).toContain("help: ");
    expect(readdirSync(join(folder, "foreign"))).toEqual(["README.md"]);
  });

  it("is a link to a folder", () => {
    mkdirSync(join(folder, "target"));
    symlinkSync("target", join(folder, "link"));
    expect(build("-o", "link")).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(folder, "target/src/good.ts"))).toBe(true);
  });

  it("may not be written", () => {
    mkdirSync(join(folder, "locked"), { mode: 0o500 });
    const { code, err } = ksmlc(
      ["build", "good.yaml", "-o", "locked/project"],
      "",
      AS_ORDINARY_USER,
    );
    expect(code).toBe(2);
    expect(err).toContain("you have no permission to write there");
  });

  it("a definition with errors writes nothing over an earlier build", () => {
    expect(build("-o", "earlier").code).toBe(0);
    const before = readFileSync(join(folder, "earlier/.ksmlc.json"), "utf8");
    write("bad.yaml", GOOD.replace("pipelines:", "pipelinez:"));
    const { code } = ksmlc(["build", "bad.yaml", "-o", "earlier"]);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, "earlier/.ksmlc.json"), "utf8")).toBe(before);
    expect(existsSync(join(folder, "earlier/src/bad.ts"))).toBe(false);
  });

  it("no service may be called nothing", () => {
    const { code, err } = build("--application-id", " ");
    expect(code).toBe(2);
    expect(err).toContain("next: give a name");
  });
});

describe("run", () => {
  const run = (args: readonly string[], input = ""): Outcome =>
    ksmlc(["run", "good.yaml", "-q", ...args], input);

  it.each([
    [["--for", "10x"], "`--for 10x` is no duration", "`10s`"],
    [["--partitions", "0"], "`--partitions 0` is no number of partitions", "from 1"],
    [["--partitions", "1.5"], "is no number of partitions", "from 1"],
    [["--partitions", "1e9"], "is no number of partitions", "from 1 to 10000"],
    [["--embedded", "--kafka"], "exclude each other", "give one"],
    [["--kafka", "broker"], "`broker`, given with `--kafka`, is no address", "HOST:PORT"],
    [["--kafka", "a:1,b:99999"], "`b:99999`, given with `--kafka`, is no address", "HOST:PORT"],
    [["--feed", "-", "--feed", "parcels=-"], "once only", "give one"],
    [
      ["--feed", "nowhere.ndjson"],
      "`nowhere.ndjson` cannot be read: there is no such file",
      "check",
    ],
    [["--feed", "parcels=empty-folder"], "`empty-folder` cannot be read: it is a folder", "check"],
    [["--feed", ""], "`` cannot be read: there is no such file", "check"],
    [["--application-id", ""], "names nothing", "give a name"],
  ])("%j is wrong usage", (args, words, next) => {
    const { code, out, err, ms } = run([...args, "--until-idle"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
    expect(err.slice(err.indexOf("next: "))).toContain(next);
    expect(err).not.toMatch(/\n {4}at /);
    expect(ms).toBeLessThan(20_000);
  });

  const LINES: readonly (readonly [string, string])[] = [
    ["no JSON", "is no JSON"],
    ['{"key":"a"', "is no JSON"],
    ["[]", "no JSON object"],
    ["\0", "is no JSON"],
    ['{"key":1,"value":{}}', "The key does not fit the topic `parcels`"],
    ['{"key":"a","value":{},"colour":1}', "Unknown field `colour`"],
    [
      '{"topic":"labels","key":"a","value":{}}',
      "names the topic `labels`, and is fed to `parcels`",
    ],
    ['{"key":"a","value":{},"partition":5}', "`parcels` has no partition 5: there is 1"],
    ['{"key":"a","value":{},"timestamp":"x"}', "`timestamp` must be"],
    ['{"key":"a","value":{},"headers":{}}', "`headers` must be"],
    ['{"key":"a","value":{"$bytes":"!!"}}', "is no base64"],
    ['{"key":"a","value":12345678901234567890}', "more than 64 bits"],
  ];

  const titled = LINES.map(([line, words]) => [JSON.stringify(line), line, words] as const);
  it.each(titled)("the line %s of a file", (_title, line, words) => {
    write("feed.ndjson", `{"key":"k","value":{}}\n\n${line}\n`);
    const { code, out, err } = run([
      "--feed",
      "parcels=feed.ndjson",
      "--until-idle",
      "--print",
      "*",
    ]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^error: feed\.ndjson:3: /);
    expect(err).toContain(words);
    expect(err).toContain("  next: correct the line");
    expect(err).not.toMatch(/\n {4}at /);
  });

  it("a line of standard input: what came before it is processed, and the service ends in order", () => {
    const { code, out, err } = run(
      ["--feed", "parcels=-", "--print", "*"],
      '{"key":"k","value":{},"timestamp":5}\nno JSON\n',
    );
    expect(code).toBe(1);
    expect(err).toContain("error: standard input:2: The line is no JSON");
    expect(out.trimEnd().split("\n").filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it("a topic that Kafka does not take", () => {
    write("feed.ndjson", '{"topic":"two words","key":"k","value":{}}\n');
    const { code, err } = run(["--feed", "feed.ndjson", "--until-idle"]);
    expect(code).toBe(1);
    expect(err).toContain("two words");
    expect(err).toContain("help: give the topic a name of letters");
    expect(err).not.toMatch(/\n {4}at /);
  });

  it("names of topics that no pipeline has are told", () => {
    write("feed.ndjson", '{"topic":"parcel","key":"k","value":{}}\n');
    const { code, err } = run(["--feed", "feed.ndjson", "--print", "label", "--until-idle"]);
    expect(code).toBe(0);
    expect(err).toContain("warning: No pipeline reads `parcel`, which is fed.");
    expect(err).toContain("warning: Nothing writes to `label`, which is to be printed.");
  });

  it("no broker is configured", () => {
    const { code, err } = run(["--kafka", "--for", "2s"]);
    expect(code).toBe(1);
    expect(err).toContain("No broker is configured");
    expect(err).toContain("help: set `kafka.bootstrap.servers`");
  });

  it("a broker that is not there: it says what it waits for, and ends with the time it was given", () => {
    const { code, out, err, ms } = run(["--kafka", "127.0.0.1:1", "--for", "2s"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/WARN .*127\.0\.0\.1:1.*Trying again/);
    expect(err).toMatch(/ERROR .*Kafka at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/);
    expect(err).toContain("help: check that a broker listens there");
    expect(err).not.toMatch(/\n {4}at /);
    expect(err.trimEnd().split("\n").length).toBeLessThan(20);
    expect(ms).toBeLessThan(10_000);
  });

  it("brokers of the configuration that are no addresses", () => {
    write(
      "runner.yaml",
      "ksml: {definitions: {good: good.yaml}}\nkafka: {application.id: x, bootstrap.servers: nonsense}\n",
    );
    const { code, err } = ksmlc(["run", "runner.yaml", "-q", "--kafka"]);
    expect(code).toBe(1);
    expect(err).toContain("`nonsense` is no address host:port");
    expect(err).toContain("help: correct the runner file");
    expect(err).not.toMatch(/\n {4}at /);
  });

  it("a runner file that names a definition which is not there", () => {
    write("runner.yaml", "ksml: {definitions: {good: nowhere.yaml}}\nkafka: {application.id: x}\n");
    for (const command of COMMANDS) {
      const { code, out } = ksmlc([command, "runner.yaml"]);
      expect(code).toBe(2);
      expect(out).toContain("There is no definition file `nowhere.yaml`");
      expect(out).toContain("help: correct the path");
    }
  });
});

describe("describe", () => {
  it.each([
    [["--format", "pdf"], "Allowed choices are"],
    [["--optimization", "some"], "Allowed choices are all, none"],
  ])("%j is wrong usage", (args, words) => {
    const { code, out, err } = ksmlc(["describe", "good.yaml", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
    expect(err).toContain("next: `ksmlc describe --help` lists the options");
  });
});
