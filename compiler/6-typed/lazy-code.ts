/**
 * Whether going through a value may run code of the author's: only where something of the definition makes values that
 * compute their items when they are asked for.
 */
import type { Expression } from "../5-python/tree.ts";
import type { PyType } from "../language/python/type.ts";
import type { Program } from "./program.ts";
import { walkTree } from "./walk-tree.ts";

const found = new WeakMap<object, boolean>();

export const mayRunCode = (program: Program, type: PyType): boolean =>
  type.kind === "any" && hasLazyCode(program);

function hasLazyCode({ python }: Program): boolean {
  let answer = found.get(python);
  if (answer === undefined) {
    answer = python.functions.some(({ globalCode, code, expression }) => {
      let isLazy = false;
      const atOnce = new Set<Expression>();
      const look = (e: Expression): void => {
        if (e.kind === "call") for (const argument of takenAtOnce(e)) atOnce.add(argument);
        if (e.kind === "yield" || e.kind === "yieldFrom") isLazy = true;
        if (e.kind === "generatorExpression" && !atOnce.has(e)) isLazy = true;
        if (e.kind === "name" && (e.name === "map" || e.name === "filter")) isLazy = true;
      };
      walkTree(globalCode, null, () => {}, look);
      walkTree(code, expression, () => {}, look);
      return isLazy;
    });
    found.set(python, answer);
  }
  return answer;
}

const DRAINING = new Set([
  "sum",
  "any",
  "all",
  "min",
  "max",
  "list",
  "tuple",
  "set",
  "sorted",
  "dict",
]);

/** Generator expressions that are gone through before the call returns. */
function takenAtOnce(e: Expression & { readonly kind: "call" }): readonly Expression[] {
  const isDraining =
    e.function.kind === "name"
      ? DRAINING.has(e.function.name)
      : e.function.kind === "attribute" && e.function.attribute === "join";
  return isDraining ? e.arguments : [];
}
