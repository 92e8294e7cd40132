/** The brokers of a cluster, connected when needed. One that fails is dropped, and connected anew the next time. */
import { messageOf } from "../client/patience.ts";
import { ConnectionLost, ErrorCode, ProtocolError } from "../client/protocol-error.ts";
import { numberSetting, type Settings } from "../client/settings.ts";
import type { KafkaLog } from "../client/wire.ts";
import { KafkaError } from "../port.ts";
import {
  type Broker,
  closeBroker,
  defaultSocketFactory,
  type Logger,
  type OpenSocket,
  openBroker,
  type PoolOptions,
} from "./internals.ts";
import { readSecurity } from "./security.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export class Connections {
  readonly #bootstrap: readonly Address[];
  readonly #options: PoolOptions;
  readonly #nodes = new Map<number, Address>();
  readonly #brokers = new Map<string, Promise<Broker>>();
  #closed = false;

  constructor(clientId: string, settings: Settings, log: KafkaLog, openSocket?: OpenSocket) {
    this.#bootstrap = parseAddresses(settings["bootstrap.servers"] ?? "");
    const requestTimeout = numberSetting(settings, "request.timeout.ms", 30_000);
    this.#options = {
      ...readSecurity(settings),
      socketFactory: openSocket ?? defaultSocketFactory(),
      brokers: [],
      clientId,
      requestTimeout,
      enforceRequestTimeout: true,
      connectionTimeout: numberSetting(settings, "socket.connection.setup.timeout.ms", 10_000),
      logger: loggerOf(log),
    };
  }

  learn(nodes: readonly (Address & { readonly nodeId: number })[]): void {
    for (const { nodeId, host, port } of nodes) this.#nodes.set(nodeId, { host, port });
  }

  /** Asks any broker that can be reached: connected ones, then all that are known. */
  async any<T>(ask: (broker: Broker) => Promise<T>): Promise<T> {
    const known = [...this.#bootstrap, ...this.#nodes.values()];
    const connected = known.filter((each) => this.#brokers.has(nameOf(each)));
    const failures = new Set<string>();
    for (const address of new Set([...connected, ...known])) {
      let broker: Broker;
      try {
        broker = await this.#connect(address);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        failures.add(error.message);
        continue;
      }
      return this.#guard(address, () => ask(broker));
    }
    throw new ConnectionLost([...failures].join("; "));
  }

  /** Asks one broker by its id. */
  async node<T>(nodeId: number, ask: (broker: Broker) => Promise<T>): Promise<T> {
    const address = this.#nodes.get(nodeId);
    if (address === undefined) throw new ConnectionLost(`broker ${nodeId} is not known`);
    const broker = await this.#connect(address);
    return this.#guard(address, () => ask(broker));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const names = [...this.#brokers.keys()];
    for (const name of names) this.#drop(name, "the client is closed");
  }

  async #connect(address: Address): Promise<Broker> {
    if (this.#closed) throw new ConnectionLost("the client is closed");
    const name = nameOf(address);
    let broker = this.#brokers.get(name);
    if (broker === undefined) {
      broker = openBroker(address, this.#options);
      this.#brokers.set(name, broker);
    }
    try {
      return await broker;
    } catch (error) {
      this.#brokers.delete(name);
      throw translate(error, name);
    }
  }

  async #guard<T>(address: Address, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const name = nameOf(address);
      const translated = translate(error, name);
      if (translated instanceof ConnectionLost) this.#drop(name, translated.message);
      throw translated;
    }
  }

  #drop(name: string, why: string): void {
    const dropped = this.#brokers.get(name);
    if (dropped === undefined) return;
    this.#brokers.delete(name);
    dropped.then(
      (broker) => closeBroker(broker, new ConnectionLost(why)),
      () => {}, // never connected: who waited for it has the error
    );
  }
}

const nameOf = ({ host, port }: Address): string => `${host}:${port}`;

/** kafkajs tells of lost connections by these names. */
const LOST: ReadonlySet<string> = new Set([
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
  "KafkaJSLockTimeout",
  "KafkaJSTimeout",
]);

/** What is no error of kafkajs stays as it is. */
function translate(error: unknown, broker: string): unknown {
  if (!(error instanceof Error) || error instanceof ConnectionLost) return error;
  if (LOST.has(error.name)) {
    // A proper text for what kafkajs says of a socket error: `Connection error: connect ECONNREFUSED …`
    return new ConnectionLost(`${broker}: ${error.message}`, error);
  }
  if (error.name === "KafkaJSSASLAuthenticationError") {
    return new ProtocolError(ErrorCode.saslAuthenticationFailed, `${broker}: ${error.message}`);
  }
  const { code, memberId } = error as { code?: unknown; memberId?: unknown };
  if (error.name.startsWith("KafkaJS") && typeof code === "number") {
    return new ProtocolError(code, messageOf(error), typeof memberId === "string" ? memberId : "");
  }
  if (error.name.startsWith("KafkaJS")) {
    return new KafkaError("other", `${broker}: ${error.message}`, { cause: error });
  }
  return error;
}

function parseAddresses(text: string): Address[] {
  const addresses = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((each) => {
      const found = /^(?:[A-Za-z_]+:\/\/)?(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(each);
      const port = Number(found?.[3]);
      if (found === null || port < 1 || port > 65_535) {
        throw new KafkaError(
          "invalid-address",
          `bootstrap.servers: \`${each}\` is no address host:port.`,
        );
      }
      return { host: found[1] ?? found[2] ?? "", port };
    });
  if (addresses.length === 0) throw new KafkaError("other", "bootstrap.servers is not set.");
  return addresses;
}

/** kafkajs logs each failed try as an error; what matters is reported by those who try. */
function loggerOf(log: KafkaLog): Logger {
  const say = (message: string): void => log("debug", `kafkajs: ${message}`);
  const logger: Logger = {
    namespace: () => logger,
    debug: () => {}, // each request and answer
    info: say,
    warn: say,
    error: say,
  };
  return logger;
}
