/**
 * The synchronous heart of a member: its tasks, and what they write. In: record batches of assigned partitions. Out:
 * record batches of the topics written. Nothing in it waits, and nothing in it knows Kafka: the service drives it from
 * the group's consumer, the test driver and the benchmark straight.
 */
import type { NodeRuntime } from "../dsl/node.ts";
import type { Topology } from "../dsl/topology.ts";
import type {
  AssignedPartition,
  FetchedBatch,
  OffsetToCommit,
  OutgoingBatch,
  TopicPartition,
} from "../kafka/port.ts";
import { type Changelog, changelogsOf } from "../stores/changelogs.ts";
import { inMemory, type StoreEnvironment } from "../stores/store-environment.ts";
import { DEFAULT_ERROR_HANDLERS, type ErrorHandlers } from "./error-handling.ts";
import { RecordCollector } from "./record-collector.ts";
import { nodesOf, oneTopology, type SubTopology, subTopologies } from "./sub-topologies.ts";
import { Task } from "./task.ts";
import type { BatchLimits } from "./topic-writer.ts";

export interface EngineOptions {
  readonly topologies: readonly Topology[];
  readonly errors?: ErrorHandlers;
  readonly print: NodeRuntime["print"];
  /** All sub-topologies in one task, as in the test driver. */
  readonly singleTask?: boolean;
  readonly firstSticky?: number;
  /** Of what is written; left out: as large as they get. */
  readonly batches?: BatchLimits;
  /** Left out: all in memory. */
  readonly stores?: StoreEnvironment;
}

export interface Assigned {
  /** Tasks that are new. */
  readonly made: readonly Task[];
  /** Tasks that were suspended and do not go on: their stores are to be closed before those of the new ones are opened. */
  readonly ended: readonly Task[];
}

export class Engine {
  readonly subTopologies: readonly SubTopology[];
  readonly collector: RecordCollector;
  readonly #tasks = new Map<string, Task>();
  readonly #suspended = new Map<string, Task>();
  /** The same, as a list that is made when tasks come and go. */
  #list: readonly Task[] = [];
  readonly #options: EngineOptions;
  readonly #subOf = new Map<string, SubTopology>();
  readonly #stores: StoreEnvironment;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#stores = options.stores ?? inMemory();
    this.subTopologies = options.singleTask
      ? oneTopology(options.topologies)
      : subTopologies(options.topologies);
    this.collector = new RecordCollector(options.firstSticky, options.batches);
    for (const sub of this.subTopologies) {
      for (const { topic } of sub.sources) this.#subOf.set(topic, sub);
    }
  }

  get sourceTopics(): readonly string[] {
    return [...this.#subOf.keys()];
  }

  /** Topics that the definitions name as targets. */
  get sinkTopics(): readonly string[] {
    const topics = this.subTopologies.flatMap((sub) =>
      [...nodesOf(sub)].flatMap(({ spec }) => (spec.topic === undefined ? [] : [spec.topic])),
    );
    return [...new Set(topics)];
  }

  /** Of the stores that have one. */
  get changelogs(): readonly Changelog[] {
    return this.subTopologies.flatMap((sub) => changelogsOf(sub, this.#stores.applicationId));
  }

  get tasks(): readonly Task[] {
    return this.#list;
  }

  /** Tasks whose partitions are being given out anew: they have their stores, and do nothing. */
  get suspended(): readonly Task[] {
    return [...this.#suspended.values()];
  }

  /** All tasks stop, until `assign` says which of them go on. */
  suspend(): void {
    for (const [id, task] of this.#tasks) this.#suspended.set(id, task);
    this.#tasks.clear();
    this.#list = [];
  }

  /** All partitions that there are from now on. Suspended tasks go on where the group is still where they are. */
  assign(partitions: readonly AssignedPartition[]): Assigned {
    const made: Task[] = [];
    const ended = this.#resume(partitions);
    for (const { topic, partition, position, metadata } of partitions) {
      const sub = this.#subOf.get(topic);
      if (sub === undefined) continue;
      const id = `${sub.id}_${partition}`;
      let task = this.#tasks.get(id);
      if (task === undefined) {
        const { errors = DEFAULT_ERROR_HANDLERS, print } = this.#options;
        task = new Task(sub, partition, {
          outputs: this.collector,
          errors,
          print,
          stores: this.#stores,
          changelogOf: (changelog, of) => this.collector.changelog(changelog, of),
        });
        task.isRunning = task.stores.isReadyAtOnce;
        this.#tasks.set(id, task);
        made.push(task);
      }
      task.assign(topic, position, metadata);
    }
    this.#list = [...this.#tasks.values()];
    return { made, ended };
  }

  /** Out: the tasks that do not go on. */
  #resume(partitions: readonly AssignedPartition[]): readonly Task[] {
    const positions = new Map<string, Map<string, number>>();
    for (const { topic, partition, position } of partitions) {
      const id = `${this.#subOf.get(topic)?.id}_${partition}`;
      positions.set(id, (positions.get(id) ?? new Map<string, number>()).set(topic, position));
    }
    const ended: Task[] = [];
    for (const [id, task] of this.#suspended) {
      if (task.goesOnFrom(positions.get(id) ?? new Map())) this.#tasks.set(id, task);
      else ended.push(task);
    }
    this.#suspended.clear();
    return ended;
  }

  /** Forgets the tasks of partitions that belong to somebody else now. Out: those tasks, each once. */
  remove(partitions: readonly TopicPartition[]): readonly Task[] {
    const removed: Task[] = [];
    for (const { topic, partition } of partitions) {
      const task = this.#taskOf(topic, partition);
      if (task !== undefined && this.#tasks.delete(task.id)) removed.push(task);
    }
    this.#list = [...this.#tasks.values()];
    return removed;
  }

  #taskOf(topic: string, partition: number): Task | undefined {
    const sub = this.#subOf.get(topic);
    return sub === undefined ? undefined : this.#tasks.get(`${sub.id}_${partition}`);
  }

  /**
   * The bytes must stay as they are until the records are processed.
   * @throws StreamsFailure when the first record cannot be read and the service is to stop
   */
  add(batch: FetchedBatch): void {
    this.#taskOf(batch.topic, batch.partition)?.add(batch);
  }

  /** Processes all that was added, in one go, and returns what it wrote: what the benchmark measures. */
  process(batch: FetchedBatch): OutgoingBatch[] {
    const task = this.#taskOf(batch.topic, batch.partition);
    task?.add(batch);
    while (task?.processNext()) {}
    return this.collector.take();
  }

  offsetsToCommit(tasks: Iterable<Task> = this.#list): OffsetToCommit[] {
    const offsets: OffsetToCommit[] = [];
    for (const task of tasks) task.addOffsetsToCommit(offsets);
    return offsets;
  }

  committed(offsets: readonly OffsetToCommit[]): void {
    for (const each of offsets) this.#taskOf(each.topic, each.partition)?.committed(each);
    for (const task of this.#list) task.processedSinceCommit = 0;
  }
}
