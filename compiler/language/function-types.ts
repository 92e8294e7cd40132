/**
 * The 21 function types (language.md 4.2): what KSML passes, what comes back, and what is returned when the author
 * writes no `expression`.
 */
import { ANY, type DataType, inDefault, primitive, type UserType } from "./data-types/data-type.ts";
import { CONSUMER_RECORD, RECORD_CONTEXT, RECORD_METADATA } from "./data-types/record-types.ts";

export interface FixedParameter {
  readonly name: string;
  readonly type: UserType;
}

export type ResultRule =
  /** `resultType` must be written. */
  | { readonly kind: "required" }
  /** `resultType` must not be written; nothing is returned. */
  | { readonly kind: "forbidden" }
  /** Without `resultType`: this type. */
  | { readonly kind: "default"; readonly type: UserType }
  /** Without `resultType`: what the position expects, else nothing is returned. */
  | { readonly kind: "optional" };

/**
 * What a function of the dialect returns that states no `resultType` (dialect.md F1). `dynamic`: whatever its code gives;
 * `key`: the key type of where the pipeline leads; `pair`: both; `value`: the type of the values that it combines.
 */
export type InferredResult = "dynamic" | "key" | "pair" | "value";

export interface FunctionType {
  readonly name: string;
  readonly parameters: readonly FixedParameter[];
  readonly result: ResultRule;
  /** Of one whose `resultType` KSML 2.0 requires; null: required in the dialect as well. */
  readonly inferred: InferredResult | null;
  /** Python text; null: `None`. */
  readonly defaultExpression: string | null;
  /** May list `stores`. */
  readonly allowsStores: boolean;
  /** `None` is no result that its positions can use. */
  readonly mustGiveValue: boolean;
  /** False: `parameters` of the author are dropped (generator). */
  readonly allowsParameters: boolean;
}

const any = inDefault(ANY);
const STRING = inDefault(primitive("string"));
const INTEGER = inDefault(primitive("integer"));
const LONG = inDefault(primitive("long"));
const ANY_PAIR: DataType = { kind: "tuple", elements: [any, any] };

export const PARTITIONS = inDefault({
  kind: "union",
  members: [INTEGER, inDefault({ kind: "list", element: primitive("integer") })],
});
export const GENERATED = inDefault({
  kind: "union",
  members: [inDefault(ANY_PAIR), inDefault({ kind: "list", element: ANY_PAIR })],
});

const required: ResultRule = { kind: "required" };
const or = (type: UserType): ResultRule => ({ kind: "default", type });

const of = (...names: readonly string[]): FixedParameter[] =>
  names.map((name) => ({ name, type: any }));

interface Options {
  readonly infers?: InferredResult;
  readonly stores?: true;
  readonly gives?: true;
  readonly parameters?: false;
}

function row(
  name: string,
  parameters: readonly FixedParameter[],
  result: ResultRule,
  defaultExpression: string | null,
  options: Options = {},
): FunctionType {
  return {
    name,
    parameters,
    result,
    inferred: options.infers ?? null,
    defaultExpression,
    allowsStores: options.stores ?? false,
    mustGiveValue: options.gives ?? false,
    allowsParameters: options.parameters ?? true,
  };
}

const dynamic: Options = { infers: "dynamic" };
const stores: Options = { stores: true };
const gives: Options = { gives: true };

const TABLE: readonly FunctionType[] = [
  row("aggregator", of("key", "value", "aggregatedValue"), required, "aggregatedValue", dynamic),
  row("forEach", of("key", "value"), { kind: "forbidden" }, null, stores),
  row("foreignKeyExtractor", of("value"), required, null, { infers: "key" }),
  row("generator", [], or(GENERATED), null, { parameters: false }),
  row("generic", [], { kind: "optional" }, null),
  row("initializer", [], required, null, dynamic),
  row("keyTransformer", of("key", "value"), required, "key", { ...stores, infers: "key" }),
  row("keyValueMapper", of("key", "value"), required, null, { infers: "key" }),
  row("keyValuePrinter", of("key", "value"), or(STRING), null),
  row("keyValueToKeyValueListTransformer", of("key", "value"), required, "[(key,value)]", stores),
  row("keyValueToValueListTransformer", of("key", "value"), required, "[value]", stores),
  row("keyValueTransformer", of("key", "value"), required, "(key,value)", {
    ...stores,
    infers: "pair",
  }),
  row("merger", of("key", "value1", "value2"), required, null),
  row(
    "metadataTransformer",
    [...of("key", "value"), { name: "metadata", type: inDefault(RECORD_METADATA) }],
    or(inDefault(RECORD_METADATA)),
    "metadata",
    stores,
  ),
  row("predicate", of("key", "value"), or(inDefault(primitive("boolean"))), "True", stores),
  row("reducer", of("value1", "value2"), required, null, { infers: "value" }),
  row(
    "streamPartitioner",
    [
      { name: "topic", type: STRING },
      ...of("key", "value"),
      { name: "numPartitions", type: INTEGER },
    ],
    or(PARTITIONS),
    null,
    gives,
  ),
  row(
    "timestampExtractor",
    [
      { name: "record", type: inDefault(CONSUMER_RECORD) },
      { name: "previousTimestamp", type: LONG },
    ],
    or(LONG),
    null,
    gives,
  ),
  row(
    "topicNameExtractor",
    [...of("key", "value"), { name: "recordContext", type: inDefault(RECORD_CONTEXT) }],
    or(STRING),
    null,
    gives,
  ),
  row("valueJoiner", of("key", "value1", "value2"), required, null, dynamic),
  row("valueTransformer", of("key", "value"), required, "value", { ...stores, ...dynamic }),
];

/** By name; `FUNCTION_TYPES.has(text)` is safe for any text of an author. */
export const FUNCTION_TYPES: ReadonlyMap<string, FunctionType> = new Map(
  TABLE.map((type) => [type.name, type]),
);

/** A type that a stage names itself: it is in the table. */
export function functionType(name: string): FunctionType {
  const type = FUNCTION_TYPES.get(name);
  if (type === undefined) throw new Error(`no function type ${name}`);
  return type;
}
