/** Days of the proleptic Gregorian calendar, and the local time zone (that of `TZ`). */

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (DAYS_IN_MONTH[month - 1] as number);
}

export function dayOfYear(year: number, month: number, day: number): number {
  let days = day;
  for (let m = 1; m < month; m++) days += daysInMonth(year, m);
  return days;
}

/** Ordinal of a date; January 1 of year 1 is day 1. */
export function toOrdinal(year: number, month: number, day: number): number {
  const y = year - 1;
  const before = y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return before + dayOfYear(year, month, day);
}

export const MAX_ORDINAL = 3652059;
export const EPOCH_ORDINAL = 719163;

export function fromOrdinal(ordinal: number): [year: number, month: number, day: number] {
  let n = ordinal - 1;
  const n400 = Math.floor(n / 146097);
  n %= 146097;
  const n100 = Math.floor(n / 36524);
  n %= 36524;
  const n4 = Math.floor(n / 1461);
  n %= 1461;
  const n1 = Math.floor(n / 365);
  n %= 365;
  const year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1;
  if (n1 === 4 || n100 === 4) return [year - 1, 12, 31];
  let month = 1;
  for (; n >= daysInMonth(year, month); month++) n -= daysInMonth(year, month);
  return [year, month, n + 1];
}

/** 0 is Monday. */
export function weekdayOf(ordinal: number): number {
  return (ordinal + 6) % 7;
}

export function isoCalendarOf(
  year: number,
  ordinal: number,
): [year: number, week: number, weekday: number] {
  const firstMonday = (of: number): number => {
    const first = toOrdinal(of, 1, 1);
    const weekday = weekdayOf(first);
    const monday = first - weekday;
    return weekday > 3 ? monday + 7 : monday;
  };
  let isoYear = year;
  let start = firstMonday(year);
  if (ordinal < start) {
    isoYear--;
    start = firstMonday(isoYear);
  } else if (ordinal >= firstMonday(year + 1)) {
    isoYear++;
    start = firstMonday(isoYear);
  }
  return [isoYear, Math.floor((ordinal - start) / 7) + 1, weekdayOf(ordinal) + 1];
}

export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly dst: boolean;
  readonly zone: string;
}

/** What the clocks here show at a moment, in whole seconds since the epoch. */
export function localTime(seconds: number): LocalTime {
  const date = new Date(seconds * 1000);
  const offset = -date.getTimezoneOffset() * 60;
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
    offset,
    dst: offset !== standardOffset(date.getFullYear()),
    zone: zoneName(date, offset),
  };
}

function standardOffset(year: number): number {
  const january = -new Date(year, 0, 1).getTimezoneOffset();
  const july = -new Date(year, 6, 1).getTimezoneOffset();
  return Math.min(january, july) * 60;
}

function zoneName(date: Date, offset: number): string {
  const short = /\(([^)]*)\)/.exec(date.toString())?.[1] ?? "";
  const name = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" })
    .formatToParts(date)
    .find((part) => part.type === "timeZoneName")?.value;
  if (name === "GMT" || short.startsWith("Coordinated")) return "UTC";
  if (name !== undefined && !/[-+]/.test(name)) return name;
  const known = ZONES[short];
  if (known !== undefined) return known;
  const hours = String(Math.floor(Math.abs(offset) / 3600)).padStart(2, "0");
  const minutes = Math.floor((Math.abs(offset) % 3600) / 60);
  return `${offset < 0 ? "-" : "+"}${hours}${minutes === 0 ? "" : String(minutes).padStart(2, "0")}`;
}

/** Abbreviations of the tz database that JavaScript writes as offsets. */
const ZONES: Record<string, string> = {
  "Central European Standard Time": "CET",
  "Central European Summer Time": "CEST",
  "Western European Standard Time": "WET",
  "Western European Summer Time": "WEST",
  "Eastern European Standard Time": "EET",
  "Eastern European Summer Time": "EEST",
  "Greenwich Mean Time": "GMT",
  "British Summer Time": "BST",
  "India Standard Time": "IST",
  "Japan Standard Time": "JST",
  "China Standard Time": "CST",
};

/** Seconds since the epoch of a local wall-clock time; `fold` picks the second of two. */
export function fromLocal(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fold = 0,
): number {
  const asUtc =
    (toOrdinal(year, month, day) - EPOCH_ORDINAL) * 86400 + hour * 3600 + minute * 60 + second;
  const offsetAt = (at: number): number => -new Date(at * 1000).getTimezoneOffset() * 60;
  const early = asUtc - offsetAt(asUtc - 86400);
  const late = asUtc - offsetAt(asUtc + 86400);
  if (early === late) return early;
  const fits = (at: number): boolean => at + offsetAt(at) === asUtc;
  const first = Math.min(early, late);
  const second_ = Math.max(early, late);
  if (fits(first) && fits(second_)) return fold === 0 ? first : second_;
  if (fits(first)) return first;
  if (fits(second_)) return second_;
  return fold === 0 ? second_ : first; // in a gap
}
