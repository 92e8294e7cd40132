/**
 * The keys of each place: what language.md lists, and what this version does not handle (other spellings of
 * dialect.md, configuration inside definitions). A key that is in neither list is an error: no key is ever skipped.
 */
import type { DiagnosticCode } from "../diagnostics/catalog.ts";
import { SHORTHAND_STEPS, STORE_KEYS, TOPIC_KEYS } from "./respell/respellings.ts";

export interface Vocabulary {
  /** "a stream": how a message calls the place. */
  readonly called: string;
  readonly known: readonly string[];
  readonly notBuilt: ReadonlyMap<string, DiagnosticCode>;
  /** Spellings of the dialect, which have become known keys before these are looked at: an author may have meant one. */
  readonly respelled?: readonly string[];
  /** Of the runner file: `config/unknown-key`. */
  readonly unknown?: DiagnosticCode;
}

const dialect = (...keys: readonly string[]): ReadonlyMap<string, DiagnosticCode> =>
  new Map(keys.map((key) => [key, "dialect/not-built-yet"] as const));

const TOPIC_DIALECT = dialect(
  ..."schema schemaPath valueSchema keySchema consumed csvConfig soapConfig".split(" "),
  ..."key-type value-type description".split(" "),
);

/** What the canonical form adds to KSML 2.0 (dialect.md 3, item 3). */
const TOPIC_EXTENSIONS = ["registry", "registryConfig", "serdes"] as const;

/** Operations as keys of a pipeline that no row of `respell/respellings.ts` covers. */
const OPERATION_KEYS =
  "filterNot map mapKey mapValue flatMap flatMapValues transformKey transformValue groupBy windowByTime windowBySession leftJoin outerJoin merge peek process convertKey convertValue convertKeyValue toStream toTable suppress repartition cogroup";

const POLICY_KEYS = "onError retry circuitBreaker configuration";

const PIPELINE_DIALECT = dialect(
  ...OPERATION_KEYS.split(" "),
  ...POLICY_KEYS.split(" "),
  ..."toExtractor source processors sink inputs input operations steps outputs output description".split(
    " ",
  ),
);

const SINK_KEYS = ["as", "branch", "forEach", "print", "to", "toTopicNameExtractor"] as const;

/** What a definition is made of. */
export const SECTIONS: readonly string[] =
  "streams tables globalTables stores functions pipelines producers".split(" ");

/** Keys by which a file is known as a definition: a section, or the configuration of the service. */
export const DEFINITION_KEYS: readonly string[] = [...SECTIONS, "runner", "service"];

export const DOCUMENT: Vocabulary = {
  called: "a definition",
  known: ["name", "version", "description", ...DEFINITION_KEYS],
  notBuilt: new Map<string, DiagnosticCode>([
    ...["config", "configuration", "ksml", "kafka", "backend", "schemaRegistry"].map(
      (key) => [key, "config/not-built-yet"] as const,
    ),
    ...dialect(
      "inputs",
      "operations",
      "outputs",
      "from",
      "via",
      "to",
      "state_stores",
      "definitions",
    ),
  ]),
};

/** Configuration of the service: ours, and the dialect's (D1). */
export const SERVICE: Vocabulary = {
  called: "`service`",
  known: ["configuration", "implicitStreams"],
  notBuilt: new Map(),
};

export const RUNNER_SECTION: Vocabulary = {
  called: "`runner`",
  known: ["type", "config"],
  notBuilt: new Map(),
};

const TOPIC_RESPELLED = TOPIC_KEYS.map(({ written }) => written);

const STREAM_KEYS = [
  "topic",
  "keyType",
  "valueType",
  "offsetResetPolicy",
  "timestampExtractor",
  "partitioner",
  ...TOPIC_EXTENSIONS,
] as const;

const INLINE_STREAM: Vocabulary = {
  called: "a stream",
  known: STREAM_KEYS,
  notBuilt: TOPIC_DIALECT,
  respelled: TOPIC_RESPELLED,
};

/** Entries of `streams`, `tables` and `globalTables`. */
export const TOPICS = {
  stream: {
    called: "a stream",
    known: [...STREAM_KEYS, "implicit"],
    notBuilt: TOPIC_DIALECT,
    respelled: [...TOPIC_RESPELLED, "materializedAs"],
  },
  table: {
    called: "a table",
    known: [...STREAM_KEYS, "store"],
    notBuilt: new Map<string, DiagnosticCode>([...TOPIC_DIALECT, ...dialect("stream", "caching")]),
    respelled: TOPIC_RESPELLED,
  },
  globalTable: {
    called: "a global table",
    known: [...STREAM_KEYS, "store"],
    notBuilt: new Map<string, DiagnosticCode>([...TOPIC_DIALECT, ...dialect("stream", "caching")]),
    respelled: TOPIC_RESPELLED,
  },
} as const satisfies Record<string, Vocabulary>;

export const SERDES: Vocabulary = {
  called: "`serdes`",
  known: ["key", "value"],
  notBuilt: new Map(),
};

