/**
 * The contract of the command line (cli.md), option by option: a row is a call with its exit code, what standard output
 * holds, and what standard error holds. What bad input does is in bad-input.test.ts.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildKsmlc, environment, root } from "./support/built-ksmlc.ts";
import type { CliCall, CliOutcome } from "./support/cli-session.ts";

const STREAMS = `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  labels: {topic: labels, keyType: string, valueType: json}
`;
const GOOD = `${STREAMS}pipelines:\n  relabel: {from: parcels, to: labels}\n`;
const FAULTY = `${STREAMS}pipelines:\n  relabel: {from: parcels, too: labels}\n`;
const OPEN = `${STREAMS}pipelines:
  relabel: {from: parcels, via: [{type: filter, if: is_mine}], to: labels}
`;
/** Nothing to run, and a name that nothing binds. */
const LIBRARY = `functions:
  is_mine: {type: predicate, expression: known_elsewhere(value)}
`;
const WARNED = `${STREAMS}functions:
  is_one: {type: predicate, expression: value is 1}
pipelines:
  relabel: {from: parcels, via: [{type: filter, if: is_one}], to: labels}
`;
const MISSING = `${STREAMS}tables:
  sizes: {topic: sizes, keyType: string, valueType: json}
pipelines:
  relabel: {from: parcels, to: labels}
`;
/** An info, and nothing else. */
const TOLD = `ksml:
  definitions: {good: good.yaml}
  errorHandling: {process: {handler: continueOnFail}}
kafka: {application.id: told}
`;
const PRODUCING = `${STREAMS}functions:
  make:
    type: generator
    globalCode: "made = 0"
    code: |
      global made
      made += 1
      print("making", made)
    expression: ("p" + str(made), {"number":made})
    resultType: (string,json)
  pack: {type: valueTransformer, expression: '{"b": value["number"] * 1.0, "a": None}', resultType: json}
producers:
  parcels: {generator: make, interval: 10ms, count: 3, to: parcels}
pipelines:
  relabel: {from: parcels, via: [{type: transformValue, mapper: pack}], to: labels}
`;
const ENDLESS = PRODUCING.replace("count: 3, ", "").replace(
  "parcels: {generator",
  "forever: {generator",
);
const RUNNER = (lines: string): string => `ksml:\n  definitions: {good: good.yaml}\n${lines}`;

const FILES: Readonly<Record<string, string>> = {
  "good.yaml": GOOD,
  "other.yaml": GOOD.replaceAll("relabel", "again"),
  "faulty.yaml": FAULTY,
  "open.yaml": OPEN,
  "library.yaml": LIBRARY,
  "warned.yaml": WARNED,
  "missing.yaml": MISSING,
  "producing.yaml": PRODUCING,
  "endless.yaml": ENDLESS,
  "named.yaml": RUNNER("kafka: {application.id: named}\n"),
  "nameless.yaml": RUNNER("kafka: {acks: all}\n"),
  "told.yaml": TOLD,
  "lost.yaml": "ksml:\n  definitions: {gone: gone.yaml}\nkafka: {application.id: lost}\n",
  "unknown-key.yaml": `${RUNNER("  enabelProducers: false\n")}kafka: {application.id: named}\n`,
  "inline.yaml": `ksml:
  definitions:
    shelf:
${GOOD.replace(/^(?=.)/gm, "      ")}kafka: {application.id: inline}
`,
  "variables.yaml": `ksml:
  definitions: {producing: producing.yaml}
kafka: {application.id: "\${TEAM}-\${STAGE:-dev}"}
`,
  "idle.yaml": `ksml:
  definitions: {producing: producing.yaml}
  enableProducers: false
kafka: {application.id: idle}
`,
  "service/ksml-runner.yaml": `ksml:
  configDirectory: parts
  definitions: {first: one.yaml, second: two.yaml}
kafka: {application.id: pair}
`,
  "service/parts/one.yaml": GOOD,
  "service/parts/two.yaml": GOOD.replaceAll("relabel", "again"),
  "plain/one.yaml": GOOD,
  "plain/two.yaml": FAULTY,
  "plain/suite.yaml": "definition: one.yaml\ntests: {}\nstreams: {}\n",
  "records.ndjson": `{"topic":"parcels","key":"a","value":{"number":1},"timestamp":1000,"headers":[{"key":"h","value":"x"}]}
{"topic":"parcels","key":"b","value":{"number":9007199254740993},"timestamp":2000}

{"topic":"parcels","key":null,"value":null}
`,
  "untopical.ndjson": `{"key":"a","value":{"number":1},"timestamp":1000}\n`,
  "keyless.ndjson": `{"key":null,"value":{"number":1}}\n`.repeat(4),
  "secret.txt": "from-a-file\n",
  "schemas/none.txt": "",
};

