/**
 * The only import of kafkajs: its connections, authentication and request codecs, which it does not export. The version is
 * pinned in package.json, and the package no longer changes. Its own consumer and producer are not used: the one gives
 * no awaited revoke, the other takes messages, where the port has batches as bytes.
 */
import { createRequire } from "node:module";
import type { Socket } from "node:net";

// By this name the packer of the runtime finds the packages that it needs.
const require = createRequire(import.meta.url);

/** One request: how it is written, how its answer is read. */
export interface Protocol {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    readonly encode: () => Promise<unknown>;
  };
  readonly response: {
    readonly decode: (payload: Buffer) => Promise<unknown>;
    readonly parse: (decoded: unknown) => Promise<unknown>;
  };
  readonly requestTimeout?: number;
  readonly logResponseError?: boolean;
}

export interface Connection {
  send(protocol: Protocol): Promise<unknown>;
  disconnect(): Promise<unknown>;
  rejectRequests(error: Error): void;
  readonly socket?: Socket;
  readonly requestQueue: { pending: unknown[]; scheduleCheckPendingRequests: () => void };
}

export interface ConnectionPool {
  /** 0 for all requests but fetches, which have 1. */
  readonly pool: readonly Connection[];
  getConnection(index: number): Promise<Connection>;
  send(protocol: Protocol): Promise<unknown>;
}

export type OpenSocket = (options: {
  host: string;
  port: number;
  ssl: object | null | undefined;
  onConnect: () => void;
}) => Socket;

/** Builds a request in the newest version that both sides know. */
type Lookup = (apiKey: number, definitions: unknown) => (options: object) => Protocol;

export interface Broker {
  readonly connectionPool: ConnectionPool;
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>> | null;
  readonly lookupRequest: Lookup;
  connect(): Promise<void>;
}

export interface Logger {
  namespace(): Logger;
  debug(message: string, details?: unknown): void;
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

export interface PoolOptions {
  readonly socketFactory: OpenSocket;
  readonly brokers: readonly string[];
  readonly ssl: object | null;
  readonly sasl: object | null;
  readonly clientId: string;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: true;
  readonly connectionTimeout: number;
  readonly logger: Logger;
}

interface PoolBuilder {
  build(address: { host: string; port: number }): Promise<ConnectionPool>;
}

export const apiKeys = require("kafkajs/src/protocol/requests/apiKeys.js") as Readonly<
  Record<string, number>
>;
export const requests = require("kafkajs/src/protocol/requests/index.js").requests as Readonly<
  Record<string, unknown>
>;
export const defaultSocketFactory =
  require("kafkajs/src/network/socketFactory.js") as () => OpenSocket;

const BrokerClass = require("kafkajs/src/broker/index.js") as new (options: object) => Broker;
const poolBuilder = require("kafkajs/src/cluster/connectionPoolBuilder.js") as (
  options: PoolOptions,
) => PoolBuilder;

export async function openBroker(
  address: { host: string; port: number },
  options: PoolOptions,
): Promise<Broker> {
  const connectionPool = await poolBuilder(options).build(address);
  for (const { requestQueue } of connectionPool.pool) quieten(requestQueue);
  const broker = new BrokerClass({
    connectionPool,
    logger: options.logger,
    allowAutoTopicCreation: false,
  });
  try {
    await broker.connect();
  } catch (error) {
    closeBroker(broker, error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  return broker;
}

/** At once: requests under way fail with `why`. */
export function closeBroker({ connectionPool }: Broker, why: Error): void {
  for (const connection of connectionPool.pool) {
    connection.rejectRequests(why);
    void connection.disconnect();
    connection.socket?.destroy();
  }
}

/**
 * After every answer kafkajs starts a timer for requests that wait, again and again each millisecond even when none does,
 * with a negative time that Node warns of (`TimeoutNegativeWarning`). It is only needed when something waits.
 */
function quieten(queue: Connection["requestQueue"]): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue);
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule();
  };
}
