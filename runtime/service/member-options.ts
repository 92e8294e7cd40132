/** What a member of the consumer group is given by the service. */
import type { NodeRuntime } from "../dsl/node.ts";
import type { Topology } from "../dsl/topology.ts";
import type { ErrorHandlers } from "../engine/error-handling.ts";
import type { Admin, Consumer, ConsumerOptions, LogReader, Producer } from "../kafka/port.ts";
import type { StoreEnvironment } from "../stores/store-environment.ts";
import type { BackgroundTasks } from "./background-tasks.ts";
import type { StreamsSettings } from "./kafka-settings.ts";

export interface MemberOptions {
  readonly id: string;
  readonly topologies: readonly Topology[];
  readonly errors: ErrorHandlers;
  readonly settings: StreamsSettings;
  readonly readsFromStart: boolean;
  /** Partitions of topics chosen record by record that are to be made; null: a missing one stops the service. */
  readonly createTopics: number | null;
  readonly print: NodeRuntime["print"];
  readonly admin: Admin;
  readonly producer: Producer;
  readonly consumer: (
    options: Pick<ConsumerOptions, "topics" | "coAssigned" | "offsetReset" | "listener">,
  ) => Consumer;
  /** Partitions of the topics that are known when the service starts. */
  readonly partitions: ReadonlyMap<string, number>;
  readonly stores: StoreEnvironment;
  /** For the changelogs of stores. */
  readonly reader: () => LogReader;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** How long Kafka may take once the member is stopped, in ms. */
  readonly shutdownMs: number;
  readonly firstSticky: number;
  /** Threads that functions start. */
  readonly threads: BackgroundTasks | null;
}
