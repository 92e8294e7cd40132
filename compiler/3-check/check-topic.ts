/**
 * Streams, tables and global tables of their sections, and topics written in place. In: their trees. Out: checked topics,
 * and what reading or writing one means: its types, which a second stream on the same topic shares (runtime.md 6.1).
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
import { inDefault, type UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { CONSUMER_RECORD } from "../language/data-types/record-types.ts";
import { ANY_JSON } from "../language/notations/json.ts";
import { anyType, LONG, type Role } from "../language/operations/roles.ts";
import type { FunctionEntry, Functions } from "./check-function.ts";
import { checkRole } from "./check-role.ts";
import type { Stores } from "./check-store.ts";
import { type Mode, severityOfOpenName } from "./context.ts";
import type { CheckedStore, CheckedTopic, StreamType } from "./definition.ts";
import type { Externals } from "./externals.ts";
import { hasSerde } from "./has-serde.ts";
import type { Elsewhere, OtherDefinitions } from "./other-definitions.ts";
import { plainSettings } from "./plain-settings.ts";
import { readType } from "./read-type.ts";
import { type Declared, resolve } from "./resolve-names.ts";
import type { Schemas } from "./resolve-schemas.ts";

export interface TopicEntry {
  /** `topic` is "" where the author gave none: no pipeline can use it. */
  readonly checked: CheckedTopic;
  readonly partitioner: FunctionEntry | null;
  isUsed: boolean;
}

/** What a pipeline gets that reads a topic. */
export interface ReadTopic {
  readonly topic: CheckedTopic;
  readonly type: StreamType;
}

/** What topics are made of. */
interface Parts {
  readonly mode: Mode;
  readonly functions: Functions;
  readonly schemas: Schemas;
  readonly stores: Stores;
  readonly externals: Externals;
  readonly others: OtherDefinitions;
}

export const KIND_CALLED = {
  stream: "a stream",
  table: "a table",
  globalTable: "a global table",
} as const;

export const TOPIC_SECTIONS = {
  stream: "streams",
  table: "tables",
  globalTable: "globalTables",
} as const;

type Named = Pick<Text, "value" | "span">;

/** They keep the module scope of the definition that has them. */
const FUNCTIONS_OF_TOPIC = ["timestampExtractor", "partitioner"] as const;

const TIMESTAMP_EXTRACTOR: Role = {
  name: "timestampExtractor",
  expected: LONG,
  supplied: [inDefault(CONSUMER_RECORD), LONG],
  atOnce: true,
};

export class Topics {
  readonly #parts: Parts;
  readonly #declared = new Map<string, TopicEntry>();
  readonly #lost: Set<string>;
  readonly #inline: TopicEntry[] = [];
  /** By Kafka topic: the first one that was read decides the types of all. */
  readonly #read = new Map<string, ReadTopic>();

  constructor(parts: Parts, lost: Iterable<string>) {
    this.#parts = parts;
    this.#lost = new Set(lost);
  }

  declare(trees: readonly TopicTree[], spot: Spot): void {
    for (const tree of trees) {
      if (tree.name === null) continue;
      const { value } = tree.name;
      const entry = this.#make(
        tree,
        value,
        [TOPIC_SECTIONS[tree.kind], value],
        within(spot, value),
      );
      if (entry === null) this.#lost.add(value);
      else this.#declared.set(value, entry);
    }
    // KSML builds all of them, whether a pipeline uses them or not.
    for (const [name, entry] of [...this.#declared]) {
      if (entry.checked.kind === "stream" || this.#readTable(entry, spot)) continue;
      this.#declared.delete(name);
      this.#lost.add(name);
    }
  }

  #readTable(entry: TopicEntry, { report }: Spot): boolean {
    const { checked } = entry;
    const spot: Spot = { path: checked.path, report };
    if (checked.kind === "table") {
      const construct = `the table \`${checked.name}\``;
      tell(spot, "pipeline/not-built-yet", checked.span, { construct });
    }
    return this.read(entry, checked.span, spot) !== null;
  }

