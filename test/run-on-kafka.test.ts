/** `ksmlc run --kafka`: compiles, feeds, runs until there is nothing left to do, and prints, on a real broker. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireBroker, uniqueName } from "./support/broker.ts";
import { attempt, buildKsmlc, root } from "./support/built-ksmlc.ts";
import { IndependentAdmin } from "./support/independent-admin.ts";
import { readIndependently } from "./support/independent-consumer.ts";
import { placeOf } from "./support/java-place.ts";
import { until } from "./support/until.ts";

const PARTITIONS = 3;
const MINUTES = 60_000;
const name = uniqueName("harvest");
/** Recent, or a broker deletes the records for their age. */
const BEGIN = Date.now() - 3_600_000;
const [source, target] = [`${name}-crates`, `${name}-ripe`];

const definition = `
functions:
  plant:
    type: generator
    globalCode: |
      planted = 0
    code: |
      global planted
      planted += 1
      crate = {"fruit": "pear", "number": planted, "ripe": True}
    expression: ("generated", crate)
    resultType: (string, json)
streams:
  crates: { topic: ${source}, keyType: string, valueType: json }
  ripe: { topic: ${target}, keyType: string, valueType: json }
producers:
  field: { generator: plant, interval: 10ms, count: 5, to: crates }
pipelines:
  main:
    from: crates
    via:
      - type: filter
        if:
          expression: value is None or value["ripe"]
    to: ripe
  by_fruit:
    from: crates
    via:
      - type: filter
        if:
          expression: value is not None
    toTopicNameExtractor:
      topicNameExtractor:
        expression: '"${name}-fruit-" + value["fruit"]'
`;

interface Line {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: { readonly fruit: string; readonly number: number } | null;
  readonly headers?: readonly unknown[];
}

const crates = Array.from({ length: 300 }, (_, number) => ({
  key: number % 10 === 0 ? null : `orchard ${number % 7}`,
  value:
    number % 11 === 0
      ? null
      : { fruit: ["apple", "plum"][number % 2], number, ripe: number % 3 > 0 },
  timestamp: BEGIN + number,
  ...(number % 5 === 0 ? { headers: [{ key: "row", value: `${number}` }] } : {}),
}));

const bootstrap = await requireBroker();
if (bootstrap !== null) cases(bootstrap);

