/** What date, time and datetime share: checks of their parts. */

import { daysInMonth } from "./calendar.ts";
import { typeError, valueError } from "./exceptions.ts";
import { toSmallIndex } from "./int.ts";
import { PyTimezone } from "./timezone.ts";
import { typeName } from "./type-name.ts";
import type { Value } from "./value.ts";

export const DAY = 86_400_000_000n;
export const pad = (x: number, width = 2): string => String(x).padStart(width, "0");

export function checkDate(year: number, month: number, day: number): void {
  if (year < 1 || year > 9999) throw valueError(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw valueError("month must be in 1..12");
  if (day < 1 || day > daysInMonth(year, month)) throw valueError("day is out of range for month");
}

export function checkTime(
  hour: number,
  minute: number,
  second: number,
  micro: number,
  fold: number,
): void {
  if (hour < 0 || hour > 23) throw valueError("hour must be in 0..23");
  if (minute < 0 || minute > 59) throw valueError("minute must be in 0..59");
  if (second < 0 || second > 59) throw valueError("second must be in 0..59");
  if (micro < 0 || micro > 999999) throw valueError("microsecond must be in 0..999999");
  if (fold !== 0 && fold !== 1) throw valueError("fold must be either 0 or 1");
}

export function checkZone(zone: Value): PyTimezone | null {
  if (zone === null || zone instanceof PyTimezone) return zone;
  throw typeError(
    `tzinfo argument must be None or of a tzinfo subclass, not type '${typeName(zone)}'`,
  );
}

export const replaced = (value: Value | undefined, current: number): number =>
  value === undefined ? current : toSmallIndex(value);

export const int = (x: Value | undefined, otherwise = 0): number =>
  x === undefined ? otherwise : toSmallIndex(x);

/** Rounds down. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n ? quotient - 1n : quotient;
}

/** A datetime of what the clock shows, in microseconds since year 1. */
