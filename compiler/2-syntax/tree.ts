/**
 * The IR of the syntax stage: a definition by the shape of the language, names and types still text, a span on each.
 * What now holds: every key is one that its place knows, scalars are coerced as KSML coerces them (language.md 0.2),
 * and what this version has not built was reported and left out. Nothing is resolved: `type: mapp` is found later.
 */
import type { SourceFile, Span, TextOrigin } from "../1-source/source-file.ts";
import type { YamlNode } from "../1-source/yaml-tree.ts";

/** A string-like property after coercion (`1.10` is "1.1", `[a, b]` is "[a,b]"), and where its characters stand. */
export interface Text {
  readonly value: string;
  readonly span: Span;
  readonly origin: TextOrigin;
}

/** A piece of Python: the text as KSML hands it to Python. */
export interface PythonText {
  readonly text: string;
  readonly span: Span;
  readonly origin: TextOrigin;
}

/** A number property; durations are in milliseconds. */
export interface NumberValue {
  readonly value: number;
  readonly span: Span;
}

export interface BooleanValue {
  readonly value: boolean;
  readonly span: Span;
}

/**
 * The form of a unit, decided where it is read (dialect.md 3, item 7): `2.0` when each of its keys, types and properties
 * is one that KSML 2.0 has for that position. Some rules of the dialect apply to units in dialect form only.
 */
export type Form = "2.0" | "dialect";

/** A setting that is handed on as text: of Kafka, of a registry, of a changelog topic. */
export interface Setting {
  readonly key: Text;
  readonly value: Text;
}

export interface KsmlTree {
  readonly namespace: string;
  readonly file: SourceFile;
  readonly name: Text | null;
  readonly version: Text | null;
  readonly description: Text | null;
  /** The `streams`, `tables` and `globalTables` sections in file order. */
  readonly topics: readonly TopicTree[];
  readonly stores: readonly StoreTree[];
  readonly functions: readonly FunctionTree[];
  readonly pipelines: readonly PipelineTree[];
  readonly producers: readonly ProducerTree[];
  /** Kafka's own keys that the definition states itself (dialect.md 8), the last of a key wins. */
  readonly configuration: readonly Setting[];
  /** `service.implicitStreams`: `internal` chains pipelines in memory (dialect.md 5.1). */
  readonly implicitStreams: "topics" | "internal";
  /** What had an error, or is not built yet, and was left out: a reference to one of them is no unknown name. */
  readonly dropped: readonly DroppedName[];
  readonly span: Span;
}

export interface DroppedName {
  readonly kind:
    | "stream"
    | "table"
    | "globalTable"
    | "store"
    | "function"
    | "pipeline"
    | "producer";
  readonly name: string;
  readonly span: Span;
}

/** A `streams`, `tables` or `globalTables` entry, or a topic written where it is used (then `name` is null). */
export interface TopicTree {
  readonly kind: "stream" | "table" | "globalTable";
  readonly name: Text | null;
  /** `streams.sensor_source`, `pipelines.main.to`. */
  readonly path: string;
  readonly topic: Text | null;
  readonly keyType: Text | null;
  readonly valueType: Text | null;
  readonly offsetReset: OffsetResetTree | null;
  readonly timestampExtractor: FunctionUse | null;
  readonly partitioner: FunctionUse | null;
  /** Address of the schema registry of this resource (dialect.md G2). */
  readonly registry: Text | null;
  /** G3: `value.compatibility: FORWARD` and settings of the registry client. */
  readonly registryConfig: readonly Setting[];
  /** G6: class names of the author's serdes. */
  readonly serdes: { readonly key: Text | null; readonly value: Text | null };
  /** Of a table: the store that holds it. */
  readonly store: StoreUse | null;
  /** `implicit: true`, as the canonical form prints a stream that nobody declared: made at start if it is missing. */
  readonly implicit: boolean;
  readonly comment: string | null;
  /** Of the key for a named one, of the whole mapping for an inline one. */
  readonly span: Span;
}

export type OffsetResetTree =
  | { readonly kind: "earliest" | "latest" | "none"; readonly span: Span }
  | { readonly kind: "duration"; readonly ms: number; readonly span: Span };

/** language.md 0.5: what coerces to a text is a reference, a mapping (or null) is the function or topic itself. */
export type FunctionUse =
  | { readonly kind: "reference"; readonly name: Text; readonly path: string }
  | { readonly kind: "inline"; readonly function: FunctionTree; readonly path: string };

export type TopicUse =
  | { readonly kind: "reference"; readonly name: Text; readonly path: string }
  | { readonly kind: "inline"; readonly topic: TopicTree; readonly path: string };

export type StoreUse =
  | { readonly kind: "reference"; readonly name: Text; readonly path: string }
  | { readonly kind: "inline"; readonly store: StoreTree; readonly path: string };

