/** A client of the port over any wire. Each part has a wire of its own, since a join or a fetch holds up what is behind it. */
import type {
  Admin,
  Consumer,
  ConsumerOptions,
  KafkaClient,
  LogReader,
  LogReaderOptions,
  Producer,
  ProducerOptions,
} from "../port.ts";
import { WireAdmin } from "./admin.ts";
import { WireConsumer } from "./consumer.ts";
import { WireLogReader } from "./log-reader.ts";
import { WireProducer } from "./producer.ts";
import type { Settings } from "./settings.ts";
import type { KafkaLog, Wire } from "./wire.ts";

export interface WireClientOptions {
  /** Kafka's own keys, for every part; a part's own settings win. */
  readonly settings: Settings;
  readonly log: KafkaLog;
  readonly connect: (clientId: string, settings: Settings) => Wire;
}

export function createWireClient({ settings, log, connect }: WireClientOptions): KafkaClient {
  const consumers: Consumer[] = [];
  const readers: LogReader[] = [];
  const producers: Producer[] = [];
  let adminWire: Wire | null = null;
  let admin: Admin | null = null;
  return {
    admin() {
      if (admin === null) {
        adminWire = connect(`${settings["client.id"] ?? "ksmlc"}-admin`, settings);
        admin = new WireAdmin(adminWire, settings, log);
      }
      return admin;
    },
    producer(options: ProducerOptions) {
      const merged = { ...settings, ...options.settings };
      const producer = new WireProducer(connect(options.clientId, merged), merged, log);
      producers.push(producer);
      return producer;
    },
    consumer(options: ConsumerOptions) {
      const merged = { ...settings, ...options.settings };
      const wire = connect(options.clientId, merged);
      const consumer = new WireConsumer(wire, { ...options, settings: merged }, log);
      consumers.push(consumer);
      return consumer;
    },
    reader(options: LogReaderOptions) {
      const merged = { ...settings, ...options.settings };
      const wire = connect(options.clientId, merged);
      const reader = new WireLogReader(wire, { ...options, settings: merged }, log);
      readers.push(reader);
      return reader;
    },
    async close() {
      await Promise.all(consumers.map((each) => each.close()));
      await Promise.all(readers.map((each) => each.close()));
      await Promise.all(producers.map((each) => each.close()));
      await adminWire?.close();
      adminWire = null;
      admin = null;
    },
  };
}
