/**
 * What a built service does when Kafka is not as it should be: a broker that dies and comes back, one that is not there,
 * topics that are missing. It says what it waits for, loses nothing, and what it cannot get it does not wait for without end.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireBroker, startPrivateBroker, uniqueName } from "./support/broker.ts";
import { buildKsmlc } from "./support/built-ksmlc.ts";
import { type BuiltService, buildService } from "./support/built-service.ts";
import { IndependentAdmin } from "./support/independent-admin.ts";
import { readIndependently } from "./support/independent-consumer.ts";
import { SteadyWriter } from "./support/steady-writer.ts";
import { until } from "./support/until.ts";

const PARTITIONS = 2;
const MINUTES = 60_000;

const name = uniqueName("ferry");
const [source, target] = [`${name}-in`, `${name}-out`];

const definition = `
functions:
  tick:
    type: generator
    globalCode: |
      count = 0
    code: |
      global count
      count += 1
      reading = {"count": count}
    expression: (f"clock {count % 3}", reading)
    resultType: (string, json)
producers:
  clock: { generator: tick, interval: 100ms, count: 12, to: { topic: ${source}, keyType: string, valueType: json } }
pipelines:
  main:
    from: { topic: ${source}, keyType: string, valueType: json }
    to: { topic: ${target}, keyType: string, valueType: json }
`;

const runner = `
ksml: { definitions: { ferry: ferry.yaml }, enableProducers: false }
kafka:
  application.id: ${name}
  bootstrap.servers: 127.0.0.1:1
  heartbeat.interval.ms: 300
  commit.interval.ms: 1000
  default.api.timeout.ms: 60000
`;

const bootstrap = await requireBroker();
if (bootstrap !== null) cases(bootstrap);

function cases(brokers: string): void {
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-trouble-"));
  let service: BuiltService;
  beforeAll(() => {
    buildKsmlc();
    service = buildService(folder, "ferry", definition, runner);
  }, 3 * MINUTES);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe("the start", () => {
    test("without a broker ends in time, with the address and the next step", async () => {
      const begin = Date.now();
      const running = service.start({ KSMLC_KAFKA_DEFAULT_API_TIMEOUT_MS: "3000" });
      expect(await running.ended).toBe(1);
      expect(Date.now() - begin).toBeLessThan(10_000);
      const output = running.output();
      expect(output).toMatch(/WARN .*127\.0\.0\.1:1.*Trying again/);
      expect(output).toMatch(/ERROR .*Kafka at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/);
      expect(output).toMatch(/help: check that a broker listens there/);
      expect(output).not.toMatch(/\n {4}at /);
    });

    test("with a name that is no host says so", async () => {
      const running = service.start({
        KSMLC_KAFKA_BOOTSTRAP_SERVERS: "broker.invalid:9092",
        KSMLC_KAFKA_DEFAULT_API_TIMEOUT_MS: "2000",
      });
      expect(await running.ended).toBe(1);
      expect(running.output()).toMatch(/ERROR .*broker\.invalid:9092.*(?:ENOTFOUND|EAI_AGAIN)/);
    });

    test("can be ended while it waits for a broker", async () => {
      const running = service.start();
      await running.sees(/Trying again/);
      await running.stop();
      expect(running.output()).not.toMatch(/Task/);
    });

    test("without its topics names them and how to make them", async () => {
      const running = service.start({ KSMLC_KAFKA_BOOTSTRAP_SERVERS: brokers });
      expect(await running.ended).toBe(1);
      expect(running.output()).toContain(
        `Topics do not exist:\n  * ${source} (read)\n  * ${target} (written)\n  help: create them`,
      );
    });
  });

  describe("producers", () => {
    test(
      "write to the broker at their rate as often as they should, and the service ends well",
      async () => {
        const admin = new IndependentAdmin(brokers);
        await admin.createTopics([source], PARTITIONS);
        const running = service.start({
          KSMLC_KAFKA_BOOTSTRAP_SERVERS: brokers,
          KSMLC_KSML_ENABLEPRODUCERS: "true",
          KSMLC_KSML_ENABLEPIPELINES: "false",
        });
        expect(await running.ended, running.output()).toBe(0);
        expect(await admin.count([source], PARTITIONS)).toBe(12);
        await admin.close();
        const records = await readIndependently(brokers, source, 12);
        const inTime = records
          .map(({ key, value, timestamp }) => [`${key}`, `${value}`, timestamp] as const)
          .sort(([, , a], [, , b]) => a - b);
        expect(inTime.map(([key, value]) => [key, value])).toEqual(
          Array.from({ length: 12 }, (_, i) => [`clock ${(i + 1) % 3}`, `{"count":${i + 1}}`]),
        );
        const [first, last] = [inTime[0]?.[2] ?? 0, inTime[11]?.[2] ?? 0];
        expect(last - first).toBeGreaterThan(11 * 100 - 50);
        expect(last - first).toBeLessThan(11 * 100 + 1000);
      },
      MINUTES,
    );
  });

  describe("a broker that dies", () => {
    test(
      "and comes back: the service goes on and nothing is lost",
      async ({ skip }) => {
        const broker = await startPrivateBroker();
        if (broker === null) return skip("there is no broker here that is ours to kill");
        const admin = new IndependentAdmin(broker.bootstrap);
        await admin.createTopics([source, target], PARTITIONS);
        const writer = new SteadyWriter(broker.bootstrap, source, PARTITIONS);
        const running = service.start({ KSMLC_KAFKA_BOOTSTRAP_SERVERS: broker.bootstrap });
        try {
          await running.sees(/Task 0_1 is running/);
          await writer.write(1000, {});
          await until(async () => (await admin.count([target], PARTITIONS)) >= 100, 20_000);
          await writer.write(1000, {});
          await broker.kill();
          await running.sees(/WARN .*Trying again/);
          await new Promise((resolve) => setTimeout(resolve, 2000));
          await broker.start();
          await running.sees(/works again/);
          await writer.write(500, {});
          const arrived = new Set<number>();
          await until(
            async () => {
              const count = await admin.count([target], PARTITIONS);
              for (const { value } of await readIndependently(broker.bootstrap, target, count)) {
                arrived.add(JSON.parse(`${value}`).number);
              }
              return arrived.size === writer.written;
            },
            30_000,
            running.output,
          );
          expect(running.output()).not.toMatch(/ERROR/);

          // It also ends when it is told to while there is none.
          await new Promise((resolve) => setTimeout(resolve, 1500));
          await broker.kill();
          await running.sees(/works again[\s\S]*Trying again/);
          const begin = Date.now();
          expect(await running.stop(), running.output()).toBe(0);
          expect(Date.now() - begin).toBeLessThan(10_000);
        } finally {
          running.child.kill("SIGKILL");
          await admin.close();
          await broker.discard();
        }
      },
      2 * MINUTES,
    );
  });
}
