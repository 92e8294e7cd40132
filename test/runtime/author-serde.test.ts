/** Serdes of the author: what they see and give, and where their errors go (dialect.md 9.2). */
import { describe, expect, it } from "vitest";
import type { ErrorHandling } from "../../runtime/engine/error-handling.ts";
import {
  any,
  defineTopology,
  json,
  type KsmlValue,
  type Serde,
  stream,
  string,
} from "../../runtime/index.ts";
import { forEach, to } from "../../runtime/operations/index.ts";
import type { Value } from "../../runtime/python/value.ts";
import { ndjsonToRecord, recordToNdjson } from "../../runtime/service/ndjson.ts";
import { topicUses } from "../../runtime/service/topic-types.ts";
import { TestDriver } from "../../runtime/testing/index.ts";

const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

const how = (handler: ErrorHandling["handler"]): ErrorHandling => ({
  log: false,
  logPayload: false,
  loggerName: "x",
  handler,
});
const lenient = {
  consume: how("continueOnFail"),
  process: how("stopOnFail"),
  produce: how("continueOnFail"),
};

/** Turns text around; notes what it is asked. */
class Backwards implements Serde {
  readonly calls: string[] = [];
  configure(_config: Record<string, unknown>, side: "key" | "value"): void {
    this.calls.push(`configure ${side}`);
  }
  serialize(topic: string, data: KsmlValue): Uint8Array | null {
    this.calls.push(`serialize ${topic} ${JSON.stringify(data)}`);
    if (data === "jam") throw new Error("stuck");
    return data === null
      ? Buffer.from("nothing")
      : Buffer.from([...String(data)].reverse().join(""));
  }
  deserialize(topic: string, bytes: Uint8Array | null): KsmlValue {
    this.calls.push(`deserialize ${topic} ${text(bytes)}`);
    if (text(bytes) === "mud") throw new Error("unreadable");
    return bytes === null ? null : (text(bytes) as string).split("").reverse().join("");
  }
}

class Slowly implements Serde {
  readonly #serde = new Backwards();
  get calls(): readonly string[] {
    return this.#serde.calls;
  }
  async configure(config: Record<string, unknown>, side: "key" | "value"): Promise<void> {
    this.#serde.configure(config, side);
  }
  async serialize(topic: string, data: KsmlValue): Promise<Uint8Array | null> {
    await Promise.resolve();
    return this.#serde.serialize(topic, data);
  }
  async deserialize(topic: string, bytes: Uint8Array | null): Promise<KsmlValue> {
    await Promise.resolve();
    return this.#serde.deserialize(topic, bytes);
  }
}

interface Setting {
  readonly made: Serde[];
  readonly seen: Value[];
  readonly driver: TestDriver;
}

/** A copy from `in` to `out`, both with the serde for values. */
function copying(make: () => Serde, errors = lenient): Setting {
  const made: Serde[] = [];
  const seen: Value[] = [];
  const factory = (): Serde => {
    const serde = make();
    made.push(serde);
    return serde;
  };
  const input = stream({ topic: "in", key: string, value: any, serdes: { value: factory } });
  const output = stream({ topic: "out", key: string, value: any, serdes: { value: factory } });
  const topology = defineTopology("garden", (t) => {
    t.pipeline("look")
      .from(input)
      .end(forEach((_key, value) => seen.push(value as Value)));
    t.pipeline("copy").from(input).end(to(output));
  });
  return { made, seen, driver: new TestDriver({ topologies: [topology], errors }) };
}

async function piped({ driver }: Setting, ...values: (string | null)[]): Promise<unknown[]> {
  for (const value of values) {
    driver.pipe("in", { key: Buffer.from("k"), value: value === null ? null : Buffer.from(value) });
  }
  await driver.settled();
  return driver.take().map(({ key, value }) => [text(key), text(value)]);
}

