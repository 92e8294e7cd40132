/**
 * `code` that is one expression (dialect.md F12): in a function in dialect form its value is the result, where the
 * definition says of none. In: a function and its parsed `code`. Out: that expression, and its text as canonical KSML has it.
 */
import type { CheckedFunction, PythonSource } from "../3-check/definition.ts";
import { containsYield } from "./convert/contains-yield.ts";
import { parseExpressionPiece } from "./parse-tree.ts";
import type { Expression, Statement } from "./tree.ts";

export interface ExpressionCode {
  readonly value: Expression;
  readonly source: PythonSource;
}

/** Null: `code` is something else, or a KSML 2.0 function, which returns its default all the same. */
export function expressionCode(
  fn: CheckedFunction,
  code: readonly Statement[],
): ExpressionCode | null {
  if (fn.form !== "dialect" || fn.code === null || soleExpression(fn, code) === null) return null;
  const source: PythonSource = { ...fn.code, text: fn.code.text.replace(/[\s;]+$/, "") };
  const { value } = parseExpressionPiece(source);
  return value === null || value === undefined ? null : { value, source };
}

/** What `code` consists of where nothing else gives the result; `...` holds a place only. */
export function soleExpression(
  { result, expression, expressionIsDefault }: CheckedFunction,
  code: readonly Statement[],
): Expression | null {
  const [only, ...more] = code;
  if (result === null || (expression !== null && !expressionIsDefault)) return null;
  if (only?.kind !== "expressionStatement" || more.length > 0 || containsYield(code)) return null;
  return only.value.kind === "ellipsis" ? null : only.value;
}
