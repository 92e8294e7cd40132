/** `datetime.timedelta`: days, seconds and microseconds; kept as microseconds. */

import { CLASS, defineClass, object, type PyClass } from "./classes.ts";
import { overflowError, typeError, valueError, zeroDivision } from "./exceptions.ts";
import { roundHalfEven } from "./float-text.ts";
import { canonical, intTruediv, toIndex } from "./int.ts";
import { type Members, NativeObject, native } from "./module.ts";
import { ordered } from "./ordered.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import {
  type BinaryOperator,
  boxFloat,
  isFloat,
  isInt,
  type OrderOperator,
  PyFloat,
  type Value,
} from "./value.ts";

const DAY = 86_400_000_000n;
const MEMBERS: Members = {
  days: "field",
  seconds: "field",
  microseconds: "field",
  total_seconds: { float: true },
};

export class PyTimeDelta extends NativeObject {
  /** All of it, in microseconds. */
  readonly total: bigint;

  /** @throws OverflowError */
  constructor(total: bigint) {
    super();
    this.total = total;
    const { days } = this;
    if (days < -999999999 || days > 999999999) {
      throw overflowError(`days=${days}; must have magnitude <= 999999999`);
    }
  }
  members(): Members {
    return MEMBERS;
  }
  get days(): number {
    return Number(floorDiv(this.total, DAY));
  }
  get seconds(): number {
    return Number(floorMod(this.total, DAY) / 1_000_000n);
  }
  get microseconds(): number {
    return Number(floorMod(this.total, 1_000_000n));
  }
  total_seconds(): number {
    return intTruediv(canonical(this.total), 1_000_000);
  }
  override pyType(): PyClass {
    return timedelta;
  }
  override pyTypeName(): string {
    return "datetime.timedelta";
  }
  override pyKey(): string {
    return `D${this.total}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyTimeDelta ? other.total === this.total : undefined;
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PyTimeDelta)) return undefined;
    return ordered(this.total, other.total, operator);
  }
  override pyTruthy(): boolean {
    return this.total !== 0n;
  }
  override pyUnary(operator: "-" | "+" | "~"): Value | undefined {
    if (operator === "~") return undefined;
    return operator === "-" ? new PyTimeDelta(-this.total) : this;
  }
  override pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimeDelta) {
      const [a, b] = reflected ? [other.total, this.total] : [this.total, other.total];
      switch (operator) {
        case "+":
          return new PyTimeDelta(a + b);
        case "-":
          return new PyTimeDelta(a - b);
        case "/":
          return boxFloat(intTruediv(canonical(a), canonical(b)));
        case "//":
          if (b === 0n) throw zeroDivision("integer division or modulo by zero");
          return canonical(floorDiv(a, b));
        case "%":
          if (b === 0n) throw zeroDivision("integer modulo by zero");
          return new PyTimeDelta(floorMod(a, b));
        default:
          return undefined;
      }
    }
    if (operator === "*" && isInt(other))
      return new PyTimeDelta(this.total * BigInt(toIndex(other)));
    if (operator === "*" && isFloat(other)) return scaled(this.total, other, false);
    if (reflected) return undefined;
    if (operator === "/" && isFloat(other)) return scaled(this.total, other, true);
    if (operator === "/" && isInt(other)) {
      const by = BigInt(toIndex(other));
      if (by === 0n) throw zeroDivision("division by zero");
      return new PyTimeDelta(roundRatio(this.total, by));
    }
    if (operator === "//" && isInt(other)) {
      const by = BigInt(toIndex(other));
      if (by === 0n) throw zeroDivision("integer division or modulo by zero");
      return new PyTimeDelta(floorDiv(this.total, by));
    }
    return undefined;
  }
  override pyGetAttr(name: string): Value | undefined {
    if (name === "__abs__")
      return () => new PyTimeDelta(this.total < 0n ? -this.total : this.total);
    if (name === "__divmod__") {
      return (other: Value) =>
        new PyTuple([
          this.pyBinary("//", other, false) as Value,
          this.pyBinary("%", other, false) as Value,
        ]);
    }
    return super.pyGetAttr(name);
  }
  override pyStr(): string {
    const { days, seconds, microseconds } = this;
    const two = (x: number): string => String(x).padStart(2, "0");
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
    const prefix = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
    return prefix + clock + fraction;
  }
  override pyRepr(): string {
    const parts = (["days", "seconds", "microseconds"] as const)
      .filter((name) => this[name] !== 0)
      .map((name) => `${name}=${this[name]}`);
    return `datetime.timedelta(${parts.length === 0 ? "0" : parts.join(", ")})`;
  }
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function floorMod(a: bigint, b: bigint): bigint {
  return a - floorDiv(a, b) * b;
}

/** a / b to the nearest integer, ties to even. */
function roundRatio(a: bigint, b: bigint): bigint {
  const [x, y] = b < 0n ? [-a, -b] : [a, b];
  const whole = floorDiv(x, y);
  const twice = (x - whole * y) * 2n;
  return twice > y || (twice === y && whole % 2n !== 0n) ? whole + 1n : whole;
}

function scaled(total: bigint, by: number | PyFloat, divide: boolean): PyTimeDelta {
  const factor = by instanceof PyFloat ? by.value : by;
  if (divide && factor === 0) throw zeroDivision("division by zero");
  const [numerator, denominator] = ratio(factor);
  return new PyTimeDelta(
    divide
      ? roundRatio(total * denominator, numerator)
      : roundRatio(total * numerator, denominator),
  );
}

function ratio(x: number): [bigint, bigint] {
  if (!Number.isFinite(x)) {
    throw Number.isNaN(x)
      ? valueError("cannot convert NaN to integer ratio")
      : overflowError("cannot convert Infinity to integer ratio");
  }
  let denominator = 1n;
  let value = x;
  while (!Number.isInteger(value)) {
    value *= 2;
    denominator *= 2n;
  }
  return [BigInt(value), denominator];
}

const UNITS = [
  ["days", 86_400_000_000],
  ["seconds", 1_000_000],
  ["microseconds", 1],
  ["milliseconds", 1000],
  ["minutes", 60_000_000],
  ["hours", 3_600_000_000],
  ["weeks", 604_800_000_000],
] as const;

/** Sums the parts as CPython does: whole microseconds apart from what floats leave over, rounded once. */
function construct(...parts: (Value | undefined)[]): PyTimeDelta {
  let total = 0n;
  let leftover = 0;
  UNITS.forEach(([name, unit], i) => {
    const part = parts[i];
    if (part === undefined) return;
    if (isInt(part)) total += BigInt(toIndex(part)) * BigInt(unit);
    else if (isFloat(part)) {
      const value = part instanceof PyFloat ? part.value : part;
      if (!Number.isFinite(value)) throw notFinite(value);
      const whole = Math.trunc(value);
      total += BigInt(whole) * BigInt(unit);
      const rest = (value - whole) * unit;
      const restWhole = Math.trunc(rest);
      total += BigInt(restWhole);
      leftover += rest - restWhole;
    } else {
      throw typeError(`unsupported type for timedelta ${name} component: ${typeName(part)}`);
    }
  });
  if (leftover !== 0) {
    // The even neighbour counts from the whole sum.
    const odd = floorMod(total, 2n) === 1n;
    total += BigInt(roundHalfEven(odd ? leftover + 1 : leftover)) - (odd ? 1n : 0n);
  }
  return new PyTimeDelta(total);
}

function notFinite(x: number): Error {
  return Number.isNaN(x)
    ? valueError("cannot convert float NaN to integer")
    : overflowError("cannot convert float infinity to integer");
}

export const timedelta = defineClass(
  native(
    "timedelta",
    UNITS.map(([name]) => name),
    0,
    construct as (...parts: Value[]) => PyTimeDelta,
  ),
  "timedelta",
  [object],
  "datetime",
);
const { attributes } = timedelta[CLASS];
attributes.set("min", new PyTimeDelta(-999999999n * DAY));
attributes.set("max", new PyTimeDelta(1_000_000_000n * DAY - 1n));
attributes.set("resolution", new PyTimeDelta(1n));
