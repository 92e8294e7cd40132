/**
 * The IR of the check stage: a definition in canonical form, names resolved, each edge typed, nothing anonymous.
 * What now holds: every reference points at its target, every function has the type, parameters and result that its
 * positions need, and no stage after this one knows a dialect.
 */
import type { SourceFile, Span, TextOrigin } from "../1-source/source-file.ts";
import type { UserType } from "../language/data-types/data-type.ts";

export interface CheckedDefinition {
  /** Key under `definitions` in the runner file, else the file's name; prefix of operation and logger names. */
  readonly namespace: string;
  readonly file: SourceFile;
  readonly name: string | null;
  readonly version: string | null;
  readonly description: string | null;
  /** The `streams`, `tables` and `globalTables` sections in file order, then inline ones in order of appearance. */
  readonly topics: readonly CheckedTopic[];
  /** The `stores` section in file order, then inline and implicit ones in order of appearance. */
  readonly stores: readonly CheckedStore[];
  /** The `functions` section in file order, then the author's and ksmlc's own, then inline ones in order of appearance. */
  readonly functions: readonly CheckedFunction[];
  readonly pipelines: readonly CheckedPipeline[];
  readonly producers: readonly CheckedProducer[];
  /** What the author's TypeScript has to bind (dialect.md 5.4, 9); names in Python text are added by the Python stage. */
  readonly externals: readonly External[];
  /** Kafka's own keys that the definition states itself (dialect.md 8). */
  readonly configuration: readonly Setting[];
}

export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}

/** A name that this definition leaves open. The section of the author's `extensions` follows from the kind. */
export interface External {
  readonly kind:
    | "helper"
    | "function"
    | "store"
    | "storeClass"
    | "serde"
    | "storeOptions"
    | "schema"
    | "stream"
    | "module";
  readonly name: string;
  /** Of functions: their type (`predicate`, `valueTransformer`, ...); null otherwise. */
  readonly role: string | null;
  /** Names of the parameters that it is called with, in order. */
  readonly parameters: readonly string[];
  /** Names of arguments that are given by keyword: they arrive in one object, the last argument. */
  readonly keywords: readonly string[];
  readonly uses: readonly Span[];
}

export type TopicKind = "stream" | "table" | "globalTable";

export interface CheckedTopic {
  readonly kind: TopicKind;
  /** Resource name; of an inline topic the long name of its place (`pipelines_main_to`). */
  readonly name: string;
  readonly inline: boolean;
  readonly path: string;
  readonly topic: string;
  /** Null where the definition leaves it out: fine for a target, which then has the type of what is written. */
  readonly key: UserType | null;
  readonly value: UserType | null;
  readonly offsetReset: OffsetReset | null;
  readonly timestampExtractor: CheckedFunction | null;
  readonly partitioner: CheckedFunction | null;
  /** Address of the schema registry of this resource; null: the default one. */
  readonly registry: string | null;
  /** `key.compatibility`, `value.compatibility`, and settings of the registry client. */
  readonly registryConfig: readonly Setting[];
  /** Class names of the author's serdes. */
  readonly serdes: { readonly key: string | null; readonly value: string | null };
  /** Of a table or global table: the store that holds it. */
  readonly store: CheckedStore | null;
  /** Nobody declared it: a stage boundary that the service makes (dialect.md 5.1). */
  readonly implicit: boolean;
  readonly comment: string | null;
  readonly span: Span;
}

export interface CheckedStore {
  /** Key in `stores`, inline `name`, or the name of an implicit one: `count_orders_2_aggregate`. */
  readonly name: string;
  readonly path: string;
  readonly kind: "keyValue" | "window" | "session" | "custom";
  /** `declared` in `stores`, `inline` at a step, `implicit` (S1), `table`: the store of a table. */
  readonly origin: "declared" | "inline" | "implicit" | "table";
  readonly key: UserType;
  readonly value: UserType;
  readonly persistent: boolean;
  readonly timestamped: boolean;
  readonly versioned: boolean;
  readonly caching: boolean;
  readonly logging: boolean;
  readonly retainDuplicates: boolean;
  /** Milliseconds; null: does not apply. */
  readonly retentionMs: number | null;
  readonly windowSizeMs: number | null;
  readonly historyRetentionMs: number | null;
  readonly segmentIntervalMs: number | null;
  /** Bytes; null: a share of the cache of the service. */
  readonly cacheSizeBytes: number | null;
  readonly logConfig: readonly Setting[];
  /** Of a custom store: its class name, or its own name where nothing declares it (`data_store`). */
  readonly implementation: string | null;
  /** Handed to the author's store as it is: plain JSON, integers as numbers. */
  readonly config: Readonly<Record<string, unknown>> | null;
  readonly comment: string | null;
  readonly span: Span;
}

/** What a function sees under a name of its `stores`. */
export interface StoreInFunction {
  readonly name: string;
  readonly store:
    | { readonly kind: "store"; readonly store: CheckedStore }
    /** The table read as a store, `get` and `all` only (dialect.md 5.3). */
    | { readonly kind: "table"; readonly topic: CheckedTopic };
  /** `get` of a timestamped store gives the plain value (dialect.md 7.5). */
  readonly plain: boolean;
  readonly span: Span;
}

export type OffsetReset =
  | { readonly kind: "earliest" | "latest" | "none" }
  | { readonly kind: "duration"; readonly ms: number };

/** A piece of Python in the definition: the text as KSML hands it to Python, and where its characters stand. */
export interface PythonSource {
  readonly text: string;
  readonly origin: TextOrigin;
  readonly span: Span;
}

/** Functions whose `code` turned out to be their `expression`, when it was parsed: the text of it. */
export type ExpressionCodes = ReadonlyMap<CheckedFunction, PythonSource>;

