/** A Kafka cluster over the network, by the connections of kafkajs. */

import type { KafkaLog } from "../client/wire.ts";
import { createWireClient } from "../client/wire-client.ts";
import type { KafkaClient } from "../port.ts";
import type { OpenSocket } from "./internals.ts";
import { createKafkaJsWire } from "./kafkajs-wire.ts";

export interface KafkaJsOptions {
  /** Retries, lost brokers, rebalances. Nothing is said when left out. */
  readonly log?: KafkaLog;
  /** How a connection is opened; for tests that break one. */
  readonly openSocket?: OpenSocket;
}

/**
 * `settings`: Kafka's own keys (`bootstrap.servers`, `client.id`, `security.protocol`, `sasl.…`, `ssl.…`, timeouts).
 * @throws KafkaError `other` from `admin`, `producer` or `consumer` when one of them cannot be used.
 */
export function createKafkaJsClient(
  settings: Readonly<Record<string, string>>,
  options: KafkaJsOptions = {},
): KafkaClient {
  const log = options.log ?? (() => {});
  return createWireClient({
    settings,
    log,
    connect: (clientId, merged) => createKafkaJsWire(clientId, merged, log, options.openSocket),
  });
}
