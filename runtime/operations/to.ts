/**
 * Writes the records to a topic, in the target's types, or where it names none in the stream's own. What no type is known
 * of is converted first, as the result of a function of the target's type would be (runtime.md 3.2, 3.3), unless it is of
 * the target's schema as it stands (`given-sink.ts`).
 */
import { type DataType, isAnyJson, isFreeForm } from "../data-types/data-type.ts";
import { natural } from "../data-types/natural.ts";
import { type ResultConverter, resultConverter } from "../data-types/result.ts";
import { plainFloat, toType } from "../data-types/to-type.ts";
import type { NodeRuntime, Process, RecordTypes } from "../dsl/node.ts";
import type { Sink } from "../dsl/operator.ts";
import type { StreamDefinition } from "../dsl/stream.ts";
import { type NeedOf, TEXT_ONLY } from "../dsl/value-need.ts";
import { StreamRecord } from "../engine/record.ts";
import { isDict, type Value } from "../python/value.ts";
import { authorSink } from "./author-sink.ts";
import { givenSink } from "./given-sink.ts";
import { partitionerOf } from "./partitioner.ts";
import { endOf, named } from "./processor.ts";

export function to<K, V>(stream: StreamDefinition<K, V>): Sink<K, V>;
export function to<K, V>(name: string, stream: StreamDefinition<K, V>): Sink<K, V>;
export function to<K, V>(
  ...args: [StreamDefinition<K, V>] | [string, StreamDefinition<K, V>]
): Sink<K, V> {
  const [name, [target]] = named<[StreamDefinition<K, V>]>(args);
  const { topic, serdes, partitioner } = target;
  return endOf(name, {
    operation: "to",
    topic,
    ...(serdes === undefined ? {} : { serdes }),
    isImplicit: target.implicit === true,
    output: (input) => ({ key: target.key ?? input.key, value: target.value ?? input.value }),
    forwards: "nothing",
    needs: serdes === undefined && partitioner === undefined ? needsOfJson : needsAll,
    functions: partitioner === undefined ? [] : [partitioner],
    wire(node) {
      const types = { key: target.key ?? node.types.key, value: target.value ?? node.types.value };
      const conversions = {
        key: conversion(node.types.key, types.key),
        value: conversion(node.types.value, types.value),
      };
      const isRaw =
        node.isRaw ||
        (serdes === undefined && partitioner === undefined && isJsonOfResult(node.types, types));
      const sink = {
        node: { ...node, isRaw, types: typesBehind(node.types, types, conversions) },
        topic,
        types,
        partitioner: partitionerOf(node, partitioner),
      };
      if (serdes !== undefined) {
        return converting(node, conversions, authorSink(node, sink, serdes), isRaw);
      }
      const given = givenSink(sink, conversions.value);
      if (given !== null) {
        return converting(node, { ...conversions, value: given.take }, given.write, isRaw);
      }
      return converting(node, conversions, node.outputs.sink(sink), isRaw);
    },
  });
}

/** What came as any JSON, and was not changed, goes out in the same bytes; neither are dicts that a function changed converted. */
const needsOfJson: NeedOf = ({ input: { value: from }, output: { value: to } }) =>
  isAnyJson(to) && (isAnyJson(from) ? conversion(from, to) === null : isResult(from))
    ? TEXT_ONLY
    : "all";

const needsAll: NeedOf = () => "all";

interface Conversions {
  /** Null: there is nothing to do. */
  readonly key: ResultConverter | null;
  readonly value: ResultConverter | null;
}

/** The types that records have once they are converted. */
const typesBehind = (
  from: RecordTypes,
  to: RecordTypes,
  { key, value }: Conversions,
): RecordTypes => ({
  key: key === null ? from.key : to.key,
  value: value === null ? from.value : to.value,
});

/** A value that cannot be converted is a failure of this node, for the process handler: the record was not written yet. */
function converting(
  node: NodeRuntime,
  conversions: Conversions,
  write: Process,
  isRaw: boolean,
): Process {
  const { key, value: ofValue } = conversions;
  // Writers of JSON convert dicts themselves where only they follow.
  const leavesDicts = ofValue !== null && isRaw;
  const value = leavesDicts ? (given: Value) => (isDict(given) ? given : ofValue(given)) : ofValue;
  if (key === null && value === null) return write;
  return (record) => {
    if (leavesDicts && key === null && isDict(record.value)) return write(record);
    let converted: StreamRecord;
    try {
      converted = new StreamRecord(
        key === null ? record.key : key(record.key as Value),
        value === null ? record.value : value(record.value as Value),
        record.timestamp,
        record.headers,
        record.keyIsNullObject,
        record.valueIsNullObject,
        record.raw,
      );
    } catch (error) {
      node.failed(record, error);
      return;
    }
    return write(converted);
  };
}

/** A function made the value, nothing is known of its type, and what sees it next is the writer of any JSON. */
const isJsonOfResult = ({ value: from }: RecordTypes, { value: to }: RecordTypes): boolean =>
  isResult(from) && (isFreeForm(to) || (to.shape.kind === "any" && to.notation === "json"));

const isResult = ({ shape, notation }: DataType): boolean =>
  shape.kind === "any" && notation === "default";

/** What of no known type a function made is a result still; what was read from a topic (any JSON value) is none. */
function conversion(from: DataType, to: DataType): ResultConverter | null {
  if (from.shape.kind !== "any") return null;
  if (to.shape.kind !== "any") {
    return isResult(from) ? resultConverter(to) : (value) => plainFloat(toType(value, to, false));
  }
  return isResult(from) && to.notation !== "default" ? (value) => natural(value, true) : null;
}
