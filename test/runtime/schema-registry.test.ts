import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { string } from "../../runtime/data-types/data-type.ts";
import { toType } from "../../runtime/data-types/to-type.ts";
import { stream } from "../../runtime/dsl/stream.ts";
import { defineTopology } from "../../runtime/dsl/topology.ts";
import { Engine } from "../../runtime/engine/engine.ts";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { serdeOf } from "../../runtime/notations/index.ts";
import { Registries, useRegistries } from "../../runtime/notations/registry/registries.ts";
import { registryAddresses } from "../../runtime/notations/registry/registry-addresses.ts";
import { RegistryClient } from "../../runtime/notations/registry/registry-client.ts";
import { RegistryError, SchemaPending } from "../../runtime/notations/registry/registry-error.ts";
import {
  httpTransport,
  type RegistryRequest,
  type RegistryTransport,
} from "../../runtime/notations/registry/transport.ts";
import { to } from "../../runtime/operations/index.ts";
import { BatchWriter } from "../../runtime/record-batch/batch-writer.ts";
import { ByteSink } from "../../runtime/record-batch/byte-sink.ts";
import { decodeRecords } from "../../runtime/record-batch/records.ts";
import { emittedType, POINT, WIDER } from "./avro-support.ts";

interface Watched {
  readonly transport: RegistryTransport;
  readonly requests: string[];
  readonly warnings: string[];
  readonly pauses: number[];
  /** Thrown, or a status, instead of the next answers. */
  readonly trouble: (Error | number)[];
}

function watched(registry: EmbeddedRegistry): Watched {
  const requests: string[] = [];
  const trouble: (Error | number)[] = [];
  return {
    requests,
    trouble,
    warnings: [],
    pauses: [],
    transport: async (address, request: RegistryRequest) => {
      requests.push(`${request.method} ${request.path}`);
      const wrong = trouble.shift();
      if (wrong instanceof Error) throw wrong;
      return wrong === undefined
        ? registry.transport(address, request)
        : { status: wrong, body: null };
    },
  };
}

const clientOf = ({ transport, warnings, pauses }: Watched): RegistryClient =>
  new RegistryClient("http://user:secret@registry:8081", {
    transport,
    sleep: async (ms) => {
      pauses.push(ms);
    },
    warn: (message) => warnings.push(message),
  });

const registriesOf = ({ transport, warnings, pauses }: Watched, defaultAddress: string | null) =>
  new Registries({
    transport,
    sleep: async (ms) => {
      pauses.push(ms);
    },
    warn: (message) => warnings.push(message),
    addresses: (address) => address,
    defaultAddress,
    register: true,
  });

async function schemaOf(client: RegistryClient, id: number): Promise<unknown> {
  for (;;) {
    try {
      return client.schema(id);
    } catch (error) {
      if (!(error instanceof SchemaPending)) throw error;
      await error.settled;
    }
  }
}

describe("the client", () => {
  it("asks once for an id, however many wait for it", async () => {
    const registry = new EmbeddedRegistry();
    const id = registry.add(POINT);
    const seen = watched(registry);
    const client = clientOf(seen);
    const [first, second] = await Promise.all([schemaOf(client, id), schemaOf(client, id)]);
    expect(first).toBe(second);
    expect(first).toMatchObject({ kind: "record", name: "Point" });
    expect(seen.requests).toEqual(["GET /schemas/ids/1"]);
  });

  it("waits for a registry that went away, longer each time, and never gives up reading", async () => {
    const registry = new EmbeddedRegistry();
    const id = registry.add(POINT);
    const seen = watched(registry);
    seen.trouble.push(...Array.from({ length: 12 }, () => new Error("connect ECONNREFUSED")), 503);
    expect(await schemaOf(clientOf(seen), id)).toMatchObject({ name: "Point" });
    expect(seen.pauses).toEqual([
      100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000, 10000, 10000, 10000, 10000,
    ]);
    expect(seen.warnings[0]).toBe(
      "The schema registry at http://registry:8081 does not answer (connect ECONNREFUSED); trying again in 100 ms",
    );
  });

  it("says where it looked for a registry that is not there at the start, without the password", async () => {
    const seen = watched(new EmbeddedRegistry());
    seen.trouble.push(...Array.from({ length: 20 }, () => new Error("connect ECONNREFUSED")));
    const failure = clientOf(seen).idOf("t-value", POINT, true);
    await expect(failure).rejects.toThrow(
      "The schema registry at http://registry:8081 does not answer: connect ECONNREFUSED.",
    );
    expect(seen.requests).toHaveLength(8);
  });

  it("takes a refusal for what it is", async () => {
    const registry = new EmbeddedRegistry();
    const seen = watched(registry);
    const client = clientOf(seen);
    await expect(schemaOf(client, 7)).rejects.toThrow(
      /refused GET \/schemas\/ids\/7: Schema 7 not found/,
    );
    await client.idOf("t-value", POINT, true);
    await client.setLevel("t-value", "BACKWARD");
    await expect(client.idOf("t-value", WIDER, true)).rejects.toThrow(RegistryError);
    await client.setLevel("t-value", "NONE");
    expect(await client.idOf("t-value", WIDER, true)).toBe(2);
    await expect(client.idOf("other-value", POINT, false)).rejects.toThrow(/not found/);
  });
});

