/**
 * The keys of each place: what language.md lists, and what this version does not handle (other spellings of
 * dialect.md, configuration inside definitions). A key that is in neither list is an error: no key is ever skipped.
 */
import type { DiagnosticCode } from "../diagnostics/catalog.ts";

export interface Vocabulary {
  /** "a stream": how a message calls the place. */
  readonly called: string;
  readonly known: readonly string[];
  readonly notBuilt: ReadonlyMap<string, DiagnosticCode>;
  /** Of the runner file: `config/unknown-key`. */
  readonly unknown?: DiagnosticCode;
}

const dialect = (...keys: readonly string[]): ReadonlyMap<string, DiagnosticCode> =>
  new Map(keys.map((key) => [key, "dialect/not-built-yet"] as const));

const TOPIC_DIALECT = dialect(
  ..."materializedAs schemaRegistry schemaRegistryConfig schema schemaPath valueSchema keySchema serdes consumed".split(
    " ",
  ),
  ..."csvConfig soapConfig key-type value-type registry description".split(" "),
);

const OPERATION_KEYS =
  "filter filterNot map mapKey mapValue mapValues selectKey flatMap flatMapValues transformKey transformValue transformKeyValue groupBy groupByKey aggregate count reduce windowByTime windowBySession join leftJoin outerJoin merge peek process convertKey convertValue convertKeyValue toStream toTable suppress repartition cogroup";

const POLICY_KEYS = "onError retry circuitBreaker configuration";

const PIPELINE_DIALECT = dialect(
  ...OPERATION_KEYS.split(" "),
  ...POLICY_KEYS.split(" "),
  ..."toExtractor source processors sink inputs input operations steps outputs output description".split(
    " ",
  ),
);

const SINK_KEYS = ["as", "branch", "forEach", "print", "to", "toTopicNameExtractor"] as const;

/** What a definition is made of; a file with one of these at top level is one. */
export const SECTIONS: readonly string[] =
  "streams tables globalTables stores functions pipelines producers".split(" ");

export const DOCUMENT: Vocabulary = {
  called: "a definition",
  known: ["name", "version", "description", ...SECTIONS],
  notBuilt: new Map<string, DiagnosticCode>([
    ...[
      "runner",
      "config",
      "configuration",
      "ksml",
      "kafka",
      "backend",
      "schemaRegistry",
      "service",
    ].map((key) => [key, "config/not-built-yet"] as const),
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

export const STREAM: Vocabulary = {
  called: "a stream",
  known: [
    "topic",
    "keyType",
    "valueType",
    "offsetResetPolicy",
    "timestampExtractor",
    "partitioner",
  ],
  notBuilt: TOPIC_DIALECT,
};

/** Where a topic is written in place, language.md 2.4. */
export const INLINE_TOPICS = {
  from: STREAM,
  merge: STREAM,
  to: {
    called: "an inline target",
    known: ["topic", "keyType", "valueType", "partitioner"],
    notBuilt: new Map<string, DiagnosticCode>([
      ...TOPIC_DIALECT,
      ...dialect("topicNameExtractor", "stream"),
    ]),
  },
  producer: {
    called: "a producer's target",
    known: ["topic", "keyType", "valueType"],
    notBuilt: TOPIC_DIALECT,
  },
} as const satisfies Record<string, Vocabulary>;

export const FUNCTION: Vocabulary = {
  called: "a function",
  known: ["type", "name", "parameters", "globalCode", "code", "expression", "resultType", "stores"],
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

export const PARAMETER: Vocabulary = {
  called: "a parameter",
  known: ["name", "type", "defaultValue"],
  notBuilt: dialect("description"),
};

export const PIPELINE: Vocabulary = {
  called: "a pipeline",
  known: ["name", "from", "via", ...SINK_KEYS],
  notBuilt: PIPELINE_DIALECT,
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
