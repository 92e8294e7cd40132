/** A Kafka in this process: `ksmlc run` without `--kafka`, and the tests. */

import type { KafkaLog } from "../client/wire.ts";
import { createWireClient } from "../client/wire-client.ts";
import type { KafkaClient } from "../port.ts";
import type { EmbeddedBroker } from "./embedded-broker.ts";
import { createEmbeddedWire } from "./embedded-wire.ts";

export {
  type BrokerRequest,
  EmbeddedBroker,
  type EmbeddedBrokerOptions,
} from "./embedded-broker.ts";

export interface EmbeddedClientOptions {
  /** Kafka's own keys, for every part. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: KafkaLog;
}

export function createEmbeddedClient(
  broker: EmbeddedBroker,
  options: EmbeddedClientOptions = {},
): KafkaClient {
  return createWireClient({
    settings: options.settings ?? {},
    log: options.log ?? (() => {}),
    connect: (clientId) => createEmbeddedWire(broker, clientId),
  });
}
