/** `strftime` and `strptime` by C's codes, in the C locale. */

import { dayOfYear, daysInMonth, isoCalendarOf, toOrdinal, weekdayOf } from "./calendar.ts";
import { valueError } from "./exceptions.ts";
import { repr } from "./repr.ts";

export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** `+0100`, or empty. */
  readonly offset: string;
  /** Name of the zone, or empty. */
  readonly zone: string;
  readonly epoch: () => number;
}

const pad = (x: number, width = 2, fill = "0"): string => String(x).padStart(width, fill);
const hour12 = (hour: number): number => hour % 12 || 12;
const ordinalOf = (m: Moment): number => toOrdinal(m.year, m.month, m.day);
const weekday = (m: Moment): number => weekdayOf(ordinalOf(m));
const short = (names: readonly string[], index: number): string =>
  (names[index] as string).slice(0, 3);

const CODES: Record<string, (m: Moment) => string> = {
  a: (m) => short(DAYS, weekday(m)),
  A: (m) => DAYS[weekday(m)] as string,
  b: (m) => short(MONTHS, m.month - 1),
  B: (m) => MONTHS[m.month - 1] as string,
  c: (m) => strftime("%a %b %e %H:%M:%S %Y", m),
  C: (m) => pad(Math.floor(m.year / 100)),
  d: (m) => pad(m.day),
  D: (m) => strftime("%m/%d/%y", m),
  e: (m) => pad(m.day, 2, " "),
  f: (m) => pad(m.microsecond, 6),
  F: (m) => strftime("%Y-%m-%d", m),
  g: (m) => pad(isoCalendarOf(m.year, ordinalOf(m))[0] % 100),
  G: (m) => String(isoCalendarOf(m.year, ordinalOf(m))[0]),
  h: (m) => short(MONTHS, m.month - 1),
  H: (m) => pad(m.hour),
  I: (m) => pad(hour12(m.hour)),
  j: (m) => pad(dayOfYear(m.year, m.month, m.day), 3),
  k: (m) => pad(m.hour, 2, " "),
  l: (m) => pad(hour12(m.hour), 2, " "),
  m: (m) => pad(m.month),
  M: (m) => pad(m.minute),
  n: () => "\n",
  p: (m) => (m.hour < 12 ? "AM" : "PM"),
  P: (m) => (m.hour < 12 ? "am" : "pm"),
  r: (m) => strftime("%I:%M:%S %p", m),
  R: (m) => strftime("%H:%M", m),
  s: (m) => String(m.epoch()),
  S: (m) => pad(m.second),
  t: () => "\t",
  T: (m) => strftime("%H:%M:%S", m),
  u: (m) => String(weekday(m) + 1),
  U: (m) => pad(Math.floor((dayOfYear(m.year, m.month, m.day) + 6 - ((weekday(m) + 1) % 7)) / 7)),
  V: (m) => pad(isoCalendarOf(m.year, ordinalOf(m))[1]),
  w: (m) => String((weekday(m) + 1) % 7),
  W: (m) => pad(Math.floor((dayOfYear(m.year, m.month, m.day) + 6 - weekday(m)) / 7)),
  x: (m) => strftime("%m/%d/%y", m),
  X: (m) => strftime("%H:%M:%S", m),
  y: (m) => pad(m.year % 100),
  Y: (m) => String(m.year),
  z: (m) => m.offset,
  Z: (m) => m.zone,
  "%": () => "%",
};

export function strftime(format: string, moment: Moment): string {
  return format.replace(/%(:z|-?[\s\S])/g, (whole, code: string) => {
    if (code === ":z")
      return moment.offset.replace(
        /^([-+]\d\d)(\d\d)(\d\d)?/,
        (_, h, m, s) => `${h}:${m}${s ? `:${s}` : ""}`,
      );
    if (code.startsWith("-") && code.length === 2) {
      const known = CODES[code[1] as string];
      return known === undefined ? whole : known(moment).replace(/^[0 ]+(?=\d)/, "");
    }
    return CODES[code]?.(moment) ?? whole;
  });
}

export interface Parsed {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of UTC, with their fraction; null: not given. */
  readonly offset: number | null;
  readonly zone: string | null;
  readonly weekday: number;
  readonly yearDay: number;
}

