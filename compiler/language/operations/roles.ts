/** What positions expect of a function and pass to it (language.md 6.1, second table). */
import { ANY, inDefault, primitive, type UserType } from "../data-types/data-type.ts";
import { RECORD_CONTEXT, RECORD_METADATA } from "../data-types/record-types.ts";
import { PARTITIONS } from "../function-types.ts";

export interface Role {
  /** As messages call it: "the mapper". */
  readonly name: string;
  /** Null: the position takes no result. */
  readonly expected: UserType | null;
  /** Types of what is passed, in order; windowed keys as structs. */
  readonly supplied: readonly UserType[];
  /** Where its result is taken nothing can be waited for. */
  readonly atOnce?: true;
}

type KeyAndValue = readonly [key: UserType, value: UserType];

export const BOOLEAN = inDefault(primitive("boolean"));
export const STRING = inDefault(primitive("string"));
export const LONG = inDefault(primitive("long"));
const INTEGER = inDefault(primitive("integer"));
export const METADATA = inDefault(RECORD_METADATA);
export const anyType = inDefault(ANY);

export const predicateRole = (given: KeyAndValue): Role => ({
  name: "predicate",
  expected: BOOLEAN,
  supplied: given,
});

export const forEachRole = (given: KeyAndValue): Role => ({
  name: "forEach function",
  expected: null,
  supplied: given,
});

/** A mapper gives what it says itself. */
export const mapperRole = (given: KeyAndValue, expected: UserType): Role => ({
  name: "mapper",
  expected,
  supplied: given,
});

export const partitionerRole = ([key, value]: KeyAndValue): Role => ({
  name: "partitioner",
  expected: PARTITIONS,
  supplied: [STRING, key, value, INTEGER],
  atOnce: true,
});

export const topicNameExtractorRole = ([key, value]: KeyAndValue): Role => ({
  name: "topicNameExtractor",
  expected: STRING,
  supplied: [key, value, inDefault(RECORD_CONTEXT)],
});

export const initializerRole = (expected: UserType): Role => ({
  name: "initializer",
  expected,
  supplied: [],
});

/** `aggregated`: what the store gives back. */
export const aggregatorRole = (
  [key, value]: KeyAndValue,
  expected: UserType,
  aggregated: UserType,
): Role => ({ name: "aggregator", expected, supplied: [key, value, aggregated] });

/** `expected`: the key type of the table. */
export const lookupRole = (given: KeyAndValue, expected: UserType): Role => ({
  name: "mapper",
  expected,
  supplied: given,
});

export const valueJoinerRole = (
  [key, value]: KeyAndValue,
  other: UserType,
  expected: UserType,
): Role => ({ name: "valueJoiner", expected, supplied: [key, value, other] });
