/**
 * Turns the nodes of a sub-topology into closures, once for each task, at start: no node is looked up and no name
 * compared while records flow.
 */

import { copyValue } from "../data-types/copy-value.ts";
import { type DataType, isFloatType } from "../data-types/data-type.ts";
import { plainForm } from "../data-types/struct-form.ts";
import { CallContext } from "../dsl/call-context.ts";
import type {
  NodeRuntime,
  Outputs,
  Port,
  Process,
  RecordContext,
  SourceNode,
  TopologyNode,
} from "../dsl/node.ts";
import { canGiveRaw } from "../dsl/raw-results.ts";
import { needOfSource } from "../dsl/value-need.ts";
import { FunctionFailure, functionFailure } from "../errors/function-failure.ts";
import { authorSerde } from "../extensions/author-serde.ts";
import { serdeOf } from "../notations/index.ts";
import { JsonProjection } from "../notations/json-codec/index.ts";
import { boxFloat, type Value } from "../python/value.ts";
import type { BatchReader } from "../record-batch/batch-reader.ts";
import { BufferText } from "../record-batch/buffer-text.ts";
import { CustomStoreHandle } from "../stores/handles/custom-store.ts";
import type { LiveStore } from "../stores/live-store.ts";
import { sharedStoresOf } from "../stores/store-uses.ts";
import { forwardToEach } from "./forward.ts";
import type { StreamRecord } from "./record.ts";
import type { SourceQueue, SourceReader } from "./source-queue.ts";
import { nodesBelow, nodesOf, type SourceTopic, type SubTopology } from "./sub-topologies.ts";

/** What the wiring needs of the task. */
export interface WiringTask {
  readonly record: RecordContext;
  readonly outputs: Outputs;
  readonly print: NodeRuntime["print"];
  store(handle: object): LiveStore;
  processingFailed(node: string, record: StreamRecord, error: unknown, input?: RecordContext): void;
  sendingFailed(node: string, record: StreamRecord, topic: string, error: unknown): void;
  readingFailed(queue: SourceQueue, reader: BatchReader, error: unknown): void;
}

const nothing: Process = () => {};

/** By topic: how its records are read, and what happens to them. */
export function wire(sub: SubTopology, task: WiringTask): ReadonlyMap<string, SourceReader> {
  const wiring = new Wiring(sub, task);
  return new Map(sub.sources.map((source) => [source.topic, wiring.source(source)]));
}

class Wiring {
  readonly #task: WiringTask;
  readonly #parents = new Map<TopologyNode, number>();
  readonly #wired = new Map<TopologyNode, Process>();

  constructor(sub: SubTopology, task: WiringTask) {
    this.#task = task;
    const ports = [
      ...sub.sources.flatMap((source) => source.ports),
      ...[...nodesOf(sub)].flatMap((node) => node.ports),
    ];
    for (const child of ports.flatMap((port) => port.children)) {
      this.#parents.set(child, (this.#parents.get(child) ?? 0) + 1);
    }
  }

  source({ topic, first, ports }: SourceTopic): SourceReader {
    const { key, value } = first.types;
    const extractor = first.timestampExtractor;
    const serdes = first.serdes ?? undefined;
    const text = new BufferText();
    return {
      topic,
      key: authorSerde(serdes, "key", key) ?? serdeOf(key, false, text),
      value: authorSerde(serdes, "value", value) ?? serdeOf(value, false, text),
      projection: this.#projection(first, ports, text),
      hasAuthorSerdes: serdes !== undefined,
      showKey: showing(key),
      showValue: showing(value),
      extractTimestamp: extractor === null ? null : extracting(first.namespace, topic, extractor),
      process: this.#ports(ports, true, false),
      foresee: this.#foreseeing(ports),
      unreadable: (queue, reader, error) => this.#task.readingFailed(queue, reader, error),
    };
  }

  /** Null: whole values are needed. */
  #projection(first: SourceNode, ports: readonly Port[], text: BufferText): JsonProjection | null {
    const need = needOfSource(first, ports);
    return need === "all" ? null : new JsonProjection(need, text);
  }

  /** Null: there are no stores with caches below. */
  #foreseeing(ports: readonly Port[]): SourceReader["foresee"] {
    const handles = new Set([...nodesBelow(ports)].flatMap(sharedStoresOf));
    const stores = [...handles]
      .filter((handle) => !(handle instanceof CustomStoreHandle))
      .map((handle) => this.#task.store(handle))
      .filter(({ isCached }) => isCached);
    if (stores.length === 0) return null;
    return (records, offsets, count) => {
      for (const store of stores) store.foresee(records, offsets, count);
    };
  }

  /** A record goes to the children in their order; only the last of them may own it. */
  #ports(ports: readonly Port[], isOwned: boolean, isRaw: boolean): Process {
    const children = ports.flatMap((port) => port.children);
    const last = children.length - 1;
    const processes = children.map((child, i) => this.#node(child, isOwned && i === last, isRaw));
    if (processes.length === 0) return nothing;
    if (processes.length === 1) return processes[0] as Process;
    return (record) => forwardToEach(processes, record);
  }

  #node(node: TopologyNode, isOwned: boolean, isRaw: boolean): Process {
    const wired = this.#wired.get(node);
    if (wired !== undefined) return wired;
    // Where streams merge, what one of them owns the other may not.
    const owned = isOwned && this.#parents.get(node) === 1;
    const ownsForwarded = owned && node.spec.forwards === "same";
    const givesRaw = canGiveRaw(node);
    const ports = node.ports.map((port) => this.#ports([port], ownsForwarded, givesRaw));
    const process = node.spec.wire(this.#runtime(node, { owned, givesRaw, isRaw }), ports);
    this.#wired.set(node, process);
    return process;
  }

  #runtime(
    node: TopologyNode,
    facts: Pick<NodeRuntime, "owned" | "givesRaw" | "isRaw">,
  ): NodeRuntime {
    const task = this.#task;
    return {
      name: node.name,
      namespace: node.namespace,
      place: node.place,
      types: node.input,
      ...facts,
      record: task.record,
      outputs: task.outputs,
      print: task.print,
      store: (handle) => task.store(handle),
      failed: (record, error, input) => task.processingFailed(node.name, record, error, input),
      unsendable: (record, topic, error) => task.sendingFailed(node.name, record, topic, error),
    };
  }
}

/** A value as a part of a struct that code gets: a struct inside of another one has no `@type` and `@schema`. */
function showing(type: DataType): (value: Value) => Value {
  if (!isFloatType(type)) return plainForm(type) ?? copyValue;
  return (value) => (value === null ? null : boxFloat(value as number));
}

function extracting(
  namespace: string,
  topic: string,
  extractor: NonNullable<SourceTopic["first"]["timestampExtractor"]>,
): SourceReader["extractTimestamp"] {
  const inline = `streams_${topic}_timestampExtractor`;
  const name = `${namespace}.${extractor.name === "" ? inline : extractor.name}`;
  const context = new CallContext(`${namespace}.function.${inline}`);
  return (record, previous) => {
    try {
      return extractor(record, previous, context);
    } catch (error) {
      throw error instanceof FunctionFailure ? error : functionFailure(name, error);
    }
  };
}
