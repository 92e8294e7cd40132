/** How an operation's `emit` makes its call of what a checked step holds. Arguments that are not there are left out. */
import type { CheckedStep } from "../../3-check/definition.ts";
import type { UserType } from "../data-types/data-type.ts";
import type { EmittedArgument, EmittedCall } from "./operation.ts";

export const call = (name: string, ...given: readonly (EmittedArgument | null)[]): EmittedCall => ({
  name,
  from: "runtime/operations",
  arguments: given.filter((argument) => argument !== null),
});

/** The author's `name:`, which comes first; null: the runtime derives the name from the place. */
export const nameOf = ({ explicitName }: CheckedStep): EmittedArgument | null =>
  explicitName === null ? null : { kind: "text", value: explicitName };

/** The function of a field; the runtime calls it with that many arguments. */
export function functionIn(
  step: CheckedStep,
  field: string,
  supplied: number,
): EmittedArgument | null {
  const argument = step.arguments[field];
  if (argument?.kind !== "function") return null;
  return { kind: "function", function: argument.function, supplied };
}

export function topicIn(step: CheckedStep, field: string): EmittedArgument | null {
  const argument = step.arguments[field];
  return argument?.kind === "topic" ? argument : null;
}

export function textIn(step: CheckedStep, field: string): EmittedArgument | null {
  const argument = step.arguments[field];
  return argument?.kind === "text" ? argument : null;
}

export function storeIn(step: CheckedStep, field: string): EmittedArgument | null {
  const argument = step.arguments[field];
  return argument?.kind === "store" ? argument : null;
}

export const typeArgument = (type: UserType): EmittedArgument => ({ kind: "type", type });

/** `{ a: …, b: … }` of the entries that are there; null: of none. */
export function options(
  ...entries: readonly (readonly [string, EmittedArgument | null])[]
): EmittedArgument | null {
  const given = entries.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  return given.length === 0 ? null : { kind: "options", entries: given };
}
