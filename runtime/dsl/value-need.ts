/**
 * What a node, and everything below it, uses of a record's value that is a dict of JSON. What nobody uses is checked and
 * kept as text, and need not become values (design.md 3, "Tape"). Worked out when a topology is wired, from the sinks up.
 * The compiler asks the same of a definition, to mark only functions where that has an effect (its own `value-need.ts`).
 */
import { isAnyJson } from "../data-types/data-type.ts";
import type { NamedEntries } from "../notations/json-codec/index.ts";
import { isOrdinaryKey } from "../python/dict.ts";
import { type AnyFunction, readEntriesOf } from "./function-marks.ts";
import type { Port, SourceNode, TopologyNode } from "./node.ts";

export type ValueNeed = NamedEntries | "all";

/** Of a node, by the need of all that is below it. */
export type NeedOf = (node: TopologyNode, below: ValueNeed) => ValueNeed;

/** It is written as it came. */
export const TEXT_ONLY: NamedEntries = { names: new Set(), isWritten: true };

export function joined(needs: readonly ValueNeed[]): ValueNeed {
  const names = new Set<string>();
  let isWritten = false;
  for (const need of needs) {
    if (need === "all") return "all";
    for (const name of need.names) names.add(name);
    isWritten ||= need.isWritten;
  }
  return { names, isWritten };
}

/** What all nodes below use of values. */
function needOfPorts(ports: readonly Port[]): ValueNeed {
  const children = ports.flatMap((port) => port.children);
  return joined(children.map((node) => node.spec.needs?.(node, needOfPorts(node.ports)) ?? "all"));
}

/** "all" also where values may not be any JSON, or somebody sees them before any node does. */
export function needOfSource(
  { types, timestampExtractor, serdes }: SourceNode,
  ports: readonly Port[],
): ValueNeed {
  if (!isAnyJson(types.value) || timestampExtractor !== null || serdes !== null) return "all";
  return needOfPorts(ports);
}

/** Of a function whose result holds at most entries of its `value`, or is not looked at. */
function needOfFunction(fn: AnyFunction): ValueNeed {
  return readEntriesOf(fn)?.returns === "value" ? "all" : needOfEntries(fn);
}

function needOfEntries(fn: AnyFunction): ValueNeed {
  const names = readEntriesOf(fn)?.value;
  if (names === undefined || !names.every(isPlainName)) return "all";
  return { names: new Set(names), isWritten: false };
}

/** A property of its own where it is there, and none where it is not; `@` is for entries that are left out. */
const isPlainName = (name: string): boolean =>
  isOrdinaryKey(name) && !name.startsWith("@") && !(name in Object.prototype);

/** The record goes on as it is. */
export const needsBelow: NeedOf = (_node, below) => below;

/** Functions look at the record, which goes on as it is. */
export const needsBelowAnd =
  (functions: readonly AnyFunction[]): NeedOf =>
  (_node, below) =>
    joined([...functions.map(needOfFunction), below]);

/** A function makes something else of the value. */
export const needsOnly =
  (fn: AnyFunction): NeedOf =>
  () =>
    needOfFunction(fn);

/** What a function makes of the value goes on. `keeps`: it may be the value itself, which everything below writes as it is. */
export const needsOfChange =
  (fn: AnyFunction, keeps: (node: TopologyNode) => boolean): NeedOf =>
  (node, below) => {
    if (readEntriesOf(fn)?.returns !== "value") return needOfFunction(fn);
    if (below === "all" || !keeps(node)) return "all";
    return joined([needOfEntries(fn), below]);
  };
