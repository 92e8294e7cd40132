/**
 * Names of what the author left unnamed: inline functions and topics, steps and sinks (language.md 0.6). In: where it
 * stands. Out: the name KSML gives it; told, where that is no name that Python or Kafka takes.
 */

import {
  baseName,
  fieldPlace,
  longName,
  MAX_KAFKA_NAME,
  nameProblem,
  type OperationNames,
  type Place,
} from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import type { StepTree } from "../2-syntax/tree.ts";
import type { Operation } from "../language/operations/operation.ts";

const KEYWORDS: ReadonlySet<string> = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

export const isPythonName = (name: string): boolean =>
  /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name) && !KEYWORDS.has(name);

/** The name of a function; null, told, where Python cannot load one of that name. */
export function functionName(
  explicit: { readonly value: string; readonly span: Span } | null,
  place: Place,
  span: Span,
  spot: Spot,
): string | null {
  const name = explicit?.value ?? longName(place);
  if (isPythonName(name)) return name;
  if (explicit !== null) tell(spot, "name/not-a-python-name", explicit.span, { name });
  else tell(spot, "name/derived-name", span, { name });
  return null;
}

/** A field that is the whole value of its sink (`to: …`) stands where the sink stands. */
export const placeOfField = (step: StepTree, place: Place, field: string, path: string): Place =>
  path === step.path ? place : fieldPlace(place, field);

/** The node name of a step or sink; null, told, where Kafka takes no such name. */
export function operationName(
  step: { readonly span: Span; readonly nameSpan: Span | null },
  base: string,
  names: OperationNames,
  spot: Spot,
): string | null {
  const full = names.take(base);
  const problem = operationNameProblem(base, full);
  if (problem === null) return full;
  tell(spot, "name/invalid-operation-name", step.nameSpan ?? step.span, {
    name: base,
    reason: problem,
  });
  return null;
}

/** What is wrong with the namespace in front is told once for all. */
function operationNameProblem(base: string, full: string): string | null {
  if (base.trim() === "") return "it is empty";
  const problem = nameProblem(`_${base}`);
  return problem ?? (full.length > MAX_KAFKA_NAME ? nameProblem(full) : null);
}

export const baseOf = (operation: Operation, place: Place, explicitName: string | null): string =>
  baseName(place, operation.name, operation.naming, explicitName);