function cases(brokers: string): void {
  describe("ksmlc run on Kafka", () => {
    const folder = mkdtempSync(join(tmpdir(), "ksmlc-run-"));
    const admin = new IndependentAdmin(brokers);
    beforeAll(() => {
      buildKsmlc();
      writeFileSync(join(folder, `${name}.yaml`), definition);
      writeFileSync(
        join(folder, "crates.ndjson"),
        crates.map((each) => JSON.stringify(each)).join("\n"),
      );
    }, 3 * MINUTES);
    afterAll(async () => {
      await admin.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const run = (...more: readonly string[]) => {
      const args = ["run", `${name}.yaml`, "--kafka", brokers, ...more];
      const { status, stdout, stderr } = attempt(
        process.execPath,
        [join(root, "bin/ksmlc.js"), ...args],
        folder,
      );
      const lines = stdout.split("\n").filter((line) => line !== "");
      return { status, stderr, lines: lines.map((line) => JSON.parse(line) as Line) };
    };

    test("says which topics are missing, unless it is to make them", async () => {
      const { status, stderr } = run("--until-idle");
      expect(status).toBe(1);
      expect(stderr).toContain(`  * ${source} (read)\n  * ${target} (written)`);
    });

    test(
      "feeds, runs, prints all that came out, and ends by itself",
      async () => {
        const { status, stderr, lines } = run(
          "--partitions",
          `${PARTITIONS}`,
          "--feed",
          `${source}=crates.ndjson`,
          "--print",
          target,
          "--until-idle",
        );
        expect(status, stderr).toBe(0);
        const expected = crates.filter(({ value }) => value === null || value.ripe);
        const printed = lines.filter(({ key }) => key !== "generated");
        expect(printed.length).toBe(expected.length);
        expect(lines.length).toBe(expected.length + 5);
        const byTime = [...printed].sort((a, b) => a.timestamp - b.timestamp);
        expect(
          byTime.map(({ key, value, timestamp, headers }) => ({
            key,
            value,
            timestamp,
            headers: headers ?? [],
          })),
        ).toEqual(
          expected.map(({ key, value, timestamp, headers }) => ({
            key,
            value,
            timestamp,
            headers: headers ?? [],
          })),
        );
        for (const { key, partition, topic } of lines) {
          expect(topic).toBe(target);
          if (key !== null) expect(partition).toBe(placeOf(key, PARTITIONS));
        }
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const offsets = lines
            .filter((line) => line.partition === partition)
            .map(({ offset }) => offset);
          expect(offsets).toEqual(offsets.map((_, i) => i));
        }
        // It is really there, for others too, and what was read is committed.
        const read = await readIndependently(brokers, target, lines.length);
        expect(
          read.map(({ partition, offset, key }) => `${partition} ${offset} ${key}`).sort(),
        ).toEqual(
          lines.map(({ partition, offset, key }) => `${partition} ${offset} ${key}`).sort(),
        );
        expect(await admin.committed(name, source, PARTITIONS)).toEqual(
          await admin.ends(source, PARTITIONS),
        );
      },
      MINUTES,
    );

    test(
      "goes on where it was, and prints what lands from now on, of topics chosen record by record too",
      () => {
        writeFileSync(
          join(folder, "more.ndjson"),
          '{"key":"late","value":{"fruit":"fig","number":1,"ripe":true}}\n{"key":"late","value":{"fruit":"plum","number":2,"ripe":false}}\n',
        );
        const { status, stderr, lines } = run(
          "--partitions",
          "1",
          "--feed",
          `${source}=more.ndjson`,
          "--print",
          "*",
          "--until-idle",
        );
        expect(status, stderr).toBe(0);
        const shown = lines.map(
          ({ topic, key, value }) => `${topic.slice(name.length)} ${key} ${value?.number}`,
        );
        const generated = [1, 2, 3, 4, 5].flatMap((n) =>
          ["-crates", "-ripe", "-fruit-pear"].map((topic) => `${topic} generated ${n}`),
        );
        expect(shown.sort()).toEqual(
          ["-fruit-fig late 1", "-fruit-plum late 2", "-ripe late 1", ...generated].sort(),
        );
      },
      MINUTES,
    );

    test(
      "feeds standard input as it comes, and ends though nobody closes it",
      async () => {
        const args = ["run", `${name}.yaml`, "--kafka", brokers, "--feed", `${source}=-`];
        const child = spawn(
          process.execPath,
          [join(root, "bin/ksmlc.js"), ...args, "--print", target, "--partitions", "1"],
          { cwd: folder, stdio: ["pipe", "pipe", "ignore"] },
        );
        const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
        let shown = "";
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          shown += text;
        });
        for (const number of [1, 2]) {
          const value = { fruit: "fig", number, ripe: true };
          child.stdin.write(`${JSON.stringify({ key: "by hand", value })}\n`);
          await until(() => new RegExp(`by hand.*"number":${number}`).test(shown), 20_000);
        }
        child.kill("SIGTERM");
        expect(await ended).toBe(0);
      },
      MINUTES,
    );

    test(
      "is at the end where the last thing on a topic is the mark of a transaction",
      async () => {
        const theirs = new Kafka({ brokers: brokers.split(","), logLevel: logLevel.NOTHING });
        const producer = theirs.producer({
          transactionalId: name,
          idempotent: true,
          maxInFlightRequests: 1,
          createPartitioner: Partitioners.DefaultPartitioner,
        });
        await producer.connect();
        const transaction = await producer.transaction();
        const value = JSON.stringify({ fruit: "quince", number: 1, ripe: true });
        await transaction.send({ topic: source, messages: [{ key: "sold", value }] });
        await transaction.commit();
        await producer.disconnect();
        const begin = Date.now();
        const { status, stderr, lines } = run(
          "--print",
          target,
          "--until-idle",
          "--for",
          "25s",
          "--partitions",
          "1",
        );
        expect(status, stderr).toBe(0);
        expect(Date.now() - begin).toBeLessThan(20_000);
        expect(lines.filter(({ key }) => key === "sold")).toHaveLength(1);
        expect(await admin.committed(name, source, PARTITIONS)).toEqual(
          await admin.ends(source, PARTITIONS),
        );
      },
      MINUTES,
    );

    test(
      "says where no broker is, and ends",
      () => {
        const begin = Date.now();
        const { status, stdout, stderr } = attempt(
          process.execPath,
          [
            join(root, "bin/ksmlc.js"),
            "run",
            `${name}.yaml`,
            "--kafka",
            "127.0.0.1:1",
            "--feed",
            `${source}=crates.ndjson`,
            "--print",
            target,
            "--until-idle",
            "--for",
            "3s",
          ],
          folder,
        );
        expect(status).toBe(1);
        expect(stdout).toBe("");
        expect(stderr).toMatch(/127\.0\.0\.1:1/);
        expect(stderr).toMatch(/help|next/);
        expect(stderr).not.toMatch(/\n {4}at /);
        expect(Date.now() - begin).toBeLessThan(15_000);
      },
      2 * MINUTES,
    );
  });
}
