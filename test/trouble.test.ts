/**
 * What goes wrong in front of people, as `ksmlc run` in a process of its own: each trouble is told with its place and the
 * next step, ends with the exit code of cli.md, shows no stack of ours, and nothing is lost once it is over. Kafka's own
 * troubles are in trouble-kafka.test.ts and service-trouble.test.ts.
 */
import { createServer, type Server } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { ndjson, type RunOutcome, valuesOf } from "./support/run-definition.ts";
import { expectTold, folder, run, runner } from "./trouble/bench.ts";
import { COPY } from "./trouble/definitions.ts";

describe.concurrent("a metrics port that is taken", () => {
  const listening: Server[] = [];
  const listen = (port: number): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer().listen(port, "0.0.0.0");
      listening.push(server);
      server.once("listening", () => resolve((server.address() as { port: number }).port));
      // Somebody else has it already, which is as good.
      server.once("error", () => resolve(port));
    });
  afterAll(() => {
    for (const server of listening) server.close();
  });

  test("and configured stops the start before a record is taken", async () => {
    const port = await listen(0);
    const configured = runner("port", { ksml: { prometheus: { enabled: true, port } } });
    const outcome = await run(["copy.yaml", "-c", configured, "--feed", "parcels.ndjson"]);
    expectTold(outcome, 2, `The port ${port} of the metrics page is taken`, "ksml.prometheus.port");
    expect(outcome.out).toBe("");
    expect(outcome.err).not.toContain("Assigned");
  });

  test("and the usual one gives way to another, which the log names", async () => {
    await listen(9999);
    const configured = runner("no-port", { ksml: { prometheus: { enabled: true } } });
    const outcome = await run(["copy.yaml", "-c", configured, "--feed", "parcels.ndjson"]);
    const other = /Port 9999 is taken, so the metrics are on port (\d+)/.exec(outcome.err)?.[1];
    expect(other, outcome.err).toBeDefined();
    expect(outcome.err).toContain(`Metrics: http://localhost:${other}/metrics`);
    expect({ code: outcome.code, values: valuesOf(outcome).length }).toEqual({
      code: 0,
      values: 2,
    });
  });
});

describe.concurrent("a runner section", () => {
  const withSection = (name: string, section: string): string =>
    folder.write(`${name}.yaml`, `runner: ${section}\n${COPY}`);

  test("with keys that are misspelt: each is told with the nearest one, and the service runs", async () => {
    const file = withSection(
      "misspelt",
      "{config: {num.stream.thread: 2, comit.interval.ms: 50, consumer.max.poll.record: 5}}",
    );
    const outcome = await run([file, "--feed", "parcels.ndjson"]);
    expect(outcome.code, outcome.err).toBe(0);
    expect(valuesOf(outcome)).toHaveLength(2);
    for (const near of ["num.stream.threads", "commit.interval.ms", "consumer.max.poll.records"]) {
      expect(outcome.err).toContain(`help: did you mean \`${near}\`?`);
      // Not once more when the service starts.
      expect(outcome.err.toLowerCase().split(`did you mean \`${near}\`?`)).toHaveLength(2);
    }
    expect(outcome.err).toMatch(/warning\[config\/unknown-key\][^\n]*\n {2}misspelt\.yaml:1:19/);
  });

  test.each([
    ["word", "hello", "`runner` must be a mapping, not `hello`", "word.yaml:1:9"],
    ["list", "[a]", "`runner` must be a mapping, not a list", "list.yaml:1:9"],
    ["inner", "{config: [a]}", "must be a mapping of settings, not a list", "inner.yaml:1:18"],
    [
      "text-wanted",
      "{config: {application.id: [a]}}",
      "`application.id` must be a text, a number or a boolean, not a list",
      "text-wanted.yaml:1:35",
    ],
    [
      "mapping-value",
      "{config: {commit.interval.ms: {a: 1}}}",
      "`commit.interval.ms` must be a text, a number or a boolean, not a mapping",
      "mapping-value.yaml:1:39",
    ],
    [
      "number-wanted",
      "{config: {num.stream.threads: many}}",
      "`num.stream.threads` must be an integer of at least 1, not `many`",
      "number-wanted.yaml:1:39",
    ],
    ["section", "{confg: {a: 1}}", "There is no key `confg`", "help: did you mean `config`?"],
    ["engine", "{type: spark}", "cannot do the runner type `spark`", "engine.yaml:1:16"],
  ])("%s: %s", async (name, section, words, place) => {
    const outcome = await run([withSection(name, section)]);
    expectTold(outcome, 1, words, place);
  });
});