describe.each<[string, () => Backwards | Slowly]>([
  ["at once", () => new Backwards()],
  ["with promises", () => new Slowly()],
])("a serde that answers %s", (_name, make) => {
  it("reads and writes one side of a stream", async () => {
    const setting = copying(make);
    expect(await piped(setting, "abc", "xyz")).toEqual([
      ["k", "abc"],
      ["k", "xyz"],
    ]);
    expect(setting.seen).toEqual(["cba", "zyx"]);
  });

  it("is made and configured once for each side of each stream", async () => {
    const setting = copying(make);
    await piped(setting, "abc");
    expect(setting.made.map((serde) => (serde as Backwards | Slowly).calls)).toEqual([
      ["configure value", "deserialize in abc"],
      ["configure value", 'serialize out "cba"'],
    ]);
  });

  it("is asked for payloads that are not there", async () => {
    const setting = copying(make);
    expect(await piped(setting, null)).toEqual([["k", "nothing"]]);
    expect(setting.seen).toEqual([null]);
  });

  it("skips what it cannot read where the consume handler says so", async () => {
    expect(await piped(copying(make), "a", "mud", "b")).toEqual([
      ["k", "a"],
      ["k", "b"],
    ]);
  });

  it("stops at what it cannot read otherwise", async () => {
    const setting = copying(make, { ...lenient, consume: how("stopOnFail") });
    await expect(piped(setting, "a", "mud", "b")).rejects.toThrow(
      "Deserialization failed. taskId=0_0, topic=in, partition=0, offset=1: RuntimeError: unreadable",
    );
  });

  it("loses what it cannot write where the produce handler says so", async () => {
    expect(await piped(copying(make), "maj", "b")).toEqual([["k", "b"]]);
  });

  it("stops at what it cannot write otherwise", async () => {
    const setting = copying(make, { ...lenient, produce: how("stopOnFail") });
    await expect(piped(setting, "maj")).rejects.toThrow(
      /Serialization failed.*topic=out: RuntimeError: stuck/,
    );
  });
});

describe("the declared type of a side with a serde of the author's", () => {
  const reading = (give: unknown): Setting => {
    const seen: Value[] = [];
    const serde: Serde = { serialize: () => null, deserialize: () => give as KsmlValue };
    const input = stream({ topic: "in", key: string, value: json, serdes: { value: () => serde } });
    const topology = defineTopology("garden", (t) =>
      t
        .pipeline("p")
        .from(input)
        .end(forEach((_key, value) => seen.push(value as Value))),
    );
    const errors = { ...lenient, consume: how("stopOnFail") };
    return { made: [], seen, driver: new TestDriver({ topologies: [topology], errors }) };
  };

  it("is what functions see", async () => {
    const setting = reading({ b: 1, a: undefined });
    await piped(setting, "x");
    expect(setting.seen).toEqual([{ b: 1 }]);
  });

  it("is asked of what the serde gives", async () => {
    await expect(piped(reading(5), "x")).rejects.toThrow(/Can not convert long to/);
  });

  it("cannot be bytes of another kind", async () => {
    const wrong: Serde = { serialize: () => "text" as never, deserialize: () => "x" };
    const setting = copying(() => wrong, { ...lenient, produce: how("stopOnFail") });
    await expect(piped(setting, "x")).rejects.toThrow(
      "serialize() of the value serde must give a Uint8Array or null, not a string",
    );
  });
});

describe("records of such a topic on the command line", () => {
  it("are the bytes as they are", () => {
    const topics = topicUses({
      topologies: [
        defineTopology("garden", (t) =>
          t
            .pipeline("p")
            .from(
              stream({
                topic: "in",
                key: string,
                value: json,
                serdes: { value: () => new Backwards() },
              }),
            )
            .end(forEach(() => null)),
        ),
      ],
      producers: [],
    });
    const types = topics.topics.get("in")?.types ?? null;
    const record = { topic: "in", key: Buffer.from("k"), headers: [] };
    expect(recordToNdjson({ ...record, value: Buffer.from("abc") }, types)).toBe(
      '{"topic":"in","key":"k","value":"abc"}',
    );
    expect(recordToNdjson({ ...record, value: Buffer.of(255) }, types)).toBe(
      '{"topic":"in","key":"k","value":{"$bytes":"/w=="}}',
    );
    const line = '{"topic":"in","key":"k","value":"abc"}';
    expect(ndjsonToRecord(line, null, () => types).value?.toString()).toBe("abc");
  });
});
