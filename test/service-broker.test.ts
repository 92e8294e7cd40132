/**
 * A built service as a process of its own on a real broker: stopped amid its work and started again, nothing is lost,
 * nothing is there twice, and another client finds every record where Java would have put it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireBroker, uniqueName } from "./support/broker.ts";
import { buildKsmlc } from "./support/built-ksmlc.ts";
import { type BuiltService, buildService } from "./support/built-service.ts";
import { IndependentAdmin } from "./support/independent-admin.ts";
import {
  type ReadRecord,
  readIndependently,
  type WrittenRecord,
  writeIndependently,
} from "./support/independent-consumer.ts";
import { placeOf } from "./support/java-place.ts";
import { until } from "./support/until.ts";

const PARTITIONS = 4;
const RECORDS = 10_000;
const MINUTES = 60_000;
/** Recent, or a broker deletes the records for their age. */
const BEGIN = Date.now() - 3_600_000;

const definition = (name: string): string => `
streams:
  letters: { topic: ${name}-letters, keyType: string, valueType: json }
  heavy: { topic: ${name}-heavy, keyType: string, valueType: json }
  light: { topic: ${name}-light, keyType: string, valueType: json }
  empty: { topic: ${name}-empty, keyType: string, valueType: json }
functions:
  stamp:
    type: keyValueTransformer
    globalCode: |
      import time
    code: |
      # Slow at first, so that there is a time to stop it amid its work.
      if value is not None and value["number"] < 6000:
        time.sleep(0.001)
      to = None if key is None else "to " + key
      letter = None if value is None else {"number": value["number"], "grams": value["grams"], "stamped": True}
    expression: (to, letter)
    resultType: (string, json)
pipelines:
  post_office:
    from: letters
    via:
      - type: filter
        if:
          expression: value is None or value["number"] % 10 != 3
      - type: transformKeyValue
        mapper: stamp
    branch:
      - if:
          expression: value is None
        to: empty
      - if:
          expression: value["grams"] > 50
        to: heavy
      - to: light
`;

interface Letter {
  readonly number: number;
  readonly key: string | null;
  readonly grams: number;
  readonly isEmpty: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly partition: number;
}

/** Some without key, some without value, some with headers. What has no value is known by its header. */
const letters: readonly Letter[] = Array.from({ length: RECORDS }, (_, number) => {
  const isEmpty = number % 13 === 5;
  const key = number % 10 === 7 ? null : `street ${number % 97}`;
  const headers = { ...(number % 3 === 0 || isEmpty ? { number: `${number}`, "☃": "snöw" } : {}) };
  const partition = key === null ? number % PARTITIONS : placeOf(key, PARTITIONS);
  return { number, key, grams: (number * 7) % 101, isEmpty, headers, partition };
});

const bytesOf = ({ number, key, grams, isEmpty, headers, partition }: Letter): WrittenRecord => ({
  partition,
  key,
  value: isEmpty ? null : JSON.stringify({ number, grams }),
  timestamp: BEGIN + number,
  headers,
});

const isKept = ({ isEmpty, number }: Letter): boolean => isEmpty || number % 10 !== 3;
const targetOf = ({ isEmpty, grams }: Letter): string =>
  isEmpty ? "empty" : grams > 50 ? "heavy" : "light";

interface Arrived {
  readonly target: string;
  readonly number: number;
  readonly record: ReadRecord;
}

const bootstrap = await requireBroker();
if (bootstrap !== null) cases(bootstrap);

