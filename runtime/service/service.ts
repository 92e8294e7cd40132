/**
 * A service from its start to its end: members of the consumer group, producers, and what ties them to Kafka. Nothing here
 * knows the process: signals, exit codes and standard output are `run-service.ts` and the commands.
 */
import type { NodeRuntime } from "../dsl/node.ts";
import type { StoreOptionsHook } from "../extensions/author-types.ts";
import type { Admin, Consumer, KafkaClient, LogReader } from "../kafka/port.ts";
import type {
  MemberStatistics,
  ServiceStatistics,
  StoreStatistics,
} from "../metrics/service-families.ts";
import { currentRegistries, type Registries } from "../notations/registry/registries.ts";
import { configureSerdes } from "./author-serdes.ts";
import { BackgroundTasks } from "./background-tasks.ts";
import type { Configuration } from "./configuration.ts";
import type { Definitions } from "./definitions.ts";
import { findTopics } from "./find-topics.ts";
import {
  consumerSettings,
  producerSettings,
  restoreSettings,
  streamsSettings,
} from "./kafka-settings.ts";
import { partitionName } from "./partition-name.ts";
import { ProducerRunner } from "./producer-runner.ts";
import { prepareSchemas } from "./schema-registries.ts";
import { ServiceStores } from "./service-stores.ts";
import { logStart } from "./start-log.ts";
import { StreamsMember } from "./streams-member.ts";
import { type TopicUses, topicUses } from "./topic-types.ts";
import { SHUTDOWN_MS, withinTime } from "./waiting-tasks.ts";

export interface ServiceOptions {
  readonly configuration: Configuration;
  readonly definitions: Definitions;
  readonly client: KafkaClient;
  /** Told before the first record of the schemas that the service writes; left out: those of this process. */
  readonly registries?: Registries;
  /** What the log calls the brokers. */
  readonly brokers: string;
  /** Address of the metrics page, for the log. */
  readonly metrics?: string | null;
  /** Partitions of topics that are to be made where they are missing; null: a missing topic stops the start. */
  readonly createTopics: number | null;
  /** Of the topics that the definitions name; left out: they are looked for. */
  readonly partitions?: ReadonlyMap<string, number>;
  /** A new group begins at the first record of each topic, whatever the definitions say: all of it came with this run. */
  readonly readsFromStart?: boolean;
  readonly print: NodeRuntime["print"];
  /** The author's hooks for options of stores, by class name. */
  readonly storeOptions?: Readonly<Record<string, StoreOptionsHook>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** How long Kafka may take once the service is stopped, in ms; default: ten seconds. */
  readonly shutdownMs?: number;
}

export class Service implements ServiceStatistics {
  readonly topics: TopicUses;
  /** Resolves when all has ended by itself or by `stop`; rejects with what stopped the service. */
  readonly finished: Promise<void>;
  readonly #members: readonly StreamsMember[];
  readonly #producers: ProducerRunner | null;
  readonly #threads: BackgroundTasks;
  readonly #admin: Admin;
  readonly #stores: ServiceStores;
  readonly #group: string;
  readonly #sources: readonly { readonly topic: string; readonly partition: number }[];
  #isEnded = false;
  /** A question to Kafka that must be answered before the client is closed. */
  #asking: Promise<unknown> = Promise.resolve();

