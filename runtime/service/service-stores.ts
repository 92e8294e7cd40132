/**
 * What the members of a service share of their stores: changelog topics, room for caches, the author's choice of options,
 * global tables.
 */

import { join } from "node:path";
import type { Topology } from "../dsl/topology.ts";
import { nodesOf, subTopologies } from "../engine/sub-topologies.ts";
import type { StoreOptionsHook } from "../extensions/author-types.ts";
import type { Admin, LogReader } from "../kafka/port.ts";
import type { StoreStatistics } from "../metrics/service-families.ts";
import type { CacheBudget } from "../stores/cache-budget.ts";
import { type Changelog, changelogsOf } from "../stores/changelogs.ts";
import { GlobalTables } from "../stores/global-tables.ts";
import {
  CacheBudgets,
  type StoreEnvironment,
  StoreOptionsChoice,
} from "../stores/store-environment.ts";
import { globalTablesOf, storeUses, type TaskStoreHandle } from "../stores/store-uses.ts";
import { makeChangelogs } from "./changelog-topics.ts";
import type { Configuration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { GlobalTableReader } from "./global-table-reader.ts";
import { cacheBudget, streamsSettings } from "./kafka-settings.ts";

export interface ServiceStoresOptions {
  readonly configuration: Configuration;
  readonly topologies: readonly Topology[];
  /** The author's hooks by the class names that the configuration has for them. */
  readonly storeOptions: Readonly<Record<string, StoreOptionsHook>>;
  readonly admin: Admin;
  readonly reader: () => LogReader;
  readonly monotonic: () => number;
}

export class ServiceStores {
  readonly globals: GlobalTableReader;
  readonly #tables: GlobalTables;
  readonly #options: ServiceStoresOptions;
  readonly #choice: StoreOptionsChoice;
  readonly #handles: readonly TaskStoreHandle[];
  readonly #changelogs: readonly Changelog[];
  readonly #ownCaches = new Map<string, CacheBudget>();
  readonly #taken = new Set<string>();

  /** @throws ConfigurationError when a hook is named and nobody wrote it */
  constructor(options: ServiceStoresOptions) {
    const { configuration, topologies, admin, reader, monotonic } = options;
    const { applicationId } = configuration;
    const subs = subTopologies(topologies);
    this.#options = options;
    this.#choice = optionsChoice(options);
    this.#handles = subs.flatMap((sub) => storeUses(nodesOf(sub)).map(({ handle }) => handle));
    this.#changelogs = subs.flatMap((sub) => changelogsOf(sub, applicationId));
    const tables = globalTablesOf(subs.flatMap((sub) => [...nodesOf(sub)]));
    const folder = this.#folder;
    const directory = folder === null ? null : join(folder, applicationId);
    this.#tables = new GlobalTables(tables, directory, this.#choice);
    this.globals = new GlobalTableReader(this.#tables, {
      admin,
      reader,
      monotonic,
      consumeErrors: configuration.errors.consume,
      saveIntervalMs: streamsSettings(configuration.kafka).commitIntervalMs,
    });
  }

  /** Null: nowhere, everything is in memory. */
  get #folder(): string | null {
    return this.#options.configuration.stateDirectory;
  }

  get names(): readonly string[] {
    const own = this.#handles.map(({ definition }) => definition.name);
    const tables = this.#tables.topics.map((topic) => `${topic} (global table)`);
    return [...own, ...tables];
  }

  /** Where what outlives the process lies; null: nothing does. */
  get stateDirectory(): string | null {
    const isOnDisk = this.#handles.some(
      ({ definition }) => "implementation" in definition || definition.persistent === true,
    );
    return isOnDisk ? this.#folder : null;
  }

  /** Makes the changelogs and fills the global tables. Out: partitions of the changelogs. */
  async prepare(partitions: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    const { admin, configuration } = this.#options;
    const made = await makeChangelogs(admin, this.#changelogs, partitions, configuration.kafka);
    await this.globals.load(partitions);
    return made;
  }

  /** Of one member. */
  environment(): StoreEnvironment {
    const { applicationId, kafka } = this.#options.configuration;
    const shared = cacheBudget(kafka, this.#tables.topics.length > 0);
    return {
      applicationId,
      stateDirectory: this.#folder,
      caches: new CacheBudgets(shared, this.#ownCaches),
      globals: this.#tables.byHandle,
      options: this.#choice,
      taken: this.#taken,
    };
  }

  statistics(): readonly StoreStatistics[] {
    return this.#tables.statistics();
  }
}

/** Kafka Streams names a class here, under which the author has an object. */
const OPTIONS_KEY = "rocksdb.config.setter";

function optionsChoice({ configuration, storeOptions }: ServiceStoresOptions): StoreOptionsChoice {
  const name = configuration.kafka[OPTIONS_KEY];
  if (name === undefined) return new StoreOptionsChoice();
  const hook = storeOptions[name];
  if (hook === undefined) {
    throw new ConfigurationError(
      `\`${OPTIONS_KEY}\` names \`${name}\`, which nobody wrote.`,
      `give \`extensions.storeOptions\` an entry \`${name}\` in src/extensions.ts, or take the setting out`,
    );
  }
  return new StoreOptionsChoice(hook, configuration.kafka);
}
