/** A service with stores on the embedded broker: started, fed, watched and stopped by a test. */
import { setLogSink } from "../../runtime/dsl/logger.ts";
import type { ErrorHandler } from "../../runtime/engine/error-handling.ts";
import type { StoreOptionsHook } from "../../runtime/extensions/author-types.ts";
import type { Topology } from "../../runtime/index.ts";
import { createEmbeddedClient, type EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import {
  decodeRecords,
  encodeRecords,
  type StoredRecord,
} from "../../runtime/record-batch/records.ts";
import { resolveConfiguration } from "../../runtime/service/configuration.ts";
import { Service } from "../../runtime/service/service.ts";

export interface Setting {
  readonly topologies: readonly Topology[];
  /** Null: no disk. */
  readonly stateDirectory: string | null;
  readonly kafka?: Readonly<Record<string, string>>;
  readonly partitions?: number | null;
  /** What happens to records that cannot be read; left out: the service stops. */
  readonly consume?: ErrorHandler;
  readonly storeOptions?: Readonly<Record<string, StoreOptionsHook>>;
}

/** Lines of the log since the last `clearLog`. */
export const logged: string[] = [];

export async function start(broker: EmbeddedBroker, setting: Setting): Promise<Service> {
  setLogSink({
    isEnabled: () => true,
    write: (level, _logger, message) => logged.push(`${level} ${message}`),
  });
  const { kafka = {}, stateDirectory, partitions = 1, consume } = setting;
  const configuration = resolveConfiguration("app", { kafka }, {});
  const { errors } = configuration;
  const handler = consume ?? errors.consume.handler;
  return Service.start({
    configuration: {
      ...configuration,
      errors: { ...errors, consume: { ...errors.consume, handler } },
      stateDirectory,
    },
    definitions: { topologies: setting.topologies, producers: [] },
    client: createEmbeddedClient(broker),
    brokers: "the embedded broker",
    createTopics: partitions,
    ...(setting.storeOptions === undefined ? {} : { storeOptions: setting.storeOptions }),
    print: () => {},
    now: Date.now,
    monotonic: () => performance.now(),
  });
}

/** Runs a service until nothing is left to do, then stops it. */
export async function runOnce(broker: EmbeddedBroker, setting: Setting): Promise<void> {
  const service = await start(broker, setting);
  await service.untilIdle();
  service.stop();
  await service.finished;
}

export type Row = readonly [key: string, value: unknown, timestamp?: number];

export async function produce(
  broker: EmbeddedBroker,
  topic: string,
  rows: readonly Row[],
  partition = 0,
): Promise<void> {
  const client = createEmbeddedClient(broker);
  const producer = client.producer({ clientId: "test", idempotent: true, settings: {} });
  const batch = encodeRecords(
    rows.map(([key, value, timestamp = 1000]) => ({
      key: Buffer.from(key),
      value: value === null ? null : Buffer.from(JSON.stringify(value)),
      timestamp,
      headers: [],
    })),
  );
  await producer.send([{ topic, partition, batch }]);
  await client.close();
}

export async function createTopic(
  broker: EmbeddedBroker,
  topic: string,
  partitions = 1,
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  const client = createEmbeddedClient(broker);
  await client.admin().createTopics([{ topic, partitions, replicationFactor: -1, config }]);
  await client.close();
}

/** Everything that a partition holds. */
export async function read(
  broker: EmbeddedBroker,
  topic: string,
  partition = 0,
): Promise<readonly StoredRecord[]> {
  const client = createEmbeddedClient(broker);
  const [end = 0] = await client.admin().listOffsets([{ topic, partition }], "latest");
  const reader = client.reader({
    clientId: "test",
    isolation: "read_uncommitted",
    settings: {},
  });
  reader.assign([{ topic, partition, position: 0 }]);
  const records: StoredRecord[] = [];
  while ((reader.position({ topic, partition }) ?? 0) < end) {
    for (const { batch } of await reader.poll(100)) records.push(...decodeRecords(batch));
  }
  await client.close();
  return records;
}

/** `key=value`, the texts of both. */
export const texts = (records: readonly StoredRecord[]): string[] =>
  records.map(({ key, value }) => {
    const text = (bytes: Uint8Array | null): string =>
      bytes === null ? "null" : Buffer.from(bytes).toString();
    return `${text(key)}=${text(value)}`;
  });