const PATTERNS: Record<string, string> = {
  d: "(?<d>3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9])",
  f: "(?<f>[0-9]{1,6})",
  H: "(?<H>2[0-3]|[0-1]\\d|\\d)",
  I: "(?<I>1[0-2]|0[1-9]|[1-9]| [1-9])",
  G: "(?<G>\\d\\d\\d\\d)",
  j: "(?<j>36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])",
  m: "(?<m>1[0-2]|0[1-9]|[1-9])",
  M: "(?<M>[0-5]\\d|\\d)",
  S: "(?<S>6[0-1]|[0-5]\\d|\\d)",
  U: "(?<U>5[0-3]|[0-4]\\d|\\d)",
  w: "(?<w>[0-6])",
  u: "(?<u>[1-7])",
  V: "(?<V>5[0-3]|0[1-9]|[1-4]\\d|\\d)",
  W: "(?<W>5[0-3]|[0-4]\\d|\\d)",
  y: "(?<y>\\d\\d)",
  Y: "(?<Y>\\d\\d\\d\\d)",
  z: "(?<z>[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z)",
  A: `(?<A>${DAYS.join("|")})`,
  a: `(?<a>${DAYS.map((day) => day.slice(0, 3)).join("|")})`,
  B: `(?<B>${MONTHS.join("|")})`,
  b: `(?<b>${MONTHS.map((month) => month.slice(0, 3)).join("|")})`,
  p: "(?<p>am|pm)",
  Z: "(?<Z>utc|gmt)",
  "%": "%",
};

const COMPOUND: Record<string, string> = {
  c: "%a %b %d %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  T: "%H:%M:%S",
};

function patternOf(format: string): RegExp {
  let source = "";
  const expanded = format.replace(/%([cxX])/g, (_, code: string) => COMPOUND[code] as string);
  for (const [piece] of expanded.matchAll(/%[\s\S]?|\s+|[^%\s]+/g)) {
    if (piece.startsWith("%")) {
      const pattern = PATTERNS[piece.slice(1)];
      if (piece === "%") throw valueError(`stray % in format ${repr(format)}`);
      if (pattern === undefined) {
        throw valueError(`${repr(piece.slice(1))} is a bad directive in format ${repr(format)}`);
      }
      source += pattern;
    } else source += /^\s/.test(piece) ? "\\s+" : piece.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
  }
  return new RegExp(`^${source}`, "i");
}

/** @throws ValueError */
export function strptime(text: string, format: string): Parsed {
  const match = patternOf(format).exec(text);
  if (match === null) {
    throw valueError(`time data ${repr(text)} does not match format ${repr(format)}`);
  }
  if (match[0].length !== text.length) {
    throw valueError(`unconverted data remains: ${text.slice(match[0].length)}`);
  }
  const groups = (match.groups ?? {}) as Record<string, string | undefined>;
  const number = (name: string): number | undefined =>
    groups[name] === undefined ? undefined : Number(groups[name]);
  const named = (name: string, names: readonly string[], length?: number): number | undefined => {
    const value = groups[name]?.toLowerCase();
    if (value === undefined) return undefined;
    return names.findIndex((one) => one.slice(0, length).toLowerCase() === value);
  };
  let year = number("Y");
  const short2 = number("y");
  if (year === undefined && short2 !== undefined) year = short2 + (short2 <= 68 ? 2000 : 1900);
  let hour = number("H") ?? 0;
  const twelve = number("I");
  if (twelve !== undefined) {
    hour = twelve % 12;
    if (groups.p?.toLowerCase() === "pm") hour += 12;
  }
  const monthIndex = named("B", MONTHS) ?? named("b", MONTHS, 3);
  const yearDay = number("j");
  const resolvedYear = year ?? 1900;
  let month = monthIndex === undefined ? (number("m") ?? 1) : monthIndex + 1;
  let day = number("d") ?? 1;
  if (yearDay !== undefined && groups.m === undefined && groups.d === undefined) {
    month = 1;
    day = yearDay;
    while (day > daysInMonth(resolvedYear, month)) day -= daysInMonth(resolvedYear, month++);
  }
  if (day > daysInMonth(year === undefined && month === 2 ? 1904 : resolvedYear, month)) {
    throw valueError("day is out of range for month");
  }
  return {
    year: resolvedYear,
    month,
    day,
    hour,
    minute: number("M") ?? 0,
    second: number("S") ?? 0,
    microsecond: groups.f === undefined ? 0 : Number(groups.f.padEnd(6, "0")),
    offset: groups.z === undefined ? null : offsetOf(groups.z),
    zone: groups.Z ?? null,
    weekday: weekdayOf(toOrdinal(resolvedYear, month, day)),
    yearDay: dayOfYear(resolvedYear, month, day),
  };
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === "Z") return 0;
  const digits = text.slice(1).replaceAll(":", "");
  const size =
    Number(digits.slice(0, 2)) * 3600 +
    Number(digits.slice(2, 4)) * 60 +
    Number(digits.slice(4) || 0);
  return text.startsWith("-") ? -size : size;
}