const folder = mkdtempSync(join(tmpdir(), "ksmlc-contract-"));
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

interface Row {
  readonly says: string;
  readonly args: readonly string[];
  readonly code: number;
  /** All of them are there; a text alone is the whole of it. */
  readonly out?: string | readonly RegExp[];
  readonly err?: string | readonly RegExp[];
  /** Below the folder of the test. */
  readonly in?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly isBroken?: boolean;
  /** A process of its own, with this as its standard input. */
  readonly input?: string;
  /** Looks at standard output, or at what was written. */
  readonly also?: (out: string, err: string) => void;
}

const HELP = [/^Usage: ksmlc /, /\n {2}build /, /\n {2}check /, /\n {2}describe /, /\n {2}run /];
const lines = (text: string): string[] => text.trimEnd().split("\n");
const records = (text: string): Record<string, unknown>[] =>
  lines(text).map((line) => JSON.parse(line) as Record<string, unknown>);
const written = (path: string): string => readFileSync(join(folder, path), "utf8");

interface Report {
  readonly diagnostics: readonly Record<string, unknown>[];
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
}
const report = (out: string): Report => {
  expect(lines(out)).toHaveLength(1);
  return JSON.parse(out) as Report;
};

const HELP_ROWS: readonly Row[] = [
  { says: "without arguments it prints its help", args: [], code: 0, out: HELP, err: "" },
  { says: "--help", args: ["--help"], code: 0, out: HELP, err: "" },
  {
    says: "what is not built is not in the help",
    args: [],
    code: 0,
    also: (out) => {
      expect(out).not.toMatch(/\n {2}(test|diff|init|explain|schemas|completion) /);
      expect(out).not.toMatch(/--(watch|stubs|dir|metrics|extensions|modules|registry)\b/);
    },
  },
  { says: "--version", args: ["--version"], code: 0, out: [/^\d+\.\d+\.\d+\n$/], err: "" },
  {
    says: "an unknown command",
    args: ["biuld"],
    code: 2,
    out: "",
    err: [/no command `biuld`/, /next: /],
  },
  ...["test", "diff", "init", "explain", "schemas", "completion"].map((name) => ({
    says: `${name} is not built yet`,
    args: [name],
    code: 2,
    out: "",
    err: [new RegExp(`no command \`${name}\` yet`), /next: /],
  })),
  ...["build", "check", "describe", "run"].flatMap((name): Row[] => [
    {
      says: `${name} --help`,
      args: [name, "--help"],
      code: 0,
      out: [new RegExp(`^Usage: ksmlc ${name} `)],
      err: "",
    },
    {
      says: `${name}, unknown option`,
      args: [name, "--frob"],
      code: 2,
      out: "",
      err: [/unknown option '--frob'/, /next: /],
    },
    {
      says: `${name}, unknown colour`,
      args: [name, "--color", "x", "good.yaml"],
      code: 2,
      out: "",
      err: [/auto, always, never/],
    },
  ]),
];

