/**
 * Streams that nobody declares (dialect.md 5.1): a name in `from` or `to` is a topic of that name, which the service makes.
 * In: each use of such a name. Out: topics with the types that their writers give them; `string` and `json` where the
 * service only reads. A warning for each says what was chosen, and which declared name was perhaps meant.
 */
import { nameProblem } from "../../../runtime/dsl/operation-names.ts";
import type { Span } from "../../1-source/source-file.ts";
import { type Place as Spot, tell } from "../../2-syntax/place.ts";
import type { Text } from "../../2-syntax/tree.ts";
import type { DiagnosticOptions } from "../../diagnostics/catalog.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { accepts } from "../../language/data-types/assignable.ts";
import type { UserType } from "../../language/data-types/data-type.ts";
import { printType } from "../../language/data-types/print-type.ts";
import { notationOf } from "../../language/notations/index.ts";
import { ANY_JSON, asWrittenJson } from "../../language/notations/json.ts";
import { STRING } from "../../language/operations/roles.ts";
import type { Draft } from "../check-function.ts";
import type { TopicEntry } from "../check-topic.ts";
import type { Flow } from "../context.ts";
import type { CheckedTopic, StreamType } from "../definition.ts";

/** Types of a stream that a pipeline writes, by its name. */
export type Written = ReadonlyMap<string, Pick<StreamType, "key" | "value">>;

interface Implicit {
  readonly checked: Draft<CheckedTopic>;
  /** Where the first writer stands; null: none yet. */
  writer: Span | null;
  readonly path: string;
}

export class ImplicitStreams {
  /** What the pipelines below the reader write: found by checking the definition once before. */
  readonly #known: Written;
  /** Names that some pipeline writes. */
  readonly #targets: ReadonlySet<string>;
  readonly #streams = new Map<string, Implicit>();

  constructor(known: Written, targets: ReadonlySet<string>) {
    this.#known = known;
    this.#targets = targets;
  }

  /** Canonical text declares them like any other (`implicit: true`): those have the types that it states. */
  makes(topic: CheckedTopic): boolean {
    return this.#streams.get(topic.name)?.checked === topic;
  }

  /** What a sink writes to. */
  target(name: Text, spot: Spot): TopicEntry {
    return { checked: this.#of(name, spot).checked, partitioner: null, isUsed: true };
  }

  /** Takes the types of a pipeline that writes the stream. */
  write(
    topic: CheckedTopic,
    given: Pick<StreamType, "key" | "value">,
    flow: Flow,
    span: Span,
    spot: Spot,
  ): void {
    const stream = this.#streams.get(topic.name);
    if (stream === undefined) throw new Error(`${topic.name} is no implicit stream`);
    const { checked } = stream;
    const written = {
      // A key that a function made without saying of which type: partitions go by the one that came in.
      key: given.key.dataType.kind === "any" ? (flow.source?.key ?? STRING) : given.key,
      value: isMadeInPython(given.value) ? ANY_JSON : given.value,
    };
    if (hasSchema(written.key) || hasSchema(written.value))
      checked.registry ??= flow.source?.topic?.registry ?? null;
    if (stream.writer === null && checked.key === null) Object.assign(checked, written);
    stream.writer ??= span;
    for (const part of ["key", "value"] as const) {
      const first = checked[part];
      if (first === null) continue;
      if (isSame(first, written[part])) {
        // Of two kinds of `json` the one that holds more.
        if (written[part].dataType.kind === "any") checked[part] = written[part];
        continue;
      }
      const values = {
        name: topic.name,
        part,
        first: printType(first),
        found: printType(written[part]),
      };
      const related =
        stream.writer === span ? [] : [{ message: "it is written here", span: stream.writer }];
      tell(spot, "dialect/implicit-stream-types", span, values, { related });
    }
  }

  /** What a pipeline reads; null: its writer has an error, which was told. */
  source(
    name: Text,
    spot: Spot,
  ): { readonly topic: CheckedTopic; readonly type: StreamType } | null {
    const { checked } = this.#of(name, spot);
    const known = this.#known.get(name.value);
    if (checked.key === null && known !== undefined) Object.assign(checked, known);
    if (checked.key === null && this.#targets.has(name.value)) return null;
    checked.key ??= STRING;
    checked.value ??= ANY_JSON;
    const { key, value } = checked;
    return { topic: checked, type: { kind: "stream", key, value, rekeyed: false } };
  }

  /** Types by name, for those that read above where they are written. */
  get written(): Written {
    const found = new Map<string, Pick<StreamType, "key" | "value">>();
    for (const [name, { checked, writer }] of this.#streams) {
      const { key, value } = checked;
      if (writer !== null && key !== null && value !== null) found.set(name, { key, value });
    }
    return found;
  }

  /** `declared`: names that could have been meant. `elsewhere`: why the name means nothing of other definitions. */
  finish(
    declared: readonly string[],
    elsewhere: (name: string) => DiagnosticOptions | null,
    root: Spot,
  ): CheckedTopic[] {
    return [...this.#streams.values()].map(({ checked, path }) => {
      const { name, key, value, span } = checked;
      const spot: Spot = { path, report: root.report };
      const reason = nameProblem(name);
      if (reason !== null) tell(spot, "name/invalid-topic", span, { name, reason });
      if (key !== null && value !== null) {
        const values = { name, key: printType(key), value: printType(value) };
        const near = nearest(
          name,
          declared.filter((each) => !this.#streams.has(each)),
        );
        const help =
          near === null
            ? {}
            : { help: `did you mean \`${near}\`? Else declare it under \`streams\`` };
        tell(spot, "dialect/implicit-stream", span, values, elsewhere(name) ?? help);
      }
      return checked;
    });
  }

  #of({ value: name, span }: Text, spot: Spot): Implicit {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const stream: Implicit = {
      checked: {
        kind: "stream",
        name,
        inline: false,
        path: `streams.${name}`,
        topic: name,
        key: null,
        value: null,
        offsetReset: null,
        timestampExtractor: null,
        partitioner: null,
        registry: null,
        registryConfig: [],
        serdes: { key: null, value: null },
        store: null,
        implicit: true,
        comment: null,
        span,
      },
      writer: null,
      path: spot.path,
    };
    this.#streams.set(name, stream);
    return stream;
  }
}

const STRUCTURES: ReadonlySet<string> = new Set(["any", "list", "map", "struct", "tuple", "union"]);

/** What a function gives without naming a wire format. */
const isMadeInPython = ({ notation, dataType }: UserType): boolean =>
  notation === "default" && STRUCTURES.has(dataType.kind);

const hasSchema = (type: UserType): boolean => notationOf(type).schema !== "never";

function isSame(one: UserType, other: UserType): boolean {
  const [a, b] = [asWrittenJson(one), asWrittenJson(other)];
  if (a.notation !== b.notation) return false;
  return accepts(a.dataType, b.dataType) && accepts(b.dataType, a.dataType);
}
