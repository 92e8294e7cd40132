/** Dates and times from ISO 8601 text, as `fromisoformat` takes it. */

import { fromOrdinal, isoCalendarOf, toOrdinal, weekdayOf } from "./calendar.ts";
import { PyTime } from "./clock.ts";
import { typeError, valueError } from "./exceptions.ts";
import { PyDateTime } from "./moment.ts";
import { repr } from "./repr.ts";
import { PyTimeDelta } from "./timedelta.ts";
import { PyTimezone, UTC } from "./timezone.ts";
import type { Value } from "./value.ts";

export function invalidIso(text: string): Error {
  return valueError(`Invalid isoformat string: ${repr(text)}`);
}

const ISO_DATE = /^(\d{4})(?:-?W(\d\d)(?:-?(\d))?|-(\d\d)-(\d\d)|(\d\d)(\d\d))$/;
const ISO_TIME =
  /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?(?:(Z)|([-+])(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?$/;

export function parseDate(text: string, whole: string): [number, number, number] {
  const match = ISO_DATE.exec(text);
  if (match === null || (match[2] !== undefined && /^\d{4}-W\d\d\d$|^\d{4}W\d\d-\d$/.test(text))) {
    throw invalidIso(whole);
  }
  const year = Number(match[1]);
  if (match[2] === undefined)
    return [year, Number(match[4] ?? match[6]), Number(match[5] ?? match[7])];
  return fromIsoCalendar(year, Number(match[2]), Number(match[3] ?? 1));
}

export function fromIsoCalendar(year: number, week: number, day: number): [number, number, number] {
  if (week < 1 || week > 53) throw valueError(`Invalid week: ${week}`);
  if (day < 1 || day > 7) throw valueError(`Invalid weekday: ${day} (range is [1, 7])`);
  const first = toOrdinal(year, 1, 4);
  const ordinal = first - weekdayOf(first) + (week - 1) * 7 + day - 1;
  const [y, m, d] = fromOrdinal(ordinal);
  if (week === 53 && isoCalendarOf(y, ordinal)[0] !== year)
    throw valueError(`Invalid week: ${week}`);
  return [y, m, d];
}

export function parseClock(text: string, whole: string): PyTime {
  const match = ISO_TIME.exec(text.startsWith("T") ? text.slice(1) : text);
  if (match === null) throw invalidIso(whole);
  const [, hour, minute, second, fraction, z, sign, oh, om, os, of] = match;
  const micro = (digits: string | undefined): number =>
    digits === undefined ? 0 : Number(digits.slice(0, 6).padEnd(6, "0"));
  let zone: PyTimezone | null = null;
  if (z !== undefined) zone = UTC;
  else if (sign !== undefined) {
    const size =
      BigInt((Number(oh) * 60 + Number(om)) * 60 + Number(os ?? 0)) * 1_000_000n +
      BigInt(micro(of));
    zone = size === 0n ? UTC : new PyTimezone(new PyTimeDelta(sign === "-" ? -size : size));
  }
  return new PyTime(Number(hour), Number(minute ?? 0), Number(second ?? 0), micro(fraction), zone);
}

export function requireText(x: Value): string {
  if (typeof x === "string") return x;
  throw typeError("fromisoformat: argument must be str");
}

export function parseDateTime(x: Value): PyDateTime {
  const text = requireText(x);
  // A date has 10, 8 or 7 characters; the separator may be any.
  const length = /^\d{4}-W\d\d-\d/.test(text)
    ? 10
    : /^\d{4}-W\d\d/.test(text)
      ? 8
      : /^\d{4}W\d{3}/.test(text)
        ? 8
        : /^\d{4}W\d\d/.test(text)
          ? 7
          : /^\d{8}/.test(text)
            ? 8
            : 10;
  const [year, month, day] = parseDate(text.slice(0, length), text);
  const rest = text.slice(length);
  if (rest === "") return new PyDateTime(year, month, day);
  const [separator = ""] = rest;
  const t = parseClock(rest.slice(separator.length), text);
  if (rest.length === separator.length || text.slice(length + separator.length).startsWith("T"))
    throw invalidIso(text);
  return new PyDateTime(year, month, day, t.hour, t.minute, t.second, t.microsecond, t.tzinfo);
}