/** Where a topic is written in place, language.md 2.4. */
export const INLINE_TOPICS = {
  from: INLINE_STREAM,
  merge: INLINE_STREAM,
  to: {
    called: "an inline target",
    known: ["topic", "keyType", "valueType", "partitioner", ...TOPIC_EXTENSIONS],
    notBuilt: new Map<string, DiagnosticCode>([
      ...TOPIC_DIALECT,
      ...dialect("topicNameExtractor", "stream"),
    ]),
    respelled: TOPIC_RESPELLED,
  },
  producer: {
    called: "a producer's target",
    known: ["topic", "keyType", "valueType", ...TOPIC_EXTENSIONS],
    notBuilt: TOPIC_DIALECT,
    respelled: TOPIC_RESPELLED,
  },
} as const satisfies Record<string, Vocabulary>;

/** Keys of a function in KSML 2.0. */
export const FUNCTION_KEYS: readonly string[] =
  "type name parameters globalCode code expression resultType stores".split(" ");

export const FUNCTION: Vocabulary = {
  called: "a function",
  known: [...FUNCTION_KEYS, "storeValues"],
  notBuilt: dialect(
    "result",
    "parameterType",
    "functionRef",
    "args",
    "function",
    "keyType",
    "valueType",
    "description",
    "className",
  ),
};

const STORE_COMMON = "name type keyType valueType persistent timestamped caching logging".split(
  " ",
);

/** Keys of a store in KSML 2.0, by its type. */
export const STORE_KEYS_BY_TYPE: ReadonlyMap<string, readonly string[]> = new Map([
  ["keyValue", [...STORE_COMMON, "versioned", "historyRetention", "segmentInterval"]],
  ["window", [...STORE_COMMON, "windowSize", "retention", "retainDuplicates"]],
  ["session", [...STORE_COMMON, "retention"]],
]);

const STORE_EXTENSIONS = ["cacheSize", "logConfig"];

const STORE_DIALECT = dialect(
  ..."serdes partitioned numPartitions timeToLive description".split(" "),
);

/** The keys that a store of a type can have; of a type that is none, all: the type is the mistake then. */
export function storeVocabulary(type: string | null): Vocabulary {
  const respelled = STORE_KEYS.filter(({ only = type }) => only === type).map(
    ({ written }) => written,
  );
  if (type === "custom") {
    const known = [...STORE_COMMON, "implementation", "config", ...STORE_EXTENSIONS];
    return { called: "a custom store", known, notBuilt: STORE_DIALECT, respelled };
  }
  const ofType = STORE_KEYS_BY_TYPE.get(type ?? "");
  if (ofType === undefined) {
    const known = [...[...STORE_KEYS_BY_TYPE.values()].flat(), ...STORE_EXTENSIONS];
    return { called: "a store", known, notBuilt: STORE_DIALECT, respelled };
  }
  // T8: on a store of keys and values it is the time to live of its entries, which the check has not built.
  const others = type === "keyValue" ? ["retention"] : [];
  return {
    called: `a \`${type}\` store`,
    known: [...ofType, ...others, ...STORE_EXTENSIONS],
    notBuilt: STORE_DIALECT,
    respelled,
  };
}

export const PARAMETER: Vocabulary = {
  called: "a parameter",
  known: ["name", "type", "defaultValue"],
  notBuilt: dialect("description"),
};

export const PIPELINE: Vocabulary = {
  called: "a pipeline",
  known: ["name", "from", "via", ...SINK_KEYS],
  notBuilt: PIPELINE_DIALECT,
  respelled: [...SHORTHAND_STEPS.keys()],
};

export const BRANCH: Vocabulary = {
  called: "a branch",
  known: ["if", "name", "via", ...SINK_KEYS],
  notBuilt: new Map<string, DiagnosticCode>([
    ...PIPELINE_DIALECT,
    ...dialect("predicate", "condition", "predicates"),
  ]),
};

/** The known keys of a step are those of its operation; these are the other spellings that a step can have. */
export const STEP_DIALECT: ReadonlyMap<string, DiagnosticCode> = dialect(
  ...POLICY_KEYS.split(" "),
  ..."with keySelector predicate predicates functionRef args using windowSize window windows size advance duration".split(
    " ",
  ),
  ..."timeDifference timeWindows branches operations catch stream action code expression className config processor next".split(
    " ",
  ),
  ..."keyValueMapper foreignKeyExtractor mapper function stores resultType retention valueMapper selector".split(
    " ",
  ),
);

/** Other words for operations, which 2.0 does not know (dialect.md 6.2). */
export const STEP_TYPE_DIALECT: ReadonlySet<string> = new Set(
  "windowedBy windowedByTime windowedBySession branch try to foreach forEach custom process print as toTopicNameExtractor".split(
    " ",
  ),
);

/** Other words for function types (dialect.md 6.6). */
export const FUNCTION_TYPE_DIALECT: ReadonlySet<string> = new Set(
  "mapper mapValues valueMapper filter aggregate transformer process".split(" "),
);

export const PRODUCER: Vocabulary = {
  called: "a producer",
  known: ["generator", "to", "interval", "count", "batchSize", "condition", "until"],
  notBuilt: dialect("topic", "keyType", "valueType", "target", "name", "description"),
};

/** In the order in which 2.0 looks for them (language.md 5.2). */
export { SINK_KEYS };