function cases(brokers: string): void {
  describe("a service on a real broker", () => {
    const folder = mkdtempSync(join(tmpdir(), "ksmlc-service-"));
    const name = uniqueName("post-office");
    const source = `${name}-letters`;
    const targets = ["heavy", "light", "empty"].map((target) => `${name}-${target}`);
    const admin = new IndependentAdmin(brokers);
    let service: BuiltService;

    beforeAll(async () => {
      buildKsmlc();
      service = buildService(
        folder,
        "post-office",
        definition(name),
        `ksml: { definitions: { post-office: post-office.yaml } }\nkafka: { application.id: ${name}, bootstrap.servers: nowhere:9092 }\n`,
      );
      await admin.createTopics([source, ...targets], PARTITIONS);
      for (let at = 0; at < RECORDS; at += 2500) {
        await writeIndependently(
          brokers,
          source,
          letters.slice(at, at + 2500).map(bytesOf),
          "none",
        );
      }
    }, 3 * MINUTES);

    afterAll(async () => {
      await admin.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const read = async (): Promise<Arrived[]> => {
      const all = await Promise.all(
        targets.map(async (topic) => {
          const target = topic.slice(name.length + 1);
          const count = await admin.count([topic], PARTITIONS);
          return (await readIndependently(brokers, topic, count)).map((record) => {
            const text = record.headers.find(([header]) => header === "number")?.[1];
            const number =
              record.value === null ? text?.toString() : JSON.parse(`${record.value}`).number;
            return { target, number: Number(number), record };
          });
        }),
      );
      return all.flat();
    };

    const startAgain = () => service.start({ KSMLC_KAFKA_BOOTSTRAP_SERVERS: brokers });
    let stoppedAt: readonly number[] = [];
    let first: readonly Arrived[] = [];

    test(
      "stopped amid its work it ends with 0, and has committed what it has processed, no more and no less",
      async () => {
        const running = startAgain();
        await running.sees(/Task 0_3 is running/);
        await until(async () => (await admin.count(targets, PARTITIONS)) >= 2000, 40_000);
        expect(await running.stop(), running.output()).toBe(0);
        expect(running.output()).not.toMatch(/ERROR|WARN/);

        first = await read();
        expect(first.length).toBeGreaterThanOrEqual(2000);
        expect(first.length).toBeLessThan(5000);
        stoppedAt = await admin.committed(name, source, PARTITIONS);
        const arrived = new Set(first.map(({ number }) => number));
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const own = letters.filter((letter) => letter.partition === partition);
          const committed = stoppedAt[partition] as number;
          expect(committed).toBeGreaterThan(0);
          expect(committed).toBeLessThan(own.length);
          own.forEach((letter, offset) => {
            expect(arrived.has(letter.number)).toBe(offset < committed && isKept(letter));
          });
        }
      },
      MINUTES,
    );

    test(
      "started again it goes on at the committed offsets: nothing is lost, nothing is there twice",
      async () => {
        const running = startAgain();
        for (const [partition, offset] of stoppedAt.entries()) {
          await running.sees(new RegExp(`${source}-${partition} from offset ${offset}\\b`));
        }
        const expected = letters.filter(isKept);
        await until(
          async () => (await admin.count(targets, PARTITIONS)) >= expected.length,
          40_000,
          () => running.output(),
        );
        expect(await running.stop(), running.output()).toBe(0);
        expect(running.output()).not.toMatch(/ERROR|WARN/);

        const all = await read();
        expect(all.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
          expected.map(({ number }) => number),
        );
        expect(await admin.committed(name, source, PARTITIONS)).toEqual(
          await admin.ends(source, PARTITIONS),
        );
      },
      MINUTES,
    );

    test("every record is whole: key, value, timestamp, headers", async () => {
      for (const { target, number, record } of await read()) {
        const letter = letters[number] as Letter;
        const { key, value, timestamp, headers } = record;
        expect({
          target,
          key: key?.toString() ?? null,
          value: value?.toString() ?? null,
          timestamp,
          headers: headers.map(([header, bytes]) => [header, bytes?.toString()]),
        }).toEqual({
          target: targetOf(letter),
          key: letter.key === null ? null : `to ${letter.key}`,
          value: letter.isEmpty
            ? null
            : `{"grams":${letter.grams},"number":${number},"stamped":true}`,
          timestamp: BEGIN + number,
          headers: Object.entries(letter.headers),
        });
      }
    });

    test("each key is where Java would have put it, its records in order", async () => {
      const last = new Map<string, number>();
      const used = new Set<number>();
      for (const { target, number, record } of await read()) {
        if (record.key === null) continue;
        const key = record.key.toString();
        expect(record.partition).toBe(placeOf(key, PARTITIONS));
        const place = `${target} ${key}`;
        expect(number).toBeGreaterThan(last.get(place) ?? -1);
        last.set(place, number);
        used.add(record.partition);
      }
      expect(used.size).toBe(PARTITIONS);
    });
  });
}
