/**
 * Results of functions that state no `resultType` where KSML 2.0 wants one (dialect.md F1). In: the function type's rule,
 * and what is known where the function is used first. Out: its result, and a warning that says which.
 */
import { type Place as Spot, tell } from "../../2-syntax/place.ts";
import { inDefault, type UserType } from "../../language/data-types/data-type.ts";
import { printType } from "../../language/data-types/print-type.ts";
import { pairOf } from "../../language/operations/pair.ts";
import { anyType } from "../../language/operations/roles.ts";
import type { FunctionEntry } from "../check-function.ts";
import { called } from "../check-function.ts";

/** What a position knows of the results that it could get. */
export interface Around {
  /** Key type of where the records go, or of what is looked up. */
  readonly key: UserType;
  readonly value: UserType;
}

/** The first use decides; later ones are checked against it. */
export function settleResult(entry: FunctionEntry, { key, value }: Around): void {
  const rule = entry.infers;
  if (rule === null || entry.checked.result !== null) return;
  const results = {
    dynamic: anyType,
    key,
    pair: inDefault(pairOf(key, anyType)),
    value,
  };
  entry.checked.result = results[rule];
}

/** Once for a function, when all its uses are known. */
export function tellInferred(entry: FunctionEntry, root: Spot): void {
  settleResult(entry, { key: anyType, value: anyType });
  const { checked } = entry;
  if (
    entry.infers === null ||
    entry.isResultStated ||
    checked.source !== "definition" ||
    isIdentity(entry)
  )
    return;
  tell({ path: checked.path, report: root.report }, "type/inferred-result", checked.span, {
    function: called(checked),
    type: printType(checked.result ?? anyType),
  });
}

/** It returns the key that it gets: nothing is guessed. */
const isIdentity = ({ checked, infers }: FunctionEntry): boolean =>
  infers === "key" && checked.code === null && checked.expression?.text.trim() === "key";