describe.concurrent("Avro", () => {
  const b64 = (...parts: readonly (string | readonly number[])[]): string =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string))).toString("base64");
  /** By offset: what is no Avro of a schema that somebody knows. */
  const NO_AVRO: readonly (readonly [string, RegExp])[] = [
    [b64("\x01hello"), /Unknown magic byte/],
    [b64([0, 0]), /Unknown magic byte/],
    [b64([0, 0, 0, 0, 99], "abc"), /Schema 99 not found/],
    [b64([0, 0, 0, 0, 1, 2]), /the bytes end before the value does/],
    [b64('{"id":"x"}'), /Unknown magic byte/],
  ];
  const fill = async (dir: string): Promise<void> => {
    folder.write(
      "raw.ndjson",
      ndjson(NO_AVRO.map(([$bytes]) => ({ topic: "raw", key: "k", value: { $bytes } }))),
    );
    const { code, err } = await run(["raw.yaml", "--feed", "raw.ndjson", "--dir", dir]);
    expect(code, err).toBe(0);
  };
  const good = (): string =>
    folder.write(
      "readings.ndjson",
      ndjson([{ topic: "readings", key: "k", value: { id: "x", watts: 3 } }]),
    );
  const read = (dir: string, args: readonly string[]): Promise<RunOutcome> =>
    run(["readings.yaml", "--schemas", "schemas", "--dir", dir, ...args]);

  test("events that are none stop the service, at the first one, each time", async () => {
    await fill("no-avro");
    for (let i = 0; i < 2; i++) {
      const outcome = await read("no-avro", []);
      expectTold(
        outcome,
        1,
        /Deserialization error:\n {2}topic=readings\n {2}partition=0\n {2}offset=0/,
        "help: correct the data, or the type that its topic is declared with, or skip such records by `ksml.errorHandling.consume.handler: continueOnFail`",
      );
      expect(outcome.err).toContain("Unknown magic byte");
      expect(outcome.out).toBe("");
    }
  });

  test("events that are none are passed over where the handler says so, each told with its offset", async () => {
    await fill("passed-over");
    const skips = runner("skips", {
      ksml: { errorHandling: { consume: { handler: "continueOnFail" } } },
    });
    const outcome = await read("passed-over", ["-c", skips, "--feed", good()]);
    expect(outcome.code, outcome.err).toBe(0);
    for (const [offset, [, why]] of NO_AVRO.entries()) {
      const [, told = ""] = outcome.err.split(`offset=${offset}\n`);
      expect(told.slice(0, 400)).toMatch(why);
    }
    expect(valuesOf(outcome)).toEqual([{ id: "x" }, { id: "x", watts: 6 }]);
  });

  test("a writer without a field: the function that reads it fails, the others go on", async () => {
    folder.write("old.ndjson", ndjson([{ topic: "raw", key: "k", value: { id: "old" } }]));
    const old = ["old-writer.yaml", "--schemas", "old-schemas", "--dir", "older"];
    const written = await run([...old, "--feed", "old.ndjson"]);
    expect(written.code, written.err).toBe(0);
    const outcome = await read("older", []);
    expectTold(
      outcome,
      1,
      /function readings\.double : .*The field "watts" of Reading has no value: the schema \S*Reading \(id \d+\) that it was written with does not have it, and \S*Reading, the schema of this service, gives it no default/,
      "help: correct the function, or the data that it fails on",
    );
    expect(valuesOf(outcome)).toEqual([{ id: "old" }]);
  });

  test("without its schema", async () => {
    const outcome = await run(["readings.yaml"]);
    expectTold(outcome, 1, "There is no schema called `Reading`", "give that with `--schemas`");
  });

  test("with a schema that earlier readers cannot be replaced by: the registry's reason", async () => {
    folder.write("old.ndjson", ndjson([{ topic: "raw", key: "k", value: { id: "old" } }]));
    const old = ["old-writer.yaml", "--schemas", "old-schemas", "--dir", "refused"];
    await run([...old, "--feed", "old.ndjson"]);
    const outcome = await read("refused", ["--feed", good()]);
    expectTold(outcome, 1, /incompatible with an earlier schema.*watts/, "help: change the schema");
  });
});

