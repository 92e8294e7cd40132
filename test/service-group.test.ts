/**
 * Several processes of one service in its group on a real broker: they share the partitions, come and go, and nothing is
 * lost. Records are processed again only after a process was killed, which could commit nothing any more.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireBroker, uniqueName } from "./support/broker.ts";
import { buildKsmlc } from "./support/built-ksmlc.ts";
import { type BuiltService, buildService } from "./support/built-service.ts";
import { IndependentAdmin } from "./support/independent-admin.ts";
import { readIndependently } from "./support/independent-consumer.ts";
import { SteadyWriter } from "./support/steady-writer.ts";
import { until } from "./support/until.ts";

const PARTITIONS = 4;
const MINUTES = 60_000;

const definition = (name: string): string => `
functions:
  rest:
    type: valueTransformer
    globalCode: |
      import time
    code: |
      time.sleep(value.get("ms", 0) / 1000)
    expression: value
    resultType: json
pipelines:
  main:
    from: { topic: ${name}-in, keyType: string, valueType: json }
    via:
      - type: transformValue
        mapper: rest
    to: { topic: ${name}-out, keyType: string, valueType: json }
`;

const runner = (name: string): string => `
ksml: { definitions: { relay: relay.yaml } }
kafka:
  application.id: ${name}
  bootstrap.servers: nowhere:9092
  session.timeout.ms: 6000
  heartbeat.interval.ms: 300
  commit.interval.ms: 3000
`;

/** The partitions that a process has by its log, as of its last assignment. */
const tasksOf = (output: string): string[] => {
  const assigned = output.split(/(?=Assigned: )/).at(-1) ?? "";
  return [...assigned.matchAll(/Task 0_(\d+) is running/g)].map(([, task]) => task ?? "").sort();
};

const bootstrap = await requireBroker();
if (bootstrap !== null) cases(bootstrap);

function cases(brokers: string): void {
  describe("processes of one service", () => {
    const folder = mkdtempSync(join(tmpdir(), "ksmlc-group-"));
    const name = uniqueName("relay");
    const [source, target] = [`${name}-in`, `${name}-out`];
    const admin = new IndependentAdmin(brokers);
    let service: BuiltService;

    beforeAll(async () => {
      buildKsmlc();
      service = buildService(folder, "relay", definition(name), runner(name));
      await admin.createTopics([source, target], PARTITIONS);
    }, 3 * MINUTES);

    afterAll(async () => {
      await admin.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const start = () => service.start({ KSMLC_KAFKA_BOOTSTRAP_SERVERS: brokers });

    /** The numbers that arrived, by partition, in the order of arrival. */
    const read = async (): Promise<number[][]> => {
      const count = await admin.count([target], PARTITIONS);
      const arrived: number[][] = Array.from({ length: PARTITIONS }, () => []);
      for (const { partition, value } of await readIndependently(brokers, target, count)) {
        arrived[partition]?.push(JSON.parse(`${value}`).number);
      }
      return arrived;
    };

    test(
      "share the work, and none of it is lost when they come, leave and die",
      async () => {
        const first = start();
        await until(() => tasksOf(first.output()).length === PARTITIONS, 20_000, first.output);
        const writer = new SteadyWriter(brokers, source, PARTITIONS);
        writer.goOn();
        try {
          // One comes, works, and leaves.
          const second = start();
          await until(() => tasksOf(second.output()).length === 2, 20_000, second.output);
          await until(() => tasksOf(first.output()).length === 2, 20_000, first.output);
          expect([...tasksOf(first.output()), ...tasksOf(second.output())].sort()).toEqual([
            "0",
            "1",
            "2",
            "3",
          ]);
          await writer.writes(400);
          expect(await second.stop(), second.output()).toBe(0);
          await until(() => tasksOf(first.output()).length === PARTITIONS, 20_000, first.output);
          await writer.writes(200);
          await writer.pause();
          await until(
            async () => (await admin.count([target], PARTITIONS)) >= writer.written,
            20_000,
          );
          const sorted = (await read()).flat().sort((a, b) => a - b);
          expect(sorted).toEqual(Array.from({ length: writer.written }, (_, number) => number));
          expect(first.output() + second.output()).not.toMatch(/ERROR|WARN/);

          // Another one comes, and is killed.
          writer.goOn();
          const before = writer.written;
          const third = start();
          await until(() => tasksOf(third.output()).length === 2, 20_000, third.output);
          await writer.writes(400);
          await third.stop("SIGKILL");
          await until(() => tasksOf(first.output()).length === PARTITIONS, 30_000, first.output);
          await writer.writes(100);
          await writer.pause();
          let arrived: number[][] = [];
          await until(async () => {
            arrived = await read();
            return new Set(arrived.flat()).size === writer.written;
          }, 20_000);
          const ofTheKilled = new Set(tasksOf(third.output()).map(Number));
          arrived.forEach((numbers, partition) => {
            const once = [...new Set(numbers)];
            expect(once).toEqual([...once].sort((a, b) => a - b)); // in order, but for what is repeated
            const again = numbers.filter((number, i) => numbers.indexOf(number) < i);
            if (ofTheKilled.has(partition)) {
              for (const number of again) expect(number).toBeGreaterThanOrEqual(before);
            } else expect(again).toEqual([]);
          });
          expect(await first.stop(), first.output()).toBe(0);
          expect(await admin.committed(name, source, PARTITIONS)).toEqual(
            await admin.ends(source, PARTITIONS),
          );
        } finally {
          await writer.close();
          first.child.kill("SIGKILL");
        }
      },
      MINUTES,
    );

    test(
      "stay in the group through slow records, for longer than the session",
      async () => {
        const member = start();
        await until(() => tasksOf(member.output()).length === PARTITIONS, 20_000, member.output);
        const begin = await admin.count([target], PARTITIONS);
        const writer = new SteadyWriter(brokers, source, PARTITIONS);
        const slow = 200;
        await writer.write(slow, { ms: 40 });
        await writer.close();
        await until(
          async () => (await admin.count([target], PARTITIONS)) >= begin + slow,
          30_000,
          member.output,
        );
        expect(await member.stop(), member.output()).toBe(0);
        expect(member.output()).not.toMatch(/WARN|ERROR/);
        expect(member.output().match(/Assigned: /g)).toHaveLength(1);
        expect(await admin.count([target], PARTITIONS)).toBe(begin + slow);
      },
      MINUTES,
    );
  });
}
