/**
 * Streams of the `streams` section and topics written in place. In: their trees. Out: checked topics, and what reading
 * or writing one means: its types, which a second stream on the same topic shares (runtime.md 6.1).
 */

import {
  displayPath,
  fieldPlace,
  longName,
  nameProblem,
  type Place,
} from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, watched, within } from "../2-syntax/place.ts";
import type { FunctionUse, Text, TopicTree, TopicUse } from "../2-syntax/tree.ts";
import { refusal } from "../language/data-types/assignable.ts";
import { type DataType, inDefault, type UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { CONSUMER_RECORD, flattenWindowed } from "../language/data-types/record-types.ts";
import { withoutSerde } from "../language/notations/index.ts";
import { LONG, type Role } from "../language/operations/roles.ts";
import type { FunctionEntry, Functions } from "./check-function.ts";
import { checkRole } from "./check-role.ts";
import type { Mode } from "./context.ts";
import type { CheckedTopic, StreamType } from "./definition.ts";
import { readType } from "./read-type.ts";
import { type Declared, resolve } from "./resolve-names.ts";

export interface TopicEntry {
  /** `topic` is "" where the author gave none: no pipeline can use it. */
  readonly checked: CheckedTopic;
  readonly partitioner: FunctionEntry | null;
  isUsed: boolean;
}

const TIMESTAMP_EXTRACTOR: Role = {
  name: "timestampExtractor",
  expected: LONG,
  supplied: [inDefault(CONSUMER_RECORD), LONG],
};

export class Topics {
  readonly #mode: Mode;
  readonly #functions: Functions;
  readonly #declared = new Map<string, TopicEntry>();
  readonly #lost: Set<string>;
  readonly #inline: TopicEntry[] = [];
  /** By Kafka topic: the first one that was read decides the types of all. */
  readonly #read = new Map<string, { readonly topic: CheckedTopic; readonly type: StreamType }>();

  constructor(mode: Mode, functions: Functions, lost: Iterable<string>) {
    this.#mode = mode;
    this.#functions = functions;
    this.#lost = new Set(lost);
  }

  declare(trees: readonly TopicTree[], spot: Spot): void {
    for (const tree of trees) {
      if (tree.name === null) continue;
      const { value } = tree.name;
      const entry = this.#make(tree, value, ["streams", value], within(spot, value));
      if (entry === null) this.#lost.add(value);
      else this.#declared.set(value, entry);
    }
  }

  get names(): readonly string[] {
    return [...this.#declared.keys()];
  }

  declared(name: string): TopicEntry | "lost" | undefined {
    return this.#declared.get(name) ?? (this.#lost.has(name) ? "lost" : undefined);
  }

  find(name: Text, spot: Spot): TopicEntry | null {
    const declared: Declared<TopicEntry> = {
      entries: this.#declared,
      lost: this.#lost,
      spanOf: ({ checked }) => checked.span,
    };
    return resolve(name, declared, "name/unknown-stream", this.#mode, spot);
  }

  use(use: TopicUse, place: Place, spot: Spot): TopicEntry | null {
    if (use.kind === "reference") return this.find(use.name, spot);
    const entry = this.#make(use.topic, longName(place), place, spot);
    if (entry !== null) this.#inline.push(entry);
    return entry;
  }

  /** What a pipeline gets that reads the topic: of the first stream of that topic. Null, told, where it cannot. */
  read(
    entry: TopicEntry,
    span: Span,
    spot: Spot,
  ): { readonly topic: CheckedTopic; readonly type: StreamType } | null {
    const { checked } = entry;
    entry.isUsed = true;
    if (!hasTopic(entry, span, spot)) return null;
    const key = this.#typeToRead(checked, "key", span, spot);
    const value = this.#typeToRead(checked, "value", span, spot);
    if (key === null || value === null) return null;
    const first = this.#read.get(checked.topic);
    if (first === undefined) {
      const read = { topic: checked, type: { kind: "stream", key, value } as const };
      this.#read.set(checked.topic, read);
      return read;
    }
    for (const [part, declared] of [
      ["key", key],
      ["value", value],
    ] as const) {
      if (refusal(declared.dataType, first.type[part].dataType) === null) continue;
      const related = [{ message: "it is read here first", span: first.topic.span }];
      tell(
        spot,
        "pipeline/topic-type",
        span,
        {
          topic: checked.topic,
          part,
          found: printType(declared),
          first: printType(first.type[part]),
        },
        { related },
      );
      return null;
    }
    return first;
  }

  #typeToRead(topic: CheckedTopic, part: "key" | "value", span: Span, spot: Spot): UserType | null {
    const type = topic[part];
    if (type === null) {
      tell(spot, "pipeline/source-type", span, { stream: topic.name, key: `${part}Type` });
      return null;
    }
    return hasSerde(type, part, span, spot) ? type : null;
  }

  /** Named ones in file order, then inline ones. */
  finish(spot: Spot): CheckedTopic[] {
    for (const { checked, isUsed } of this.#declared.values()) {
      if (checked.topic !== "" || isUsed) continue;
      const at: Spot = { path: checked.path, report: spot.report };
      tell(
        at,
        "pipeline/no-topic",
        checked.span,
        { stream: checked.name },
        { severity: "warning" },
      );
    }
    return [...this.#declared.values(), ...this.#inline].flatMap(({ checked }) =>
      checked.topic === "" ? [] : [checked],
    );
  }

  #make(tree: TopicTree, name: string, place: Place, outer: Spot): TopicEntry | null {
    const { place: spot, isBroken } = watched(outer);
    const key = typeOf(tree.keyType, within(spot, "keyType"));
    const value = typeOf(tree.valueType, within(spot, "valueType"));
    const extractor = this.#extractor(tree.timestampExtractor, place, spot);
    const partitioner =
      tree.partitioner === null
        ? null
        : this.#functions.use(
            tree.partitioner,
            "streamPartitioner",
            fieldPlace(place, "partitioner"),
            within(spot, "partitioner"),
          );
    const isOpen =
      (tree.partitioner !== null && partitioner === null) ||
      (tree.timestampExtractor !== null && extractor === null);
    if (tree.topic !== null && tree.topic.value !== "") {
      const { value: topic, span } = tree.topic;
      const reason = nameProblem(topic);
      // Not an error: a broker may be there that takes it, and nothing else depends on it.
      if (reason !== null) tell(spot, "name/invalid-topic", span, { name: topic, reason });
    }
    if (isBroken() || isOpen) return null;
    const checked: CheckedTopic = {
      kind: tree.kind,
      name,
      inline: tree.name === null,
      path: tree.path === "" ? displayPath(place) : tree.path,
      topic: tree.topic?.value ?? "",
      key,
      value,
      offsetReset: tree.offsetReset,
      timestampExtractor: extractor?.checked ?? null,
      partitioner: partitioner?.checked ?? null,
      registry: null,
      registryConfig: [],
      serdes: { key: null, value: null },
      store: null,
      implicit: false,
      comment: tree.comment,
      span: tree.span,
    };
    return { checked, partitioner, isUsed: false };
  }

  #extractor(use: FunctionUse | null, place: Place, spot: Spot): FunctionEntry | null {
    if (use === null) return null;
    const at = within(spot, "timestampExtractor");
    const own = fieldPlace(place, "timestampExtractor");
    const entry = this.#functions.use(use, "timestampExtractor", own, at);
    if (entry === null) return null;
    const span = use.kind === "reference" ? use.name.span : use.function.span;
    const role = TIMESTAMP_EXTRACTOR;
    return checkRole(entry, { role, span, spot: at, by: "pipelines" }) === null ? null : entry;
  }
}

/** `any` says as little as nothing: the type is then the one of what is written. */
function typeOf(text: Text | null, spot: Spot): UserType | null {
  if (text === null) return null;
  const type = readType(text, spot);
  return type === null || type.dataType.kind === "any" ? null : type;
}

export function hasTopic({ checked }: TopicEntry, span: Span, spot: Spot): boolean {
  if (checked.topic !== "") return true;
  const related = checked.inline
    ? []
    : [{ message: "the stream is defined here", span: checked.span }];
  tell(spot, "pipeline/no-topic", span, { stream: checked.name }, { related });
  return false;
}

/** Whether keys or values of the type can be read and written at all. */
export function hasSerde(type: UserType, part: "key" | "value", span: Span, spot: Spot): boolean {
  const missing: DataType | null = withoutSerde(flat(type));
  if (missing === null) return true;
  tell(spot, "type/no-serde", span, {
    part,
    type: printType(type),
    missing: printType(inDefault(missing)),
  });
  return false;
}

/** As functions and serdes see it: windowed keys are structs (runtime.md 5). */
export const flat = ({ notation, dataType }: UserType): UserType => ({
  notation,
  dataType: flattenWindowed(dataType),
});