  /** The table whose topic has that name. */
  tableOf(topic: string): CheckedTopic | undefined {
    return [...this.#declared.values()].find(
      ({ checked }) => checked.kind === "table" && checked.topic === topic,
    )?.checked;
  }

  get names(): readonly string[] {
    return [...this.#declared.keys()];
  }

  declared(name: string): TopicEntry | "lost" | undefined {
    return this.#declared.get(name) ?? (this.#lost.has(name) ? "lost" : undefined);
  }

  /**
   * The same, and what exactly one other definition declares under the name (dialect.md 5.1): from then on it is declared
   * here, too, with the same topic and types.
   */
  known(name: Named, spot: Spot): TopicEntry | "lost" | undefined {
    const own = this.declared(name.value);
    if (own !== undefined) return own;
    const found = this.#parts.others.topic(name.value);
    if (found?.kind === "one") this.#adopt(name, found, spot);
    else if (found?.kind === "broken") this.#lost.add(name.value);
    return this.declared(name.value);
  }

  #adopt(
    { value: name, span }: Named,
    { declared: topic, span: there }: Extract<Elsewhere<TopicTree>, { readonly kind: "one" }>,
    spot: Spot,
  ): void {
    const related = [{ message: "it is declared here", span: there }];
    const owned = FUNCTIONS_OF_TOPIC.filter((key) => topic[key] !== null);
    if (owned.length > 0) {
      const help = `the other definition declares it with its own \`${owned.join("` and `")}\`: declare it here, too`;
      tell(spot, "name/unknown-stream", span, { name }, { help, related });
      this.#lost.add(name);
      return;
    }
    // What is wrong with it is told where it stands.
    const silent: Spot = { path: topic.path, report: () => {} };
    const entry = this.#make(topic, name, [TOPIC_SECTIONS[topic.kind], name], silent);
    if (entry === null || (topic.kind !== "stream" && !this.#readTable(entry, silent))) {
      this.#lost.add(name);
      return;
    }
    this.#declared.set(name, entry);
    const values = { name, kind: KIND_CALLED[topic.kind], file: there.file.path };
    tell(spot, "name/other-definition", span, values, { related });
  }

  /** Two other definitions have the name: what a finding says that takes it for nothing of theirs. */
  ambiguous(
    name: string,
  ): Omit<Extract<Elsewhere<TopicTree>, { readonly kind: "several" }>, "kind"> | null {
    const found = this.#parts.others.topic(name);
    return found?.kind === "several" ? { help: found.help, related: found.related } : null;
  }

  find(name: Text, spot: Spot, help: string | null = null): TopicEntry | null {
    const elsewhere = this.known(name, spot) === undefined ? this.ambiguous(name.value) : null;
    if (elsewhere !== null) {
      const severity = severityOfOpenName(this.#parts.mode, true);
      tell(
        spot,
        "name/unknown-stream",
        name.span,
        { name: name.value },
        { severity, ...elsewhere },
      );
      return null;
    }
    const declared: Declared<TopicEntry> = {
      entries: this.#declared,
      lost: this.#lost,
      spanOf: ({ checked }) => checked.span,
    };
    return resolve(name, declared, "name/unknown-stream", this.#parts.mode, spot, help);
  }

  use(use: TopicUse, place: Place, spot: Spot): TopicEntry | null {
    if (use.kind === "reference") return this.find(use.name, spot);
    const entry = this.#make(use.topic, longName(place), place, spot);
    if (entry !== null) this.#inline.push(entry);
    return entry;
  }

  /** What a pipeline gets that reads the topic: of the first stream of that topic. Null, told, where it cannot. */
  read(entry: TopicEntry, span: Span, spot: Spot): ReadTopic | null {
    const { checked } = entry;
    entry.isUsed = true;
    if (!hasTopic(entry, span, spot)) return null;
    const key = this.#typeToRead(checked, "key", span, spot);
    const value = this.#typeToRead(checked, "value", span, spot);
    if (key === null || value === null) return null;
    const first = this.#read.get(checked.topic);
    if (first === undefined) {
      const { kind } = checked;
      const read: ReadTopic = { topic: checked, type: { kind, key, value, rekeyed: false } };
      this.#read.set(checked.topic, read);
      return read;
    }
    // A topic written in place is the table that there is.
    if (first.topic.kind !== checked.kind && !checked.inline) {
      const related = [{ message: "it is read here first", span: first.topic.span }];
      const [one, other] = [KIND_CALLED[first.topic.kind], KIND_CALLED[checked.kind]];
      const values = { topic: checked.topic, first: one, found: other };
      tell(spot, "pipeline/topic-kind", span, values, { related });
      return null;
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
    return topic.serdes[part] !== null || hasSerde(type, part, span, spot) ? type : null;
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
    const key = this.#typeOf(tree, "key", spot);
    const value = this.#typeOf(tree, "value", spot);
    const extractor = this.#extractor(tree.timestampExtractor, place, spot);
    const partitioner =
      tree.partitioner === null
        ? null
        : this.#parts.functions.use(
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
    const path = tree.path === "" ? displayPath(place) : tree.path;
    const topic = tree.topic?.value ?? "";
    const held = this.#storeOf(tree, { topic, path, key, value, span: tree.span }, spot);
    if (isBroken() || held === "lost") return null;
    const checked: CheckedTopic = {
      kind: tree.kind,
      name,
      inline: tree.name === null,
      path,
      topic,
      key,
      value,
      offsetReset: tree.offsetReset,
      timestampExtractor: extractor?.checked ?? null,
      partitioner: partitioner?.checked ?? null,
      registry: tree.registry?.value ?? null,
      registryConfig: plainSettings(tree.registryConfig),
      serdes: { key: tree.serdes.key?.value ?? null, value: tree.serdes.value?.value ?? null },
      store: held,
      implicit: tree.implicit,
      comment: tree.comment,
      span: tree.span,
    };
    return { checked, partitioner, isUsed: false };
  }

  /** What a table is held in; null: a stream is held in nothing. */
  #storeOf(
    tree: TopicTree,
    table: Pick<CheckedTopic, "topic" | "path" | "key" | "value" | "span">,
    spot: Spot,
  ): CheckedStore | null | "lost" {
    if (tree.kind === "stream") return null;
    return this.#parts.stores.ofTable(tree.store, table, within(spot, "store")) ?? "lost";
  }

  /** `any` says as little as nothing: the type is then the one of what is written. A serde of the author's says all. */
  #typeOf(tree: TopicTree, part: "key" | "value", spot: Spot): UserType | null {
    const serde = tree.serdes[part];
    const text = tree[`${part}Type`];
    if (serde !== null) {
      this.#parts.externals.use("serde", serde, within(within(spot, "serdes"), part));
      if (text === null || text.value === "custom") return anyType;
    }
    if (text === null) return null;
    const type = readType(text, within(spot, `${part}Type`), this.#parts.schemas);
    // Canonical text says of a stream that nobody declared that it is one.
    if (tree.implicit && type !== null && printType(type) === "json") return ANY_JSON;
    return type === null || (type.dataType.kind === "any" && serde === null) ? null : type;
  }

  #extractor(use: FunctionUse | null, place: Place, spot: Spot): FunctionEntry | null {
    if (use === null) return null;
    const at = within(spot, "timestampExtractor");
    const own = fieldPlace(place, "timestampExtractor");
    const entry = this.#parts.functions.use(use, "timestampExtractor", own, at);
    if (entry === null) return null;
    const span = use.kind === "reference" ? use.name.span : use.function.span;
    const role = TIMESTAMP_EXTRACTOR;
    return checkRole(entry, { role, span, spot: at, by: "pipelines" }) === null ? null : entry;
  }
}

export function hasTopic({ checked }: TopicEntry, span: Span, spot: Spot): boolean {
  if (checked.topic !== "") return true;
  const related = checked.inline
    ? []
    : [{ message: "the stream is defined here", span: checked.span }];
  tell(spot, "pipeline/no-topic", span, { stream: checked.name }, { related });
  return false;
}