describe("over HTTP", () => {
  it("asks below the address, with its user and password or those of the configuration", async () => {
    const registry = new EmbeddedRegistry();
    registry.add(POINT);
    const seen: string[] = [];
    const server = createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      seen.push(
        `${method} ${url} ${headers.authorization ?? "-"} ${headers["content-type"] ?? "-"}`,
      );
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", async () => {
        const body = text === "" ? {} : { body: JSON.parse(text) as JsonValue };
        const path = url.replace("/registry", "");
        const answer = await registry.handle({ method: method as "GET", path, ...body });
        response.writeHead(answer.status).end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const plain = httpTransport("me:secret");
      const path = "/subjects/a%2Fb-value/versions";
      const body = { schema: JSON.stringify(POINT) };
      const address = `http://127.0.0.1:${port}/registry/`;
      expect(await plain(address, { method: "POST", path, body })).toEqual({
        status: 200,
        body: { id: 1 },
      });
      const own = `http://you:p%40ss@127.0.0.1:${port}`;
      expect((await plain(own, { method: "GET", path: "/schemas/ids/9" })).status).toBe(404);
      await httpTransport(null)(address, { method: "GET", path: "/config/x?defaultToGlobal=true" });
    } finally {
      server.close();
    }
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    const type = "application/vnd.schemaregistry.v1+json";
    expect(seen).toEqual([
      `POST /registry/subjects/a%2Fb-value/versions ${basic("me:secret")} ${type}`,
      `GET /schemas/ids/9 ${basic("you:p@ss")} -`,
      "GET /registry/config/x?defaultToGlobal=true - -",
    ]);
  });
});

it.each(["registry:8081", "registry", "ftp://me:secret@registry", "http://"])(
  "%s is no address: nobody is asked again",
  async (address) => {
    const pauses: number[] = [];
    const client = new RegistryClient(address, {
      transport: httpTransport(null),
      sleep: async (ms) => {
        pauses.push(ms);
      },
      warn: () => {},
    });
    const shown = address.replace("me:secret@", "");
    await expect(client.level("a-value")).rejects.toThrow(
      `\`${shown}\` is no address of a schema registry`,
    );
    expect(pauses).toEqual([]);
  },
);