/** Null: not stated. */
export interface StoreTree {
  /** Key in `stores`; of an inline store its own `name`. */
  readonly name: Text | null;
  /** `stores.recent`, `pipelines.main.via.step2.store`. */
  readonly path: string;
  /** `keyValue`, `window`, `session`, `custom`, as written. */
  readonly type: Text | null;
  readonly keyType: Text | null;
  readonly valueType: Text | null;
  readonly persistent: BooleanValue | null;
  readonly timestamped: BooleanValue | null;
  readonly versioned: BooleanValue | null;
  readonly caching: BooleanValue | null;
  readonly logging: BooleanValue | null;
  readonly retainDuplicates: BooleanValue | null;
  readonly retention: NumberValue | null;
  readonly windowSize: NumberValue | null;
  readonly historyRetention: NumberValue | null;
  readonly segmentInterval: NumberValue | null;
  /** T1, bytes. */
  readonly cacheSize: NumberValue | null;
  /** T2: settings of the changelog topic. */
  readonly logConfig: readonly Setting[];
  /** T3: class name of the author's store, and what it is configured with, as it is. */
  readonly implementation: Text | null;
  readonly config: YamlNode | null;
  readonly form: Form;
  readonly comment: string | null;
  readonly span: Span;
}

export interface FunctionTree {
  /** Key in `functions`; of an inline function its own `name`, null without one. */
  readonly name: Text | null;
  /** `functions.is_hot`, `pipelines.main.via.step1.if`. */
  readonly path: string;
  readonly inline: boolean;
  /** As written; null: `generic` in the section, given by the position when inline. */
  readonly type: Text | null;
  readonly parameters: readonly ParameterTree[];
  readonly globalCode: PythonText | null;
  readonly code: PythonText | null;
  readonly expression: PythonText | null;
  readonly resultType: Text | null;
  readonly stores: readonly Text[];
  readonly form: Form;
  readonly comment: string | null;
  /** Of the key in `functions`; of the whole mapping for an inline one. */
  readonly span: Span;
}

export interface ParameterTree {
  /** `functions.f.parameters.parameter1`. */
  readonly path: string;
  readonly name: Text | null;
  readonly type: Text | null;
  readonly defaultValue: Text | null;
  readonly span: Span;
}

export interface PipelineTree {
  /** The map key. */
  readonly name: Text;
  /** Its `name:` property (language.md 5.3). */
  readonly explicitName: Text | null;
  readonly path: string;
  readonly from: TopicUse | null;
  readonly via: readonly StepTree[];
  /** Null: the pipeline ends as with `as: <short name>`. */
  readonly sink: StepTree | null;
  readonly comment: string | null;
  readonly span: Span;
}

/**
 * A `via` step or a sink. A sink's own value is spread into fields, so that both are validated by one field table:
 * `to: x` has the field `to`, `as: x` the field `as`, `forEach: f` the field `forEach`; `print` has its mapping's keys;
 * `toTopicNameExtractor` has `topicNameExtractor` and `partitioner`; `branch` has `branches` and no field.
 */
export interface StepTree {
  readonly position: "step" | "sink";
  /** Last segment of the path: `step2`; of a sink its key. */
  readonly shortName: string;
  /** `pipelines.main.via.step2`, `pipelines.main.to`. */
  readonly path: string;
  /** The operation as written; of a sink its key. Null: missing, which is reported. */
  readonly type: Text | null;
  /** Its `name:`; of the sinks `branch` and `forEach` the pipeline's (language.md 5.3). */
  readonly explicitName: Text | null;
  /** `onNone: drop`, of the canonical form (dialect.md 7.6): a `None` result drops the record. */
  readonly onNone: "drop" | null;
  /** Every key but `type`, `name` and `onNone`, in file order, not validated yet. */
  readonly fields: ReadonlyMap<string, FieldTree>;
  readonly branches: readonly BranchTree[];
  readonly form: Form;
  readonly comment: string | null;
  readonly span: Span;
}

export interface FieldTree {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
  /** `pipelines.main.via.step1.if`. */
  readonly path: string;
}

export interface BranchTree {
  /** `branch1`: position from 1; a mapping in the list's place gives `branch<key>`. */
  readonly name: string;
  readonly explicitName: Text | null;
  readonly path: string;
  readonly predicate: FunctionUse | null;
  readonly via: readonly StepTree[];
  readonly sink: StepTree | null;
  readonly comment: string | null;
  readonly span: Span;
}

export interface ProducerTree {
  readonly name: Text;
  readonly path: string;
  readonly generator: FunctionUse | null;
  readonly to: TopicUse | null;
  readonly interval: NumberValue | null;
  readonly count: NumberValue | null;
  readonly batchSize: NumberValue | null;
  readonly condition: FunctionUse | null;
  readonly until: FunctionUse | null;
  readonly comment: string | null;
  readonly span: Span;
}