describe.concurrent("the author's module", () => {
  const module = (name: string, body: string): string =>
    folder.write(
      `${name}/extensions.ts`,
      `import type { Externals } from "./externals.js";\n${body}\n`,
    );
  const polish = (body: string): string =>
    `export const extensions: Externals = { helpers: { polish: (key, value) => {\n  ${body}\n} } };`;
  const start = (file: string): Promise<RunOutcome> =>
    run(["polished.yaml", "--extensions", file, "--feed", "parcels.ndjson"]);

  test("that throws when it is imported", async () => {
    const file = module("import", `throw new Error("no licence");\n${polish("return value;")}`);
    expectTold(
      await start(file),
      1,
      "at import/extensions.ts:2:7",
      "help: correct what it does at its top level",
    );
  });

  test("whose helper throws: the places in the definition and in the module", async () => {
    const file = module(
      "thrower",
      polish('if (key === "b") throw new Error("out of polish"); return value;'),
    );
    const outcome = await start(file);
    expectTold(
      outcome,
      1,
      /File "polished\.yaml", line 8, column 16, in functions\.work/,
      "RuntimeError: out of polish",
    );
    expect(outcome.err).toMatch(/ {4}at file:\S*thrower\/extensions\.ts:\d+:\d+\n/);
    // What came before it is written.
    expect(valuesOf(outcome)).toEqual([{ weight: 1 }]);
  });

  test("that keeps a timer does not keep the process, and its methods have `this`", async () => {
    const file = module(
      "timer",
      `import type { KsmlDict, KsmlValue } from "ksmlc/runtime";
class Polisher {
  private readonly shine = 2;
  polish(_key: KsmlValue, value: KsmlValue): KsmlValue {
    setInterval(() => {}, 1000);
    return { ...(value as KsmlDict), shine: this.shine };
  }
}
export const extensions = { helpers: new Polisher() };`,
    );
    const outcome = await start(file);
    expect(outcome.code, outcome.err).toBe(0);
    expect(valuesOf(outcome)).toMatchObject([{ shine: 2 }, { shine: 2 }]);
  });

  test("that is JavaScript", async () => {
    const file = folder.write("script/extensions.js", "export const extensions = {};\n");
    expectTold(await start(file), 2, "is no TypeScript", "give its name the ending `.ts`");
  });

  test("that leaves a promise alone, which fails", async () => {
    const file = module(
      "stray",
      polish('void Promise.reject(new Error("no rag left")); return value;'),
    );
    expectTold(
      await start(file),
      1,
      /An error that nothing caught[\s\S]*no rag left\n {4}at file:\S*stray\/extensions\.ts:\d+:\d+\n/,
      "help: in a module of your own, await each promise",
    );
  });

  test("that misses a name", async () => {
    const file = module("without", "export const extensions: Externals = { helpers: {} };");
    expectTold(await start(file), 1, "`polish` is used in", "next: export each of these names");
  });

  test("whose helper returns what is no value", async () => {
    const file = module("map", polish("return new Map() as never;"));
    expectTold(await start(file), 1, /TypeError: .*Map/, "polished.yaml");
  });

  test("that is not there", async () => {
    expectTold(
      await start("nowhere.ts"),
      2,
      "There is no file `nowhere.ts`",
      "next: check the path",
    );
  });
});