describe("what a service prepares", () => {
  const point = emittedType(POINT);

  it("registers a schema for each subject, and knows its id then", async () => {
    const seen = watched(new EmbeddedRegistry());
    const registries = registriesOf(seen, "http://registry");
    await registries.prepareWriting(point, "a", "value");
    await registries.prepareWriting(point, "b", "key");
    expect(seen.requests).toEqual([
      "POST /subjects/a-value/versions",
      "POST /subjects/b-key/versions",
    ]);
  });

  it("sets a level that differs, and no other", async () => {
    const registry = new EmbeddedRegistry();
    const seen = watched(registry);
    const registries = registriesOf(seen, null);
    const { value } = stream({
      topic: "t",
      key: string,
      value: point,
      registry: "http://registry",
      registryConfig: { "value.compatibility": "FORWARD" },
    });
    if (value === undefined) throw new Error("no type");
    await registries.prepareReading(value, "t", "value");
    await registries.prepareReading(value, "t", "value");
    expect(seen.requests).toEqual([
      "GET /config/t-value",
      "PUT /config/t-value",
      "GET /config/t-value",
    ]);
    expect(registry.ownLevel("t-value")).toBe("FORWARD");
  });

  it("does as the topic says: a level in any case, who asks, and whether schemas are added", async () => {
    const registry = new EmbeddedRegistry();
    const seen = watched(registry);
    const addresses = new Set<string>();
    const transport: RegistryTransport = (address, request) => {
      addresses.add(address);
      return seen.transport(address, request);
    };
    const registries = registriesOf({ ...seen, transport }, null);
    const { value } = stream({
      topic: "t",
      key: string,
      value: point,
      registry: "http://registry/of-all, http://other-registry",
      registryConfig: {
        "value.compatibility": "full",
        "auto.register.schemas": "False",
        "basic.auth.user.info": "me@home:50%:of",
      },
    });
    if (value === undefined) throw new Error("no type");
    await expect(registries.prepareWriting(value, "t", "value")).rejects.toThrow(/status 404/);
    expect(registry.ownLevel("t-value")).toBe("FULL");
    expect(seen.requests.at(-1)).toBe("POST /subjects/t-value");
    expect([...addresses]).toEqual(["http://me%40home:50%25%3Aof@registry/of-all"]);
  });

  it("compares and warns where the level cannot be set", async () => {
    const seen = watched(new EmbeddedRegistry());
    const registries = registriesOf(seen, "http://registry");
    seen.trouble.push(404, 403);
    const type = { ...point, registry: { compatibility: "FULL" } };
    await registries.prepareReading(type, "t", "value");
    expect(seen.warnings).toEqual([
      "The subject t-value has the compatibility level of its registry, not FULL, and it cannot be set: The schema registry at http://registry refused PUT /config/t-value: no reason given (status 403)",
    ]);
  });

  it("says what to do where no registry is configured", () => {
    const registries = registriesOf(watched(new EmbeddedRegistry()), null);
    expect(() => registries.client(undefined)).toThrow(/none is configured. Give its address/);
  });
});

describe("addresses", () => {
  it.each([
    [undefined, "http://a:8081", "http://a:8081"],
    ["http://b:1", "http://a:8081", "http://b:1"],
    ["http://a:8081=http://b:1", "http://a:8081/", "http://b:1"],
    ["http://a:8081=http://b:1", "http://c:8081", "http://c:8081"],
    ["http://a:8081=http://b:1, http://c:8081=https://u:p=w@d", "http://c:8081", "https://u:p=w@d"],
  ])("%s: %s is %s", (option, address, wanted) => {
    expect(registryAddresses(option)(address)).toBe(wanted);
  });
});

describe("a record whose schema is not known yet", () => {
  it("stays the next one until the registry has answered, and those behind it wait", async () => {
    const point = emittedType(POINT);
    const seen = watched(new EmbeddedRegistry());
    const registries = registriesOf(seen, "http://registry");
    useRegistries(registries);
    await registries.prepareWriting(point, "in", "value");
    await registries.prepareWriting(point, "out", "value");
    const topology = defineTopology("t", (t) => {
      t.pipeline("p")
        .from(stream({ topic: "in", key: string, value: point }))
        .end(to(stream({ topic: "out", key: string, value: point })));
    });
    const engine = new Engine({ topologies: [topology], print: () => {} });
    engine.collector.addTopic("out", 1);
    const { made } = engine.assign([{ topic: "in", partition: 0, position: 0, metadata: "" }]);
    const [task] = made;
    seen.trouble.push(new Error("connect ECONNREFUSED"));
    const writer = new BatchWriter();
    for (const x of [1, 2]) {
      const sink = new ByteSink(16);
      serdeOf(point).serialize(toType({ x }, point, true), sink, "in");
      writer.begin(1000 + x);
      writer.nullKey();
      writer.value(sink.bytes, 0, sink.at);
      writer.end([]);
    }
    const batch = writer.take();
    if (batch === null) throw new Error("no batch");
    const place = { topic: "in", partition: 0, batch, baseOffset: 0, lastOffset: 1, fromOffset: 0 };
    engine.add({ ...place, endOffset: 2, logAppendTime: null });
    expect(task?.processNext()).toBe(false);
    expect(task?.waiting).not.toBeNull();
    expect(engine.offsetsToCommit()).toEqual([]);
    await task?.waiting;
    expect(task?.processNext()).toBe(true);
    expect(task?.processNext()).toBe(true);
    expect(task?.processNext()).toBe(false);
    const values = engine.collector.take().flatMap((out) => decodeRecords(out.batch));
    expect(values.map(({ value }) => Buffer.from(value ?? []).toString("hex"))).toEqual([
      "000000000102",
      "000000000104",
    ]);
    expect(seen.requests.filter((each) => each.startsWith("GET"))).toHaveLength(2);
  });
});