const CHECK_ROWS: readonly Row[] = [
  {
    says: "all is well",
    args: ["check", "good.yaml"],
    code: 0,
    out: "no errors in 1 file\n",
    err: "",
  },
  {
    says: "-q prints only what is wrong",
    args: ["check", "-q", "good.yaml"],
    code: 0,
    out: "",
    err: "",
  },
  {
    says: "-v says what is done, on standard error",
    args: ["check", "-v", "good.yaml"],
    code: 0,
    out: "no errors in 1 file\n",
    err: "checking good.yaml as good, service mode\n",
  },
  {
    says: "errors",
    args: ["check", "faulty.yaml"],
    code: 1,
    out: [
      /^error\[syntax\/unknown-key\]: /,
      /\n {2}faulty\.yaml:5:28 {2}pipelines\.relabel\.too\n/,
      /\n\n1 error in 1 file\n$/,
    ],
    err: "",
  },
  {
    says: "-q with errors",
    args: ["check", "-q", "faulty.yaml"],
    code: 1,
    also: (out) => expect(out).not.toMatch(/in 1 file/),
  },
  {
    says: "a warning is no failure",
    args: ["check", "warned.yaml"],
    code: 0,
    out: [/^warning\[python\/is-literal\]/, /\n1 warning in 1 file\n$/],
    err: "",
  },
  {
    says: "a warning with --strict",
    args: ["check", "--strict", "warned.yaml"],
    code: 1,
    out: [/^warning\[python\/is-literal\]/],
    err: "",
  },
  { says: "-q keeps warnings", args: ["check", "-q", "warned.yaml"], code: 0, out: [/^warning\[/] },
  { says: "-q drops infos", args: ["check", "-q", "told.yaml"], code: 0, out: "" },
  {
    says: "infos are no failure with --strict",
    args: ["check", "--strict", "told.yaml"],
    code: 0,
    out: [/^info\[reference\/deviation\]: V17/],
  },
  {
    says: "--color always",
    args: ["check", "--color", "always", "faulty.yaml"],
    code: 1,
    also: (out) => expect(out.startsWith("\u001b[1;31merror[")).toBe(true),
  },
  {
    says: "--color never",
    args: ["check", "--color", "never", "faulty.yaml"],
    code: 1,
    out: [/^error/],
  },
  { says: "no colour but on a terminal", args: ["check", "faulty.yaml"], code: 1, out: [/^error/] },
  {
    says: "--format json",
    args: ["check", "--format", "json", "good.yaml", "faulty.yaml"],
    code: 1,
    err: "",
    also: (out) => {
      const { diagnostics, ...counts } = report(out);
      expect(counts).toEqual({ files: 2, errors: 1, warnings: 0 });
      expect(diagnostics).toEqual([
        {
          code: "syntax/unknown-key",
          severity: "error",
          message: expect.any(String),
          file: "faulty.yaml",
          line: 5,
          column: 28,
          endLine: 5,
          endColumn: 31,
          help: expect.any(String),
          related: [],
        },
      ]);
    },
  },
  {
    says: "--format json without findings",
    args: ["check", "--format", "json", "good.yaml"],
    code: 0,
    out: '{"diagnostics":[],"files":1,"errors":0,"warnings":0}\n',
  },
  {
    says: "--format github",
    args: ["check", "--format", "github", "faulty.yaml", "warned.yaml"],
    code: 1,
    out: [
      /^::error file=faulty\.yaml,line=5,col=28,endLine=5,endColumn=31,title=syntax\/unknown-key::/,
      /\n::warning file=warned\.yaml,/,
    ],
  },
  {
    says: "--format github, infos",
    args: ["check", "--format", "github", "told.yaml"],
    code: 0,
    out: [/^::notice file=told\.yaml,/],
  },
  {
    says: "an unknown format",
    args: ["check", "--format", "xml", "good.yaml"],
    code: 2,
    out: "",
    err: [/text, json, github/],
  },
  {
    says: "files in the order given",
    args: ["check", "--format", "github", "open.yaml", "faulty.yaml"],
    code: 1,
    also: (out) =>
      expect(lines(out).map((line) => /file=(\w+)/.exec(line)?.[1])).toEqual(["open", "faulty"]),
  },
  {
    says: "names are bound where there is something to run",
    args: ["check", "open.yaml"],
    code: 1,
    out: [/^error\[name\/unknown-function\]/],
  },
  {
    says: "--library: open names are infos",
    args: ["check", "--library", "open.yaml"],
    code: 0,
    out: [/^info\[name\/unknown-function\]/, /no errors/],
  },
  {
    says: "nothing to run: library mode",
    args: ["check", "library.yaml"],
    code: 0,
    out: [/^info\[name\/unknown\]/],
  },
  {
    says: "--service says otherwise",
    args: ["check", "--service", "library.yaml"],
    code: 1,
    out: [/^error\[name\/unknown\]/],
  },
  {
    says: "--library and --service",
    args: ["check", "--library", "--service", "good.yaml"],
    code: 2,
    out: "",
    err: [/exclude each other/],
  },
  {
    says: "what is not built is an info",
    args: ["check", "missing.yaml"],
    code: 0,
    out: [/^info\[pipeline\/not-built-yet\]/],
  },
  {
    says: "--schemas that is a folder",
    args: ["check", "--schemas", "schemas", "good.yaml"],
    code: 0,
  },
  {
    says: "--schemas that is none",
    args: ["check", "--schemas", "good.yaml", "good.yaml"],
    code: 2,
    out: "",
    err: [/is no folder/, /next: /],
  },
  {
    says: "a runner file",
    args: ["check", "-v", "named.yaml"],
    code: 0,
    err: "checking good.yaml as good, service mode\n",
  },
  {
    says: "a runner file with a definition in it",
    args: ["check", "-v", "inline.yaml"],
    code: 0,
    err: "checking inline.yaml as shelf, service mode\n",
  },
  {
    says: "a runner file is strict",
    args: ["check", "unknown-key.yaml"],
    code: 1,
    out: [/^error\[config\/unknown-key\].*`enabelProducers`/, /did you mean `enableProducers`/],
  },
  {
    says: "a runner file that names a file which is not there",
    args: ["check", "lost.yaml"],
    code: 2,
    out: [/^error\[config\/missing-file\]/],
  },
  {
    says: "a folder with a runner file",
    args: ["check", "-v", "service"],
    code: 0,
    err: [/parts\/one\.yaml as first/, /parts\/two\.yaml as second/],
  },
  {
    says: "the working directory",
    args: ["check", "-v"],
    in: "service",
    code: 0,
    err: [/parts\/one\.yaml as first/],
  },
  {
    says: "a folder without one: each definition by itself, no suites",
    args: ["check", "-v", "plain"],
    code: 1,
    out: [/plain\/two\.yaml:5/, /1 error in 2 files/],
    err: "checking plain/one.yaml as one, service mode\nchecking plain/two.yaml as two, service mode\n",
  },
  {
    says: "-c with paths gives configuration only",
    args: ["check", "-v", "-c", "named.yaml", "other.yaml"],
    code: 0,
    out: [/^info\[config\/definitions-not-compiled\]/],
    err: "checking other.yaml as other, service mode\n",
  },
  {
    says: "-c alone",
    args: ["check", "-v", "--config", "named.yaml"],
    code: 0,
    err: "checking good.yaml as good, service mode\n",
  },
  {
    says: "a variable in the configuration is told",
    args: ["check", "variables.yaml"],
    code: 0,
    out: [/^info\[reference\/deviation\]: V28/],
  },
  {
    says: "a bug of ours",
    args: ["check", "--format", "json", "good.yaml"],
    isBroken: true,
    code: 70,
    out: "",
    err: [/mistake of its own/, /report it/],
  },
];

const BUILD_ROWS: readonly Row[] = [
  {
    says: "build writes to ./<namespace> and says nothing where nobody watches",
    args: ["build", "good.yaml"],
    code: 0,
    out: "",
    err: "",
    also: () => expect(existsSync(join(folder, "good/package.json"))).toBe(true),
  },
  {
    says: "again: nothing changes",
    args: ["build", "good.yaml", "--dry-run"],
    code: 0,
    out: "nothing would change\n",
  },
  {
    says: "-o and --dry-run names what would change and writes nothing",
    args: ["build", "good.yaml", "-o", "dry", "--dry-run", "--no-typecheck"],
    code: 0,
    out: [/^\w+ +dry\/.*package\.json$/m, /dry\/src\/good\.ts$/m],
    also: () => expect(existsSync(join(folder, "dry"))).toBe(false),
  },
  {
    says: "-v names what was written",
    args: ["build", "good.yaml", "-o", "loud", "-v", "--no-typecheck"],
    code: 0,
    out: "",
    err: [/^compiling good\.yaml as good, service mode\n/, /loud\/src\/good\.ts\n/],
  },
  {
    says: "--application-id names service and folder",
    args: ["build", "good.yaml", "--application-id", "mine", "--no-typecheck"],
    code: 0,
    also: () => expect(written("mine/src/main.ts")).toContain('id: "mine"'),
  },
  {
    says: "the runner file's application.id comes first",
    args: ["build", "named.yaml", "--application-id", "mine", "-o", "first", "--no-typecheck"],
    code: 0,
    also: () => expect(written("first/src/main.ts")).toContain('id: "named"'),
  },
  {
    says: "without one there: the option",
    args: ["build", "nameless.yaml", "--application-id", "mine", "-o", "second", "--no-typecheck"],
    code: 0,
    also: () => expect(written("second/src/main.ts")).toContain('id: "mine"'),
  },
  {
    says: "without the option: the only namespace",
    args: ["build", "nameless.yaml", "-o", "third", "--no-typecheck"],
    code: 0,
    also: () => expect(written("third/src/main.ts")).toContain('id: "good"'),
  },
  {
    says: "-c with paths configures",
    args: ["build", "other.yaml", "-c", "named.yaml", "-o", "fourth", "--no-typecheck"],
    code: 0,
    also: () => expect(written("fourth/src/main.ts")).toMatch(/id: "named"[\s\S]*\.\/other\.js/),
  },
  {
    says: "several definitions without a name",
    args: ["build", "good.yaml", "other.yaml"],
    code: 2,
    out: "",
    err: [/--application-id/],
  },
  {
    says: "several definitions make one service",
    args: ["build", "good.yaml", "other.yaml", "--application-id", "both", "--no-typecheck"],
    code: 0,
    also: () => expect(written("both/src/main.ts")).toMatch(/good\.js[\s\S]*other\.js/),
  },
  {
    says: "errors: nothing is written",
    args: ["build", "faulty.yaml", "-o", "none"],
    code: 1,
    out: [/^error\[syntax\/unknown-key\]/, /1 error in 1 file/],
    err: "",
    also: () => expect(existsSync(join(folder, "none"))).toBe(false),
  },
  {
    says: "open names are errors",
    args: ["build", "open.yaml", "-o", "none"],
    code: 1,
    out: [/^error\[name\/unknown-function\]/],
  },
  {
    says: "what is not built is an error",
    args: ["build", "missing.yaml", "-o", "none"],
    code: 1,
    out: [/^error\[pipeline\/not-built-yet\]/],
    also: () => expect(existsSync(join(folder, "none"))).toBe(false),
  },
  {
    says: "a warning is shown",
    args: ["build", "warned.yaml", "-o", "warned", "--no-typecheck"],
    code: 0,
    out: [/^warning\[python\/is-literal\]/],
  },
  {
    says: "--strict: a warning fails, nothing written",
    args: ["build", "warned.yaml", "-o", "none", "--strict"],
    code: 1,
    out: [/^warning\[python\/is-literal\]/],
    also: () => expect(existsSync(join(folder, "none"))).toBe(false),
  },
  {
    says: "--format json: one object",
    args: ["build", "warned.yaml", "-o", "warned", "--no-typecheck", "--format", "json"],
    code: 0,
    also: (out) => expect(report(out)).toMatchObject({ files: 1, errors: 0, warnings: 1 }),
  },
  {
    says: "--format github",
    args: ["build", "faulty.yaml", "-o", "none", "--format", "github"],
    code: 1,
    out: [/^::error file=faulty\.yaml/],
  },
  {
    says: "its own mode may be named",
    args: ["build", "--service", "good.yaml", "-o", "good", "--no-typecheck"],
    code: 0,
  },
  {
    says: "a folder without a runner file",
    args: ["build", "plain"],
    code: 2,
    out: "",
    err: [/`plain\/one\.yaml`, `plain\/two\.yaml`/],
  },
  {
    says: "a folder with one",
    args: ["build", "service", "-o", "pair", "--no-typecheck"],
    code: 0,
    also: () => expect(written("pair/src/main.ts")).toContain('id: "pair"'),
  },
];

const EDITED_ROWS: readonly Row[] = [
  {
    says: "a file edited by hand stops the build",
    args: ["build", "warned.yaml", "-o", "edited", "--no-typecheck"],
    code: 1,
    out: [/error\[project\/edited\].*src\/warned\.ts/, /--force/],
  },
  {
    says: "with --format json in the same object",
    args: ["build", "warned.yaml", "-o", "edited", "--no-typecheck", "--format", "json"],
    code: 1,
    also: (out) =>
      expect(report(out).diagnostics.map(({ code }) => code)).toEqual([
        "python/is-literal",
        "project/edited",
      ]),
  },
  {
    says: "unless --force",
    args: ["build", "warned.yaml", "-o", "edited", "--no-typecheck", "--force", "-q"],
    code: 0,
  },
];

const DESCRIBE_ROWS: readonly Row[] = [
  {
    says: "describe prints Kafka Streams' text",
    args: ["describe", "good.yaml"],
    code: 0,
    out: [
      /^Topologies:\n {3}Sub-topology: 0\n/,
      /Sink: good_relabel_to|Sink: .* \(topic: labels\)/,
    ],
    err: "",
  },
  {
    says: "--format text",
    args: ["describe", "--format", "text", "good.yaml"],
    code: 0,
    out: [/^Topologies:/],
  },
  {
    says: "forms that are not built",
    args: ["describe", "--format", "svg", "good.yaml"],
    code: 2,
    out: "",
    err: [/choices are text/],
  },
  ...["all", "none"].map(
    (which): Row => ({
      says: `--optimization ${which}`,
      args: ["describe", "--optimization", which, "good.yaml"],
      code: 0,
      out: [/^Topologies:/],
    }),
  ),
  {
    says: "--optimization of another kind",
    args: ["describe", "--optimization", "some", "good.yaml"],
    code: 2,
    out: "",
    err: [/all, none/],
  },
  {
    says: "library mode: names may be open",
    args: ["describe", "open.yaml"],
    code: 0,
    out: [/^Topologies:/],
    err: "",
  },
  {
    says: "its own mode may be named",
    args: ["describe", "--library", "open.yaml"],
    code: 0,
    out: [/^Topologies:/],
  },
  { says: "errors", args: ["describe", "faulty.yaml"], code: 1, out: [/^error\[/] },
  {
    says: "what is not built is an error",
    args: ["describe", "missing.yaml"],
    code: 1,
    out: [/^error\[pipeline\/not-built-yet\]/],
  },
  {
    says: "warnings go to standard error",
    args: ["describe", "warned.yaml"],
    code: 0,
    out: [/^Topologies:/],
    err: [/^warning\[python\/is-literal\]/],
  },
  { says: "--strict", args: ["describe", "--strict", "warned.yaml"], code: 1, out: [/^warning\[/] },
  {
    says: "a runner file",
    args: ["describe", "service"],
    code: 0,
    out: [/first_pipelines_relabel_to, second_pipelines_again_to/],
  },
  {
    says: "several definitions need no name",
    args: ["describe", "good.yaml", "other.yaml"],
    code: 0,
    out: [/^Topologies:/],
  },
];

const RUN = ["run", "-q", "producing.yaml", "--until-idle"];
const IDLE = ["run", "-q", "idle.yaml", "--until-idle"];
const RUN_ROWS: readonly Row[] = [
  {
    says: "run prints what Python prints, logs on standard error",
    args: ["run", "producing.yaml", "--until-idle"],
    code: 0,
    out: "making 1\nmaking 2\nmaking 3\n",
    err: [/ INFO {2}ksmlc\.service .*application producing\n/, /Kafka: the embedded broker/],
  },
  { says: "-q has no logs", args: RUN, code: 0, out: "making 1\nmaking 2\nmaking 3\n", err: "" },
  {
    says: "-v has more",
    args: ["run", "-v", "producing.yaml", "--until-idle"],
    code: 0,
    err: [/^compiling producing\.yaml as producing, service mode\n/, / DEBUG /],
  },
  {
    says: "--print: standard output holds records alone, as on topics",
    args: [...RUN, "--print", "labels"],
    code: 0,
    err: [/^making 1\nmaking 2\nmaking 3\n/],
    also: (out) => {
      expect(lines(out)[0]).toMatch(
        /^\{"topic":"labels","partition":0,"offset":0,"timestamp":\d{13},"key":"p1","value":\{"a":null,"b":1\.0\}\}$/,
      );
      expect(records(out).map(({ offset }) => offset)).toEqual([0, 1, 2]);
    },
  },
  {
    says: "--print '*': all that is written",
    args: [...RUN, "--print", "*"],
    code: 0,
    also: (out) =>
      expect(new Set(records(out).map(({ topic }) => topic))).toEqual(
        new Set(["parcels", "labels"]),
      ),
  },
  {
    says: "--print twice",
    args: [...RUN, "--print", "labels", "--print", "parcels"],
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(6),
  },
  {
    says: "--feed FILE: each line names its topic; timestamp, headers, null",
    args: [
      "run",
      "-q",
      "good.yaml",
      "--until-idle",
      "--feed",
      "records.ndjson",
      "--print",
      "labels",
    ],
    code: 0,
    also: (out) => {
      expect(out).toContain('"value":{"number":9007199254740993}');
      const [first, second, third] = records(out);
      expect(first).toEqual({
        topic: "labels",
        partition: 0,
        offset: 0,
        timestamp: 1000,
        key: "a",
        value: { number: 1 },
        headers: [{ key: "h", value: "x" }],
      });
      expect(second).toMatchObject({ key: "b", timestamp: 2000 });
      expect(third).toMatchObject({ key: null, value: null });
      expect(Number(third?.timestamp)).toBeGreaterThan(1_600_000_000_000);
    },
  },
  {
    says: "--feed TOPIC=FILE",
    args: [
      "run",
      "-q",
      "good.yaml",
      "--until-idle",
      "--feed",
      "parcels=untopical.ndjson",
      "--print",
      "labels",
    ],
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(1),
  },
  {
    says: "--feed twice, in the order given",
    args: [
      "run",
      "-q",
      "good.yaml",
      "--until-idle",
      "--feed",
      "records.ndjson",
      "--feed",
      "parcels=untopical.ndjson",
      "--print",
      "labels",
    ],
    code: 0,
    also: (out) => expect(records(out).map(({ key }) => key)).toEqual(["a", "b", null, "a"]),
  },
  {
    says: "--feed with another topic in a line",
    args: ["run", "-q", "good.yaml", "--feed", "labels=records.ndjson", "--until-idle"],
    code: 1,
    err: [/records\.ndjson:1: /, /next: /],
  },
  {
    says: "--feed without a topic",
    args: ["run", "-q", "good.yaml", "--feed", "untopical.ndjson", "--until-idle"],
    code: 1,
    err: [/untopical\.ndjson:1: /],
  },
  {
    says: "--feed of a file that is not there",
    args: ["run", "-q", "good.yaml", "--feed", "gone.ndjson", "--until-idle"],
    code: 2,
    out: "",
    err: [/gone\.ndjson/, /next: /],
  },
  {
    says: "--partitions: records without key in turn",
    args: [
      "run",
      "-v",
      "good.yaml",
      "--until-idle",
      "--partitions",
      "2",
      "--feed",
      "parcels=keyless.ndjson",
    ],
    code: 0,
    err: [/Committed .*parcels-0=2, parcels-1=2\n/],
  },
  {
    says: "--partitions of nothing",
    args: ["run", "good.yaml", "--partitions", "0"],
    code: 2,
    out: "",
    err: [/--partitions 0/],
  },
  {
    says: "--for stops what has no end",
    args: ["run", "-q", "endless.yaml", "--for", "300ms"],
    code: 0,
    out: [/^making 1\n/],
    err: "",
  },
  {
    says: "--for of no duration",
    args: ["run", "good.yaml", "--for", "soon"],
    code: 2,
    out: "",
    err: [/--for soon/, /10s/],
  },
  {
    says: "--embedded and --kafka",
    args: ["run", "good.yaml", "--embedded", "--kafka"],
    code: 2,
    out: "",
    err: [/exclude each other/],
  },
  {
    says: "--embedded is the default, whatever brokers there are",
    args: [...RUN, "--embedded"],
    variables: { KSMLC_KAFKA_BOOTSTRAP_SERVERS: "127.0.0.1:1" },
    code: 0,
  },
  {
    says: "--kafka without brokers",
    args: ["run", "-q", "good.yaml", "--kafka", "--until-idle"],
    code: 1,
    out: "",
    err: [/No broker is configured/, /help: /],
  },
  { says: "its own mode may be named", args: [...RUN, "--service"], code: 0 },
  { says: "errors", args: ["run", "faulty.yaml", "--until-idle"], code: 1, out: [/^error\[/] },
  {
    says: "what is not built is an error",
    args: ["run", "missing.yaml", "--until-idle"],
    code: 1,
    out: [/^error\[pipeline\/not-built-yet\]/],
  },
  {
    says: "warnings go to standard error",
    args: ["run", "-q", "warned.yaml", "--until-idle"],
    code: 0,
    out: "",
    err: [/^warning\[python\/is-literal\]/],
  },
  {
    says: "--strict",
    args: ["run", "--strict", "warned.yaml", "--until-idle"],
    code: 1,
    out: [/^warning\[/],
  },
  {
    says: "--format json does not mix with records",
    args: [...RUN, "--format", "json", "--print", "labels"],
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(3),
  },
  {
    says: "several definitions without a name",
    args: ["run", "good.yaml", "other.yaml", "--until-idle"],
    code: 2,
    out: "",
    err: [/--application-id/],
  },
  { says: "producers off by the runner file", args: IDLE, code: 0, out: "", err: "" },
  {
    says: "a variable comes before the runner file",
    args: IDLE,
    variables: { KSMLC_KSML_ENABLEPRODUCERS: "true" },
    code: 0,
    out: [/^making 1\n/],
  },
  {
    says: "a variable with a value that means nothing",
    args: IDLE,
    variables: { KSMLC_KSML_ENABLEPRODUCERS: "maybe" },
    code: 1,
    err: [/`ksml\.enableProducers` is `maybe`/],
  },
  {
    says: "application.id by variable",
    args: ["run", "idle.yaml", "--until-idle"],
    variables: { KSMLC_KAFKA_APPLICATION_ID: "chosen" },
    code: 0,
    err: [/application chosen\n/],
  },
  {
    says: "_FILE holds the value",
    args: ["run", "idle.yaml", "--until-idle"],
    variables: { KSMLC_KAFKA_APPLICATION_ID_FILE: "secret.txt" },
    code: 0,
    err: [/application from-a-file\n/],
  },
  {
    says: "_FILE that cannot be read",
    args: IDLE,
    variables: { KSMLC_KAFKA_APPLICATION_ID_FILE: "gone.txt" },
    code: 2,
    err: [/gone\.txt/, /help: /],
  },
  {
    says: "${VAR} and ${VAR:-default}",
    args: ["run", "variables.yaml", "--until-idle"],
    variables: { TEAM: "depot" },
    code: 0,
    err: [/application depot-dev\n/],
  },
  {
    says: "${VAR:-default} that is set",
    args: ["run", "variables.yaml", "--until-idle"],
    variables: { TEAM: "depot", STAGE: "live" },
    code: 0,
    err: [/application depot-live\n/],
  },
  {
    says: "${VAR} that is not set stops the start",
    args: ["run", "variables.yaml", "--until-idle"],
    code: 1,
    out: "",
    err: [/TEAM, which is not set/, /help: /],
  },
  {
    says: "-c with paths",
    args: ["run", "other.yaml", "-c", "named.yaml", "--until-idle"],
    code: 0,
    err: [/application named\n/, /Definitions: other\n/],
  },
  {
    says: "a folder with a runner file",
    args: ["run", "service", "--until-idle"],
    code: 0,
    err: [/Definitions: first, second\n/],
  },
];

const LINES = `{"key":"a","value":{"number":1}}\n{"topic":"parcels","key":"b","value":null}\n`;
const INPUT_ROWS: readonly Row[] = [
  {
    says: "--feed TOPIC=-",
    args: ["run", "-q", "good.yaml", "--until-idle", "--feed", "parcels=-", "--print", "labels"],
    input: LINES,
    code: 0,
    also: (out) => expect(records(out).map(({ key }) => key)).toEqual(["a", "b"]),
  },
  {
    says: "--feed -",
    args: ["run", "-q", "good.yaml", "--until-idle", "--feed", "-", "--print", "labels"],
    input: FILES["records.ndjson"] ?? "",
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(3),
  },
  {
    says: "standard input after files",
    args: [
      "run",
      "-q",
      "good.yaml",
      "--until-idle",
      "--feed",
      "parcels=-",
      "--feed",
      "parcels=untopical.ndjson",
      "--print",
      "labels",
    ],
    input: LINES,
    code: 0,
    also: (out) => expect(records(out).map(({ key }) => key)).toEqual(["a", "a", "b"]),
  },
  {
    says: "standard input twice",
    args: ["run", "good.yaml", "--feed", "-", "--feed", "parcels=-"],
    input: "",
    code: 2,
    out: "",
    err: [/once only/],
  },
];

const session = join(root, "test/support/cli-session.ts");
const silent = ["--disable-warning=ExperimentalWarning"];

/** Rows in one process, in order. */
function outcomesOf(rows: readonly Row[]): CliOutcome[] {
  const calls = rows.map(
    (row): CliCall => ({
      folder: join(folder, row.in ?? ""),
      args: row.args,
      variables: row.variables ?? {},
      isBroken: row.isBroken ?? false,
    }),
  );
  const [input, output] = [join(folder, "calls.json"), join(folder, "outcomes.json")];
  writeFileSync(input, JSON.stringify(calls));
  const { status, stderr } = spawnSync(process.execPath, [...silent, session, input, output], {
    encoding: "utf8",
    env: environment,
    timeout: 120_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(readFileSync(output, "utf8")) as CliOutcome[];
}

function outcomeWithInput({ args, input }: Row): CliOutcome {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "bin/ksmlc.js"), ...args],
    { cwd: folder, encoding: "utf8", env: environment, input, timeout: 30_000 },
  );
  return { code: status ?? -1, out: stdout, err: stderr };
}

function expectRow({ code, out, err, also }: Row, outcome: CliOutcome): void {
  expect(outcome.code, outcome.out + outcome.err).toBe(code);
  for (const [expected, text] of [
    [out, outcome.out],
    [err, outcome.err],
  ] as const) {
    if (typeof expected === "string") expect(text).toBe(expected);
    else for (const pattern of expected ?? []) expect(text).toMatch(pattern);
  }
  also?.(outcome.out, outcome.err);
}

beforeAll(() => buildKsmlc());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ["help and usage", HELP_ROWS],
  ["check", CHECK_ROWS],
  ["build", BUILD_ROWS],
  ["describe", DESCRIBE_ROWS],
  ["run", RUN_ROWS],
] as const)("%s", (_title, rows) => {
  let outcomes: readonly CliOutcome[] = [];
  beforeAll(() => {
    outcomes = outcomesOf(rows);
  });
  test.each(rows.map((row, i) => [row.says, row, i] as const))("%s", (_says, row, i) => {
    expectRow(row, outcomes[i] as CliOutcome);
  });
});

describe("build over what was changed by hand", () => {
  let outcomes: readonly CliOutcome[] = [];
  beforeAll(() => {
    const args = ["build", "warned.yaml", "-o", "edited", "--no-typecheck", "-q"];
    outcomesOf([{ says: "", args, code: 0 }]);
    writeFileSync(join(folder, "edited/src/warned.ts"), "// mine\n");
    outcomes = outcomesOf(EDITED_ROWS);
  });
  test.each(EDITED_ROWS.map((row, i) => [row.says, row, i] as const))("%s", (_says, row, i) => {
    expectRow(row, outcomes[i] as CliOutcome);
  });
});

describe("standard input", () => {
  test.each(INPUT_ROWS.map((row) => [row.says, row] as const))("%s", (_says, row) => {
    expectRow(row, outcomeWithInput(row));
  });
});