  private constructor(
    topics: TopicUses,
    members: readonly StreamsMember[],
    producers: ProducerRunner | null,
    threads: BackgroundTasks,
    admin: Admin,
    stores: ServiceStores,
    partitions: ReadonlyMap<string, number>,
    client: KafkaClient,
    group: string,
  ) {
    this.topics = topics;
    this.#members = members;
    this.#producers = producers;
    this.#threads = threads;
    this.#admin = admin;
    this.#stores = stores;
    this.#group = group;
    this.#sources = [...topics.topics].flatMap(([topic, { isRead, isGlobal }]) =>
      isRead && !isGlobal
        ? Array.from({ length: partitions.get(topic) ?? 0 }, (_, partition) => ({
            topic,
            partition,
          }))
        : [],
    );
    this.finished = this.#run(client);
  }

  /** @throws ConfigurationError when the service cannot start */
  static async start(options: ServiceOptions): Promise<Service> {
    const { configuration, definitions, client, shutdownMs = SHUTDOWN_MS } = options;
    const { kafka, applicationId } = configuration;
    const settings = streamsSettings(kafka);
    const topics = topicUses(definitions);
    const admin = client.admin();
    const clientId = kafka["client.id"] ?? applicationId;
    const reader = (): LogReader =>
      client.reader({
        clientId: `${clientId}-restore`,
        isolation: isolation(kafka),
        settings: restoreSettings(kafka),
      });
    const stores = new ServiceStores({
      configuration,
      topologies: definitions.topologies,
      storeOptions: options.storeOptions ?? {},
      admin,
      reader,
      monotonic: options.monotonic,
    });
    logStart({
      configuration,
      definitions,
      topics,
      members: definitions.topologies.length === 0 ? 0 : settings.threads,
      stores: stores.names,
      stateDirectory: stores.stateDirectory,
      brokers: options.brokers,
      metrics: options.metrics ?? null,
    });
    const named = options.partitions ?? (await findTopics(admin, topics, options));
    await prepareSchemas(options.registries ?? currentRegistries(), definitions, applicationId);
    await configureSerdes(definitions, kafka);
    const partitions = new Map([...named, ...(await stores.prepare(named))]);
    const threads = new BackgroundTasks(definitions.threads ?? []);
    const members =
      definitions.topologies.length === 0
        ? []
        : Array.from({ length: settings.threads }, (_, i) => {
            const id = `${clientId}-${i + 1}`;
            return new StreamsMember({
              id,
              topologies: definitions.topologies,
              errors: configuration.errors,
              settings,
              readsFromStart: options.readsFromStart ?? false,
              createTopics: options.createTopics,
              print: options.print,
              admin,
              producer: client.producer({
                clientId: `${id}-producer`,
                idempotent: true,
                settings: producerSettings(kafka),
              }),
              consumer: (consumer): Consumer =>
                client.consumer({
                  ...consumer,
                  clientId: `${id}-consumer`,
                  group: applicationId,
                  isolation: isolation(kafka),
                  settings: consumerSettings(kafka),
                }),
              partitions,
              stores: stores.environment(),
              reader,
              monotonic: options.monotonic,
              shutdownMs,
              firstSticky: i,
              threads,
            });
          });
    const producers =
      definitions.producers.length === 0
        ? null
        : new ProducerRunner({
            producers: definitions.producers,
            producer: client.producer({
              clientId: `${clientId}-generator`,
              idempotent: true,
              settings: producerSettings(kafka),
            }),
            sending: settings.sending,
            partitions,
            now: options.now,
            shutdownMs,
            ...waiting(),
          });
    return new Service(
      topics,
      members,
      producers,
      threads,
      admin,
      stores,
      partitions,
      client,
      applicationId,
    );
  }

  /** Each part finishes what it has in hand, commits and leaves. */
  stop(): void {
    for (const member of this.#members) member.stop();
    this.#stores.globals.stop();
    this.#producers?.stop();
    void this.#threads.stop();
  }

  async #run(client: KafkaClient): Promise<void> {
    this.#threads.begin();
    const parts = [
      ...this.#members.map((member) => member.run()),
      this.#stores.globals.run(),
      ...(this.#producers === null ? [] : [this.#producers.run()]),
    ];
    const failures: unknown[] = [];
    await Promise.all(
      parts.map((part) =>
        part.catch((error: unknown) => {
          failures.push(error);
          this.stop(); // one failing part ends the others
        }),
      ),
    );
    await this.#threads.stop();
    this.#threads.close();
    this.#isEnded = true;
    await withinTime(this.#asking, SHUTDOWN_MS);
    await client.close();
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Resolves when nothing is left to do: the producers that have an end are at it, and all that the topics hold is
   * processed, written and committed (or the service has ended).
   */
  async untilIdle(): Promise<void> {
    let quiet = 0;
    while (!this.#isEnded) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      quiet = (await this.#isIdle()) ? quiet + 1 : 0;
      if (quiet < 2) continue;
      // A commit empties the record caches: what comes of that is to be processed too.
      const before = this.processed;
      await Promise.all(this.#members.map((member) => member.commitSoon()));
      if ((await this.#isIdle()) && this.processed === before) return;
      quiet = 0;
    }
  }

  async #isIdle(): Promise<boolean> {
    return this.#seemsIdle() && (await this.#hasReadAll());
  }

  #seemsIdle(): boolean {
    return (this.#producers?.isFinished ?? true) && this.#members.every(({ isIdle }) => isIdle);
  }

  /** Of what other instances have, the committed offsets say how far they are. */
  async #hasReadAll(): Promise<boolean> {
    if (this.#members.length === 0) return true;
    if (this.#isEnded) return false;
    const positions = new Map(
      this.#members
        .flatMap((member) => member.positions())
        .map((position) => [partitionName(position), position.offset]),
    );
    const asked = Promise.all([
      this.#admin.listOffsets(this.#sources, "earliest"),
      this.#admin.listOffsets(this.#sources, "latest"),
      this.#admin.committedOffsets(this.#group, this.#sources),
    ]);
    this.#asking = asked.catch(() => {}); // who waits for it looks at nothing but its end
    const [firsts, ends, committed] = await asked;
    return this.#sources.every((source, i) => {
      const position = positions.get(partitionName(source)) ?? committed[i] ?? firsts[i] ?? 0;
      return position >= (ends[i] ?? 0);
    });
  }

  /** One entry a store and partition, also while it goes from one member to another. */
  storeStatistics(): readonly StoreStatistics[] {
    const ofTasks = new Map(
      this.#members
        .flatMap((member) => member.storeStatistics())
        .map((store) => [`${store.store} ${store.partition}`, store]),
    );
    return [...ofTasks.values(), ...this.#stores.statistics()];
  }

  memberStatistics(): readonly MemberStatistics[] {
    return this.#members.map(({ id, pollRecordsMax }) => ({ member: id, pollRecordsMax }));
  }

  /** Records processed since the start. */
  get processed(): number {
    return this.#members.reduce((sum, { processed }) => sum + processed, 0);
  }
}

function isolation(kafka: Readonly<Record<string, string>>): "read_uncommitted" | "read_committed" {
  return consumerSettings(kafka)["isolation.level"] === "read_committed"
    ? "read_committed"
    : "read_uncommitted";
}

function waiting(): { wait: (ms: number) => Promise<void>; wake: () => void } {
  let wake = (): void => {};
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake(),
  };
}
