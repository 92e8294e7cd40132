/** Pairs of a key and a value as types: what key-value mappers give and `convertKeyValue` names. */
import type { CheckedStep } from "../../3-check/definition.ts";
import { type DataType, inDefault, type UserType } from "../data-types/data-type.ts";

export const pairOf = (key: UserType, value: UserType): DataType => ({
  kind: "tuple",
  elements: [key, value],
});

/** Key and value type of a pair; null: the type is no tuple of two. */
export function pairIn(type: DataType): readonly [UserType, UserType] | null {
  if (type.kind !== "tuple") return null;
  const [key, value, ...more] = type.elements;
  return key === undefined || value === undefined || more.length > 0 ? null : [key, value];
}

/** What a step's records look like after it, as a pair. */
export const outputPair = ({ output }: CheckedStep): UserType =>
  inDefault(pairOf(output.key, output.value));

/** The same in a list: one record in, any number out. */
export const outputPairs = ({ output }: CheckedStep): UserType =>
  inDefault({ kind: "list", element: pairOf(output.key, output.value) });
