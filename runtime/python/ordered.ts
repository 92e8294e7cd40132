/** `<`, `<=`, `>` and `>=` of values that stand for numbers. */
import type { OrderOperator } from "./value.ts";

export function ordered(a: bigint | number, b: bigint | number, operator: OrderOperator): boolean {
  return operator === "<" ? a < b : operator === "<=" ? a <= b : operator === ">" ? a > b : a >= b;
}
