/**
 * The logical graph that a topology is before it is wired: what an operation says of itself, once per step. The engine
 * turns each node into one closure per task (`../engine/wiring.ts`).
 */
import type { DataType } from "../data-types/data-type.ts";
import type { StreamRecord } from "../engine/record.ts";
import type { SerdeFactories } from "../extensions/author-serde.ts";
import type { Serde } from "../notations/serde.ts";
import type { LiveStore } from "../stores/live-store.ts";
import type { AnyFunction } from "./function-marks.ts";
import type { TimestampExtractor } from "./functions.ts";
import type { NeedOf } from "./value-need.ts";

/**
 * Takes one record through a node and everything below it, depth first, before it returns. A promise comes back only in
 * the asynchronous form of a sub-topology (design.md 4): then the record's way ends when it resolves. Who forwards once
 * returns what the forwarding returned; who forwards several times in a row awaits only where it got a promise.
 */
export type Process = (record: StreamRecord) => void | Promise<void>;

/** Key and value type of a stream at one place. */
export interface RecordTypes {
  readonly key: DataType;
  readonly value: DataType;
}

/** Where the input record stands that is being processed: what a record context and an error text show. */
export interface RecordContext {
  topic: string;
  partition: number;
  offset: number;
  timestamp: number;
}

/** What a node may use of the task that it runs in. */
export interface NodeRuntime {
  /** Full name of the node, as in Kafka Streams. */
  readonly name: string;
  /** Of the records that come in. */
  readonly types: RecordTypes;
  /** Whether the objects of a record that comes in belong to this node alone, so that its function may change them. */
  readonly owned: boolean;
  /** Whether a dict may go on as a function returned it: only sinks follow, which write it as JSON. */
  readonly givesRaw: boolean;
  /** Of such a sink: values are not put in KSML's form yet. */
  readonly isRaw: boolean;
  readonly record: RecordContext;
  readonly outputs: Outputs;
  /** The store or table of the task that a handle stands for. */
  readonly store: (handle: object) => LiveStore;
  readonly namespace: string;
  /** `["pipelines", "main", "via", "step1"]` */
  readonly place: readonly string[];
  /**
   * Something failed at this node: returns when the record's way below it is to be skipped, throws when the service
   * is to stop (runtime.md 7, `process`). `input`: the record of the topic that it came of, where that is not the one in
   * hand.
   */
  readonly failed: (record: StreamRecord, error: unknown, input?: RecordContext) => void;
  /** A record cannot become bytes of a topic by the author's serde: the same for `produce`. */
  readonly unsendable: (record: StreamRecord, topic: string, error: unknown) => void;
  /** A line of the `print` sink; null: standard output. */
  readonly print: (line: string, filename: string | null) => void;
}

/** Makes the sinks of a task. */
export interface Outputs {
  sink(target: SinkTarget): Process;
  dynamicSink(target: DynamicSinkTarget): (record: StreamRecord, topic: string) => void;
}

export interface SinkTarget {
  readonly node: NodeRuntime;
  readonly topic: string;
  readonly types: RecordTypes;
  readonly partitioner: Partitioner | null;
  /** In the place of those of the types; null: of the type. */
  readonly serdes?: { readonly key: Serde | null; readonly value: Serde | null };
}

export interface DynamicSinkTarget {
  readonly node: NodeRuntime;
  readonly types: RecordTypes;
  readonly partitioner: Partitioner | null;
}

/** Partitions that a record goes to; null: by its key, as Kafka does. An empty list: nowhere. */
export type Partitioner = (
  topic: string,
  record: StreamRecord,
  numPartitions: number,
) => readonly number[] | null;

/** What an operation declares: the engine needs no more of it. */
export interface NodeSpec {
  /** Canonical operation: `transformValue`. */
  readonly operation: string;
  /** Of a sink: the topic that it writes to, where that is always the same. */
  readonly topic?: string;
  /** Of such a sink: serdes of the author's. */
  readonly serdes?: SerdeFactories;
  /** Of a sink: nobody declared the topic, and it is made at start where it is missing. */
  readonly isImplicit?: boolean;
  /** How records change on their way through; of a sink: as they come in. */
  readonly output: (input: RecordTypes) => RecordTypes;
  /**
   * `same`: the record itself goes on; `key`, `value`, `both`: that part is new; `unknown` parts may be shared with
   * what Python code still holds.
   */
  readonly forwards: "same" | "newValue" | "newKey" | "newBoth" | "nothing";
  /** What it and all below it use of a value that is any JSON; left out: all. */
  readonly needs?: NeedOf;
  /** The definition's functions that it calls: what they use and whether they wait is known by their marks. */
  readonly functions?: readonly AnyFunction[];
  /** Handles of stores and tables that the operation itself uses. */
  readonly stores?: readonly object[];
  /** One closure for each task. `ports`: where records go on to; one, but for `branch`. */
  readonly wire: (node: NodeRuntime, ports: readonly Process[]) => Process;
}

export class TopologyNode {
  readonly spec: NodeSpec;
  readonly name: string;
  /** `["pipelines", "main", "via", "step1"]` */
  readonly place: readonly string[];
  readonly namespace: string;
  /** Null: of the source that the stream comes from, once that is known. */
  readonly input: RecordTypes;
  readonly output: RecordTypes;
  readonly ports: readonly Port[];

  constructor(
    spec: NodeSpec,
    name: string,
    namespace: string,
    place: readonly string[],
    input: RecordTypes,
    ports: number,
  ) {
    this.spec = spec;
    this.name = name;
    this.namespace = namespace;
    this.place = place;
    this.input = input;
    this.output = spec.output(input);
    this.ports = Array.from({ length: ports }, () => new Port());
  }
}

/** The nodes that get what leaves a node by one of its ways, in the order in which they were written. */
export class Port {
  readonly children: TopologyNode[] = [];
}

export type OffsetReset = "earliest" | "latest" | "none" | { readonly agoMs: number };

/** A topic that records are read from. Definitions that read the same topic share the one that came first. */
export class SourceNode {
  readonly topic: string;
  readonly namespace: string;
  readonly types: RecordTypes;
  readonly offsetReset: OffsetReset | null;
  readonly timestampExtractor: TimestampExtractor | null;
  /** Serdes of the author's; null: those of the types. */
  readonly serdes: SerdeFactories | null;
  /** Nobody declared the topic: it is made at start where it is missing. */
  readonly isImplicit: boolean;
  readonly port = new Port();

  constructor(
    topic: string,
    namespace: string,
    types: RecordTypes,
    offsetReset: OffsetReset | null,
    timestampExtractor: TimestampExtractor | null,
    serdes: SerdeFactories | null,
    isImplicit: boolean,
  ) {
    this.topic = topic;
    this.namespace = namespace;
    this.types = types;
    this.offsetReset = offsetReset;
    this.timestampExtractor = timestampExtractor;
    this.serdes = serdes;
    this.isImplicit = isImplicit;
  }
}
