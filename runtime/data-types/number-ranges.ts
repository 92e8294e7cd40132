/** The ranges of the integer types and what is said of a number outside (runtime.md 3.3). */
import { DataException } from "../errors/ksml-exceptions.ts";
import { canonicalInt, javaDouble, LONG_MAX, LONG_MIN } from "./java-number.ts";

export interface IntegerRange {
  readonly name: string;
  readonly min: bigint;
  readonly max: bigint;
  /** The types that a larger number fits into. */
  readonly wider: string;
}

export type IntegerKind = "byte" | "short" | "integer" | "long";

export const RANGES: Readonly<Record<IntegerKind, IntegerRange>> = {
  byte: { name: "BYTE", min: -128n, max: 127n, wider: "'short', 'int' or 'long'" },
  short: { name: "SHORT", min: -32768n, max: 32767n, wider: "'int' or 'long'" },
  integer: { name: "INT", min: -2147483648n, max: 2147483647n, wider: "'long'" },
  long: { name: "LONG", min: LONG_MIN, max: LONG_MAX, wider: "" },
};

function advice(range: IntegerRange): string {
  return range.wider === ""
    ? "ensure values fit in LONG range"
    : `use ${range.wider} type in schema or ensure values fit in ${range.name} range`;
}

/** @throws DataException */
export function integerIn(range: IntegerRange, value: number | bigint): number | bigint {
  if (typeof value === "number" && value >= -2147483648 && value <= 2147483647) {
    if (range.max >= 2147483647n) return value;
    if (value >= Number(range.min) && value <= Number(range.max)) return value;
  } else if (range === RANGES.long && Number.isSafeInteger(value)) return value;
  else if (value >= range.min && value <= range.max) return value;
  throw new DataException(
    `Value ${value} exceeds ${range.name} range [${range.min}, ${range.max}]; ${advice(range)}`,
  );
}

/** Cut toward zero. @throws DataException */
export function cutFloat(range: IntegerRange, value: number): number | bigint {
  if (range.name === "LONG") {
    if (!Number.isFinite(value)) {
      throw new DataException(
        `Value ${javaDouble(value)} cannot be converted to LONG (not finite)`,
      );
    }
    const cut = BigInt(Math.trunc(value));
    if (cut < range.min || cut > range.max) {
      throw new DataException(
        `Value ${javaDouble(value)} exceeds LONG range [${range.min}, ${range.max}]; ${advice(range)}`,
      );
    }
    return canonicalInt(cut);
  }
  const cut = Math.trunc(value) + 0;
  if (Number.isFinite(value) && cut >= Number(range.min) && cut <= Number(range.max)) return cut;
  throw new DataException(
    `Value ${javaDouble(value)} cannot be converted to ${range.name} (out of range or not finite); ${advice(range)}`,
  );
}

const FLOAT_MAX = 3.4028234663852886e38;

/** A 32-bit float, widened. @throws DataException */
export function toFloat32(value: number): number {
  const rounded = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(rounded)) {
    throw new DataException(
      `Value ${javaDouble(value)} exceeds FLOAT range [-${javaDouble(FLOAT_MAX)}, ${javaDouble(FLOAT_MAX)}]`,
    );
  }
  return rounded;
}