export interface CheckedParameter {
  readonly name: string;
  /** Declared type; of a fixed parameter the type of its function type (mostly any). */
  readonly declared: UserType;
  /** What KSML passes at the positions that use the function, one entry a use; empty: called from Python only. */
  readonly supplied: readonly UserType[];
  /** Fixed parameters are always passed by KSML; custom ones never are (language.md 4.4). */
  readonly fixed: boolean;
  /** Python text of the default, already quoted where KSML quotes it; null: `None`. */
  readonly defaultText: PythonSource | null;
  readonly span: Span;
}

export interface CheckedFunction {
  /** Key in `functions`; inline: its `name`, else the long name of its place. A valid Python identifier. */
  readonly name: string;
  /** `functions.is_hot`, `pipelines.main.via.step1.if`: the provenance that does not move when lines do. */
  readonly path: string;
  readonly inline: boolean;
  /** `predicate`, `valueTransformer`, `generic`, ... (language.md 4.2). */
  readonly type: string;
  readonly parameters: readonly CheckedParameter[];
  /** Null: nothing is returned by `expression` (forEach, generic without resultType outside pipeline positions). */
  readonly result: UserType | null;
  /** Nobody stated it where KSML 2.0 wants it stated (dialect.md F1): an `any` is then whatever the code gives. */
  readonly isResultInferred: boolean;
  readonly globalCode: PythonSource | null;
  readonly code: PythonSource | null;
  /** The author's expression; else the default expression of the function type (then `expressionIsDefault`). */
  readonly expression: PythonSource | null;
  readonly expressionIsDefault: boolean;
  readonly stores: readonly StoreInFunction[];
  /** Has no body here: the author's module has it under this name, or a helper that ksmlc brings (`is_not_null`). */
  readonly source: "definition" | "external" | "builtin";
  readonly form: "2.0" | "dialect";
  /** `function`, `generator` or `condition`: the middle of its logger's name, `<namespace>.<kind>.<name>`. */
  readonly loggerKind: "function" | "generator" | "condition";
  /** Used by a producer, by a pipeline: the two have copies of the module of their own. */
  readonly usedBy: readonly ("pipelines" | "producers")[];
  /** A role that it has and in which it cannot wait (`partitioner`); null: it may wait wherever it is used. */
  readonly atOnce: string | null;
  /** Of a function of another definition: its namespace. Such functions are in no list of this definition. */
  readonly companion?: string;
  readonly comment: string | null;
  readonly span: Span;
}

/** `grouped`, `windowed`: between groupByKey and the aggregation that must follow. */
export type StreamKind = "stream" | "table" | "globalTable" | "grouped" | "windowed";

export interface StreamType {
  readonly kind: StreamKind;
  readonly key: UserType;
  readonly value: UserType;
  /** A step may have changed the key: what groups by it needs a repartition topic in between (streams.md 1.4). */
  readonly rekeyed: boolean;
}

export interface CheckedPipeline {
  /** Map key. */
  readonly name: string;
  /** `pipelines.main`, or `pipelines.main.branch.branch1`. */
  readonly path: string;
  readonly source: CheckedSource;
  readonly steps: readonly CheckedStep[];
  readonly sink: CheckedStep;
  readonly comment: string | null;
  readonly span: Span;
}

export type CheckedSource =
  | { readonly kind: "topic"; readonly topic: CheckedTopic; readonly type: StreamType }
  /** What an earlier pipeline registered with `as` or by having no sink. */
  | { readonly kind: "registered"; readonly name: string; readonly type: StreamType };

/** A `via` step or a sink: both are operations. */
export interface CheckedStep {
  /** Canonical operation: `transformValue` also where the author wrote `mapValues`; `to`, `branch`, ... for sinks. */
  readonly operation: string;
  /** The author's `name:`; null: none. */
  readonly explicitName: string | null;
  /** Unique in the definition, namespace included: the node's name in Kafka Streams (streams.md 1.12). */
  readonly fullName: string;
  /** `pipelines.main.via.step1`, `pipelines.main.to`. */
  readonly path: string;
  readonly input: StreamType;
  /** Of a sink: its input. */
  readonly output: StreamType;
  /** `drop`: a `None` result drops the record (dialect.md 7.6); null: as KSML 2.0 has it. */
  readonly onNone: "drop" | null;
  /** The check stage added it (`toStream` before a sink): the canonical text shows it, diagnostics do not. */
  readonly inserted: boolean;
  readonly arguments: Readonly<Record<string, CheckedArgument>>;
  readonly comment: string | null;
  readonly span: Span;
}

export type CheckedArgument =
  | { readonly kind: "function"; readonly function: CheckedFunction; readonly path: string }
  | { readonly kind: "type"; readonly type: UserType }
  | { readonly kind: "topic"; readonly topic: CheckedTopic }
  | { readonly kind: "store"; readonly store: CheckedStore }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "durationMs"; readonly value: number }
  | { readonly kind: "branches"; readonly branches: readonly CheckedBranch[] };

export interface CheckedBranch {
  /** `branch1`, ...: position from 1. */
  readonly name: string;
  readonly path: string;
  readonly predicate: CheckedFunction | null;
  readonly steps: readonly CheckedStep[];
  readonly sink: CheckedStep;
  readonly comment: string | null;
}

export interface CheckedProducer {
  readonly name: string;
  readonly path: string;
  readonly generator: CheckedFunction;
  readonly target: CheckedTopic;
  readonly key: UserType;
  readonly value: UserType;
  /** Null: not given. All three null: once mode. */
  readonly intervalMs: number | null;
  readonly count: number | null;
  readonly batchSize: number | null;
  readonly condition: CheckedFunction | null;
  readonly until: CheckedFunction | null;
  readonly comment: string | null;
  readonly span: Span;
}
