/** TLS and SASL with Kafka's own settings, on a real broker that asks for both. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createKafkaJsClient } from "../../runtime/kafka/kafkajs/index.ts";
import { requireBroker, startPrivateBroker, uniqueName } from "../support/broker.ts";
import { outgoing, producerOf, QUICK, Reader } from "./client-harness.ts";

const shared = await requireBroker();
const broker = shared === null ? null : await startPrivateBroker({ KAFKA_SASL: "1" });
afterAll(() => broker?.discard());

const jaas = (password: string): string =>
  `org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="${password}";`;

const settings = (mechanism: string, password = "secret"): Record<string, string> => ({
  ...QUICK,
  "bootstrap.servers": broker?.bootstrap ?? "",
  "security.protocol": "SASL_SSL",
  "sasl.mechanism": mechanism,
  "sasl.jaas.config": jaas(password),
  "ssl.truststore.type": "PEM",
  "ssl.truststore.location": join(broker?.folder ?? "", "ca.pem"),
});

test.runIf(broker !== null).for(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])(
  "records go there and back over TLS after %s",
  async (mechanism) => {
    const client = createKafkaJsClient(settings(mechanism));
    const topic = uniqueName("topic");
    await client.admin().createTopics([{ topic, partitions: 1, replicationFactor: 1, config: {} }]);
    await producerOf(client).send([outgoing(topic, 0, [{ key: "k", value: "v" }])]);
    const reader = new Reader(client, [topic]);
    await reader.read(1);
    expect(reader.values).toEqual(["v"]);
    await client.close();
  },
);

test.runIf(broker !== null)("a wrong password is `unauthorized`, at once", async () => {
  const client = createKafkaJsClient(settings("SCRAM-SHA-256", "guess"));
  const asked = client.admin().describeTopics(["any"]);
  await expect(asked).rejects.toMatchObject({ code: "unauthorized", retriable: false });
  await client.close();
});

test.runIf(broker !== null)("a certificate that is not trusted is said to be so", async () => {
  const trusting = settings("PLAIN");
  const { "ssl.truststore.location": file, "ssl.truststore.type": _, ...rest } = trusting;
  const doubting = createKafkaJsClient({ ...rest, "default.api.timeout.ms": "500" });
  await expect(doubting.admin().describeTopics(["any"])).rejects.toThrow(/self-signed certificate/);
  await doubting.close();
  const certificates = readFileSync(file ?? "", "utf8");
  const inline = createKafkaJsClient({ ...rest, "ssl.truststore.certificates": certificates });
  expect((await inline.admin().describeTopics(["any"])).size).toBe(0);
  await inline.close();
});

test("settings that cannot be used are named", () => {
  const client = (rest: Record<string, string>) => () =>
    createKafkaJsClient({ "bootstrap.servers": "127.0.0.1:1", ...rest }).admin();
  expect(client({ "security.protocol": "TLS" })).toThrow(/security\.protocol/);
  expect(client({ "security.protocol": "SASL_SSL" })).toThrow(/sasl\.jaas\.config/);
  expect(client({ "security.protocol": "SSL", "ssl.truststore.location": "a.jks" })).toThrow(/PEM/);
  expect(client({ "bootstrap.servers": "nowhere" })).toThrow(/host:port/);
  expect(client({ "request.timeout.ms": "soon" })).toThrow(/request\.timeout\.ms/);
});
