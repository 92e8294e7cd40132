/** Module `datetime`: date, time, datetime; timedelta and timezone are in files of their own. */

import {
  dayOfYear,
  daysInMonth,
  EPOCH_ORDINAL,
  fromLocal,
  fromOrdinal,
  isoCalendarOf,
  localTime,
  MAX_ORDINAL,
  toOrdinal,
  weekdayOf,
} from "./calendar.ts";
import { CLASS, defineClass, object, type PyClass } from "./classes.ts";
import { environment } from "./environment.ts";
import { overflowError, typeError, valueError } from "./exceptions.ts";
import { toFloat } from "./float.ts";
import { roundHalfEven } from "./float-text.ts";
import { functionOf } from "./functions.ts";
import { toSmallIndex } from "./int.ts";
import { defineModule, type Members, NativeObject, native } from "./module.ts";
import { repr } from "./repr.ts";
import { DAYS, MONTHS, type Moment, strftime, strptime } from "./strftime.ts";
import { StructTime } from "./time.ts";
import { PyTimeDelta, timedelta } from "./timedelta.ts";
import { offsetText, PyTimezone, timezone, UTC } from "./timezone.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import type { BinaryOperator, OrderOperator, PyFunction, Value } from "./value.ts";

const DAY = 86_400_000_000n;
const pad = (x: number, width = 2): string => String(x).padStart(width, "0");

function ordered(a: bigint | number, b: bigint | number, operator: OrderOperator): boolean {
  return operator === "<" ? a < b : operator === "<=" ? a <= b : operator === ">" ? a > b : a >= b;
}

function checkDate(year: number, month: number, day: number): void {
  if (year < 1 || year > 9999) throw valueError(`year ${year} is out of range`);
  if (month < 1 || month > 12) throw valueError("month must be in 1..12");
  if (day < 1 || day > daysInMonth(year, month)) throw valueError("day is out of range for month");
}

function checkTime(
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

function checkZone(zone: Value): PyTimezone | null {
  if (zone === null || zone instanceof PyTimezone) return zone;
  throw typeError(
    `tzinfo argument must be None or of a tzinfo subclass, not type '${typeName(zone)}'`,
  );
}

const replaced = (value: Value | undefined, current: number): number =>
  value === undefined ? current : toSmallIndex(value);

class IsoCalendar extends PyTuple {
  override pyTypeName(): string {
    return "IsoCalendarDate";
  }
  override pyRepr(): string {
    const [year, week, weekday] = this.items as number[];
    return `datetime.IsoCalendarDate(year=${year}, week=${week}, weekday=${weekday})`;
  }
  override pyGetAttr(name: string): Value | undefined {
    const at = ["year", "week", "weekday"].indexOf(name);
    return at < 0 ? undefined : this.items[at];
  }
}

const DATE_MEMBERS: Members = {
  year: "field",
  month: "field",
  day: "field",
  isoformat: { parameters: [] },
  strftime: { parameters: ["format"] },
  weekday: {},
  isoweekday: {},
  isocalendar: {},
  toordinal: {},
  timetuple: {},
  ctime: {},
  replace: { parameters: ["year", "month", "day"], required: 0 },
};

export class PyDate extends NativeObject {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  constructor(year: number, month: number, day: number) {
    super();
    checkDate(year, month, day);
    this.year = year;
    this.month = month;
    this.day = day;
  }
  members(): Members {
    return DATE_MEMBERS;
  }
  toordinal(): number {
    return toOrdinal(this.year, this.month, this.day);
  }
  weekday(): number {
    return weekdayOf(this.toordinal());
  }
  isoweekday(): number {
    return this.weekday() + 1;
  }
  isocalendar(): PyTuple {
    return new IsoCalendar(isoCalendarOf(this.year, this.toordinal()));
  }
  isoformat(..._: Value[]): string {
    return `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`;
  }
  protected moment(): Moment {
    return {
      year: this.year,
      month: this.month,
      day: this.day,
      hour: 0,
      minute: 0,
      second: 0,
      microsecond: 0,
      offset: "",
      zone: "",
      epoch: () => fromLocal(this.year, this.month, this.day, 0, 0, 0),
    };
  }
  strftime(format: Value): string {
    if (typeof format !== "string") {
      throw typeError(`strftime() argument 1 must be str, not ${typeName(format)}`);
    }
    return strftime(format, this.moment());
  }
  ctime(): string {
    const m = this.moment();
    const day = (DAYS[this.weekday()] as string).slice(0, 3);
    const month = (MONTHS[m.month - 1] as string).slice(0, 3);
    const clock = `${pad(m.hour)}:${pad(m.minute)}:${pad(m.second)}`;
    return `${day} ${month} ${String(m.day).padStart(2)} ${clock} ${pad(m.year, 4)}`;
  }
  timetuple(): StructTime {
    const m = this.moment();
    const yearDay = dayOfYear(m.year, m.month, m.day);
    return new StructTime(
      [m.year, m.month, m.day, m.hour, m.minute, m.second, this.weekday(), yearDay, -1],
      "",
      0,
    );
  }
  replace(year?: Value, month?: Value, day?: Value, ..._: Value[]): PyDate {
    return new PyDate(
      replaced(year, this.year),
      replaced(month, this.month),
      replaced(day, this.day),
    );
  }
  override pyType(): PyClass {
    return date;
  }
  override pyTypeName(): string {
    return "datetime.date";
  }
  override pyKey(): string {
    return `d${this.toordinal()}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    if (!(other instanceof PyDate) || other instanceof PyDateTime) return undefined;
    return other.toordinal() === this.toordinal();
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PyDate)) return undefined;
    if (other instanceof PyDateTime !== this instanceof PyDateTime) {
      // The subclass is asked first, whichever side it stands on.
      throw typeError("can't compare datetime.datetime to datetime.date");
    }
    return ordered(this.toordinal(), other.toordinal(), operator);
  }
  override pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimeDelta) {
      if (operator === "+") return dateOfOrdinal(this.toordinal() + other.days);
      if (operator === "-" && !reflected) return dateOfOrdinal(this.toordinal() - other.days);
    }
    if (
      operator === "-" &&
      other instanceof PyDate &&
      !(other instanceof PyDateTime) &&
      !reflected
    ) {
      return new PyTimeDelta(BigInt(this.toordinal() - other.toordinal()) * DAY);
    }
    return undefined;
  }
  override pyFormat(spec: string): string {
    return spec === "" ? this.pyStr() : this.strftime(spec);
  }
  override pyStr(): string {
    return this.isoformat();
  }
  override pyRepr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }
}

function dateOfOrdinal(ordinal: number): PyDate {
  if (ordinal < 1 || ordinal > MAX_ORDINAL) throw overflowError("date value out of range");
  return new PyDate(...fromOrdinal(ordinal));
}

const CLOCK_FIELDS: Members = {
  hour: "field",
  minute: "field",
  second: "field",
  microsecond: "field",
  tzinfo: "field",
  fold: "field",
  utcoffset: {},
  tzname: {},
  dst: {},
  strftime: { parameters: ["format"] },
};

const TIME_MEMBERS: Members = {
  ...CLOCK_FIELDS,
  isoformat: { parameters: ["timespec"], required: 0 },
  replace: {
    parameters: ["hour", "minute", "second", "microsecond", "tzinfo", "fold"],
    required: 0,
  },
};

/** The clock part of an ISO text. @throws ValueError for an unknown timespec */
function clockText(
  t: { hour: number; minute: number; second: number; microsecond: number },
  timespec: Value,
): string {
  const minutes = `${pad(t.hour)}:${pad(t.minute)}`;
  const seconds = `${minutes}:${pad(t.second)}`;
  const texts: Record<string, () => string> = {
    auto: () => (t.microsecond === 0 ? seconds : `${seconds}.${pad(t.microsecond, 6)}`),
    hours: () => pad(t.hour),
    minutes: () => minutes,
    seconds: () => seconds,
    milliseconds: () => `${seconds}.${pad(Math.floor(t.microsecond / 1000), 3)}`,
    microseconds: () => `${seconds}.${pad(t.microsecond, 6)}`,
  };
  const text = texts[timespec as string];
  if (text === undefined) throw valueError("Unknown timespec value");
  return text();
}

export class PyTime extends NativeObject {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly tzinfo: PyTimezone | null;
  readonly fold: number;
  constructor(
    hour: number,
    minute: number,
    second: number,
    microsecond: number,
    tzinfo: PyTimezone | null,
    fold = 0,
  ) {
    super();
    checkTime(hour, minute, second, microsecond, fold);
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.microsecond = microsecond;
    this.tzinfo = tzinfo;
    this.fold = fold;
  }
  members(): Members {
    return TIME_MEMBERS;
  }
  utcoffset(): PyTimeDelta | null {
    return this.tzinfo?.offset ?? null;
  }
  tzname(): string | null {
    return this.tzinfo?.tzname(null) ?? null;
  }
  dst(): null {
    return null;
  }
  isoformat(timespec: Value = "auto"): string {
    const offset = this.tzinfo === null ? "" : offsetText(this.tzinfo.offset.total, ":");
    return clockText(this, timespec) + offset;
  }
  strftime(format: Value): string {
    const { hour, minute, second, microsecond } = this;
    return strftime(format as string, {
      year: 1900,
      month: 1,
      day: 1,
      hour,
      minute,
      second,
      microsecond,
      offset: this.tzinfo === null ? "" : offsetText(this.tzinfo.offset.total, ""),
      zone: this.tzname() ?? "",
      epoch: () => fromLocal(1900, 1, 1, hour, minute, second),
    });
  }
  replace(
    hour?: Value,
    minute?: Value,
    second?: Value,
    microsecond?: Value,
    tzinfo?: Value,
    fold?: Value,
  ): PyTime {
    return new PyTime(
      replaced(hour, this.hour),
      replaced(minute, this.minute),
      replaced(second, this.second),
      replaced(microsecond, this.microsecond),
      tzinfo === undefined ? this.tzinfo : checkZone(tzinfo),
      replaced(fold, this.fold),
    );
  }
  /** Microseconds of the day, in UTC where there is a zone. */
  private total(): bigint {
    const clock =
      BigInt((this.hour * 60 + this.minute) * 60 + this.second) * 1_000_000n +
      BigInt(this.microsecond);
    return clock - (this.tzinfo?.offset.total ?? 0n);
  }
  override pyType(): PyClass {
    return timeClass;
  }
  override pyTypeName(): string {
    return "datetime.time";
  }
  override pyKey(): string {
    return `T${this.tzinfo === null ? "n" : "a"}${this.total()}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyTime ? other.pyKey() === this.pyKey() : undefined;
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PyTime)) return undefined;
    if ((this.tzinfo === null) !== (other.tzinfo === null)) {
      throw typeError("can't compare offset-naive and offset-aware times");
    }
    return ordered(this.total(), other.total(), operator);
  }
  override pyFormat(spec: string): string {
    return spec === "" ? this.pyStr() : this.strftime(spec);
  }
  override pyStr(): string {
    return this.isoformat();
  }
  override pyRepr(): string {
    return `datetime.time(${reprClock(this.hour, this.minute, this.second, this.microsecond)}${reprZone(this.tzinfo, this.fold)})`;
  }
}

function reprClock(hour: number, minute: number, second: number, micro: number): string {
  const parts = [hour, minute];
  if (second !== 0 || micro !== 0) parts.push(second);
  if (micro !== 0) parts.push(micro);
  return parts.join(", ");
}

function reprZone(zone: PyTimezone | null, fold: number): string {
  return (fold === 0 ? "" : `, fold=${fold}`) + (zone === null ? "" : `, tzinfo=${repr(zone)}`);
}

const DATETIME_MEMBERS: Members = {
  ...DATE_MEMBERS,
  ...CLOCK_FIELDS,
  isoformat: { parameters: ["sep", "timespec"], required: 0 },
  replace: {
    parameters: [
      "year",
      "month",
      "day",
      "hour",
      "minute",
      "second",
      "microsecond",
      "tzinfo",
      "fold",
    ],
    required: 0,
  },
  timestamp: { float: true },
  date: {},
  time: {},
  timetz: {},
  utctimetuple: {},
  astimezone: { parameters: ["tz"], required: 0 },
};

export class PyDateTime extends PyDate {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly tzinfo: PyTimezone | null;
  readonly fold: number;
  constructor(
    year: number,
    month: number,
    day: number,
    hour = 0,
    minute = 0,
    second = 0,
    microsecond = 0,
    tzinfo: PyTimezone | null = null,
    fold = 0,
  ) {
    super(year, month, day);
    checkTime(hour, minute, second, microsecond, fold);
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.microsecond = microsecond;
    this.tzinfo = tzinfo;
    this.fold = fold;
  }
  override members(): Members {
    return DATETIME_MEMBERS;
  }
  /** Microseconds since year 1 as the clock shows it. */
  wall(): bigint {
    const seconds = (this.hour * 60 + this.minute) * 60 + this.second;
    return BigInt(this.toordinal()) * DAY + BigInt(seconds) * 1_000_000n + BigInt(this.microsecond);
  }
  /** The same moment in UTC. */
  private instant(): bigint {
    return this.wall() - (this.tzinfo?.offset.total ?? 0n);
  }
  utcoffset(): PyTimeDelta | null {
    return this.tzinfo?.offset ?? null;
  }
  tzname(): string | null {
    return this.tzinfo?.tzname(this) ?? null;
  }
  dst(): null {
    return null;
  }
  private localSeconds(): number {
    return fromLocal(
      this.year,
      this.month,
      this.day,
      this.hour,
      this.minute,
      this.second,
      this.fold,
    );
  }
  timestamp(): number {
    if (this.tzinfo === null) return this.localSeconds() + this.microsecond / 1e6;
    return new PyTimeDelta(this.instant() - BigInt(EPOCH_ORDINAL) * DAY).total_seconds();
  }
  date(): PyDate {
    return new PyDate(this.year, this.month, this.day);
  }
  time(): PyTime {
    return new PyTime(this.hour, this.minute, this.second, this.microsecond, null, this.fold);
  }
  timetz(): PyTime {
    return new PyTime(
      this.hour,
      this.minute,
      this.second,
      this.microsecond,
      this.tzinfo,
      this.fold,
    );
  }
  utctimetuple(): StructTime {
    const utc = fromWall(this.instant(), null).timetuple();
    return new StructTime([...utc.items.slice(0, 8), 0], "", 0);
  }
  override timetuple(): StructTime {
    const plain = super.timetuple();
    return this.tzinfo === null
      ? plain
      : new StructTime(
          plain.items,
          this.tzname() ?? "",
          Number(this.tzinfo.offset.total / 1_000_000n),
        );
  }
  astimezone(tz: Value = null): PyDateTime {
    let zone = checkZone(tz);
    const instant =
      this.tzinfo === null
        ? BigInt(this.localSeconds()) * 1_000_000n +
          BigInt(EPOCH_ORDINAL) * DAY +
          BigInt(this.microsecond)
        : this.instant();
    if (zone === null) {
      const here = localTime(Number(floorDiv(instant - BigInt(EPOCH_ORDINAL) * DAY, 1_000_000n)));
      zone = new PyTimezone(new PyTimeDelta(BigInt(here.offset) * 1_000_000n), here.zone);
    }
    return fromWall(instant + zone.offset.total, zone);
  }
  protected override moment(): Moment {
    return {
      year: this.year,
      month: this.month,
      day: this.day,
      hour: this.hour,
      minute: this.minute,
      second: this.second,
      microsecond: this.microsecond,
      offset: this.tzinfo === null ? "" : offsetText(this.tzinfo.offset.total, ""),
      zone: this.tzname() ?? "",
      epoch: () => this.localSeconds(),
    };
  }
  override isoformat(sep: Value = "T", timespec: Value = "auto"): string {
    const offset = this.tzinfo === null ? "" : offsetText(this.tzinfo.offset.total, ":");
    return `${super.isoformat()}${sep as string}${clockText(this, timespec)}${offset}`;
  }
  override replace(
    year?: Value,
    month?: Value,
    day?: Value,
    hour?: Value,
    minute?: Value,
    second?: Value,
    microsecond?: Value,
    tzinfo?: Value,
    fold?: Value,
  ): PyDateTime {
    return new PyDateTime(
      replaced(year, this.year),
      replaced(month, this.month),
      replaced(day, this.day),
      replaced(hour, this.hour),
      replaced(minute, this.minute),
      replaced(second, this.second),
      replaced(microsecond, this.microsecond),
      tzinfo === undefined ? this.tzinfo : checkZone(tzinfo),
      replaced(fold, this.fold),
    );
  }
  override pyType(): PyClass {
    return datetimeClass;
  }
  override pyTypeName(): string {
    return "datetime.datetime";
  }
  override pyKey(): string {
    return `M${this.tzinfo === null ? "n" : "a"}${this.instant()}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyDateTime ? other.pyKey() === this.pyKey() : undefined;
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PyDateTime)) return super.pyCompare(other, operator);
    if ((this.tzinfo === null) !== (other.tzinfo === null)) {
      throw typeError("can't compare offset-naive and offset-aware datetimes");
    }
    return ordered(this.instant(), other.instant(), operator);
  }
  override pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimeDelta) {
      if (operator === "+") return fromWall(this.wall() + other.total, this.tzinfo);
      if (operator === "-" && !reflected) return fromWall(this.wall() - other.total, this.tzinfo);
      return undefined;
    }
    if (operator !== "-" || !(other instanceof PyDateTime) || reflected) return undefined;
    if ((this.tzinfo === null) !== (other.tzinfo === null)) {
      throw typeError("can't subtract offset-naive and offset-aware datetimes");
    }
    return new PyTimeDelta(this.instant() - other.instant());
  }
  override pyStr(): string {
    return this.isoformat(" ");
  }
  override pyRepr(): string {
    const clock = reprClock(this.hour, this.minute, this.second, this.microsecond);
    return `datetime.datetime(${this.year}, ${this.month}, ${this.day}, ${clock}${reprZone(this.tzinfo, this.fold)})`;
  }
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n ? quotient - 1n : quotient;
}

/** A datetime of what the clock shows, in microseconds since year 1. */
function fromWall(wall: bigint, zone: PyTimezone | null): PyDateTime {
  const ordinal = Number(floorDiv(wall, DAY));
  if (ordinal < 1 || ordinal > MAX_ORDINAL) throw overflowError("date value out of range");
  const rest = Number(wall - BigInt(ordinal) * DAY);
  const seconds = Math.floor(rest / 1_000_000);
  const [year, month, day] = fromOrdinal(ordinal);
  return new PyDateTime(
    year,
    month,
    day,
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
    rest % 1_000_000,
    zone,
  );
}

/** A datetime of microseconds since the epoch, on the clock of the zone, or of here. */
function fromEpoch(microseconds: bigint, zone: PyTimezone | null): PyDateTime {
  const start = BigInt(EPOCH_ORDINAL) * DAY;
  if (zone !== null) return fromWall(start + microseconds + zone.offset.total, zone);
  const seconds = Number(floorDiv(microseconds, 1_000_000n));
  if (seconds < -62135596800 || seconds >= 253402300800) {
    const year = new Date(seconds * 1000).getUTCFullYear();
    throw valueError(Number.isNaN(year) ? "year is out of range" : `year ${year} is out of range`);
  }
  const { offset } = localTime(seconds);
  const result = fromWall(start + microseconds + BigInt(offset) * 1_000_000n, null);
  const again = fromLocal(
    result.year,
    result.month,
    result.day,
    result.hour,
    result.minute,
    result.second,
  );
  return again === seconds
    ? result
    : result.replace(
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        1,
      );
}

/** A timestamp in seconds as microseconds, ties to even. */
function microsecondsOf(x: Value): bigint {
  const value = toFloat(x);
  if (Number.isNaN(value)) throw valueError("Invalid value NaN (not a number)");
  if (!Number.isFinite(value)) throw overflowError("cannot convert float infinity to integer");
  const whole = Math.trunc(value);
  return BigInt(whole) * 1_000_000n + BigInt(roundHalfEven((value - whole) * 1e6));
}

function nowMicroseconds(): bigint {
  return floorDiv(environment.timeNs(), 1000n);
}

function invalidIso(text: string): Error {
  return valueError(`Invalid isoformat string: ${repr(text)}`);
}

const ISO_DATE = /^(\d{4})(?:-?W(\d\d)(?:-?(\d))?|-(\d\d)-(\d\d)|(\d\d)(\d\d))$/;
const ISO_TIME =
  /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?(?:(Z)|([-+])(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?$/;

function parseDate(text: string, whole: string): [number, number, number] {
  const match = ISO_DATE.exec(text);
  if (match === null || (match[2] !== undefined && /^\d{4}-W\d\d\d$|^\d{4}W\d\d-\d$/.test(text))) {
    throw invalidIso(whole);
  }
  const year = Number(match[1]);
  if (match[2] === undefined)
    return [year, Number(match[4] ?? match[6]), Number(match[5] ?? match[7])];
  return fromIsoCalendar(year, Number(match[2]), Number(match[3] ?? 1));
}

function fromIsoCalendar(year: number, week: number, day: number): [number, number, number] {
  if (week < 1 || week > 53) throw valueError(`Invalid week: ${week}`);
  if (day < 1 || day > 7) throw valueError(`Invalid weekday: ${day} (range is [1, 7])`);
  const first = toOrdinal(year, 1, 4);
  const ordinal = first - weekdayOf(first) + (week - 1) * 7 + day - 1;
  const [y, m, d] = fromOrdinal(ordinal);
  if (week === 53 && isoCalendarOf(y, ordinal)[0] !== year)
    throw valueError(`Invalid week: ${week}`);
  return [y, m, d];
}

function parseClock(text: string, whole: string): PyTime {
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

function requireText(x: Value): string {
  if (typeof x === "string") return x;
  throw typeError("fromisoformat: argument must be str");
}

function parseDateTime(x: Value): PyDateTime {
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

const int = (x: Value | undefined, otherwise = 0): number =>
  x === undefined ? otherwise : toSmallIndex(x);

export const date = defineClass(
  native(
    "date",
    ["year", "month", "day"],
    3,
    (year: Value, month: Value, day: Value) => new PyDate(int(year), int(month), int(day)),
  ),
  "date",
  [object],
  "datetime",
);

export const timeClass = defineClass(
  native(
    "time",
    ["hour", "minute", "second", "microsecond", "tzinfo", "fold"],
    0,
    (
      hour?: Value,
      minute?: Value,
      second?: Value,
      micro?: Value,
      zone: Value = null,
      fold?: Value,
    ) => new PyTime(int(hour), int(minute), int(second), int(micro), checkZone(zone), int(fold)),
    { positional: 5 },
  ),
  "time",
  [object],
  "datetime",
);

export const datetimeClass = defineClass(
  native(
    "datetime",
    ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"],
    3,
    (
      year: Value,
      month: Value,
      day: Value,
      hour?: Value,
      minute?: Value,
      second?: Value,
      micro?: Value,
      zone: Value = null,
      fold?: Value,
    ) =>
      new PyDateTime(
        int(year),
        int(month),
        int(day),
        int(hour),
        int(minute),
        int(second),
        int(micro),
        checkZone(zone),
        int(fold),
      ),
    { positional: 8 },
  ),
  "datetime",
  [date],
  "datetime",
);

/** What the classes have of their own: makers and limits, callable as `py.datetime.datetime.now()`. */
const dateStatics = {
  today: (): PyDate => fromEpoch(nowMicroseconds(), null).date(),
  fromtimestamp: (x: Value): PyDate => fromEpoch(microsecondsOf(x), null).date(),
  fromordinal: (n: Value): PyDate => {
    const ordinal = toSmallIndex(n);
    if (ordinal < 1) throw valueError("ordinal must be >= 1");
    if (ordinal > MAX_ORDINAL) throw valueError("year is out of range");
    return dateOfOrdinal(ordinal);
  },
  fromisoformat: (x: Value): PyDate => {
    const text = requireText(x);
    if (![7, 8, 10].includes(text.length)) throw invalidIso(text);
    return new PyDate(...parseDate(text, text));
  },
  fromisocalendar: native(
    "fromisocalendar",
    ["year", "week", "day"],
    3,
    (year: Value, week: Value, day: Value): PyDate =>
      new PyDate(...fromIsoCalendar(int(year), int(week), int(day))),
  ),
  min: new PyDate(1, 1, 1),
  max: new PyDate(9999, 12, 31),
  resolution: new PyTimeDelta(DAY),
};

const timeStatics = {
  fromisoformat: (x: Value): PyTime => parseClock(requireText(x), x as string),
  min: new PyTime(0, 0, 0, 0, null),
  max: new PyTime(23, 59, 59, 999999, null),
  resolution: new PyTimeDelta(1n),
};

const datetimeStatics = {
  now: native(
    "now",
    ["tz"],
    0,
    (tz: Value = null): PyDateTime => fromEpoch(nowMicroseconds(), checkZone(tz)),
  ),
  today: (): PyDateTime => fromEpoch(nowMicroseconds(), null),
  utcnow: (): PyDateTime => fromWall(nowMicroseconds() + BigInt(EPOCH_ORDINAL) * DAY, null),
  fromtimestamp: native(
    "fromtimestamp",
    ["timestamp", "tz"],
    1,
    (x: Value, tz: Value = null): PyDateTime => fromEpoch(microsecondsOf(x), checkZone(tz)),
  ),
  utcfromtimestamp: (x: Value): PyDateTime =>
    fromWall(microsecondsOf(x) + BigInt(EPOCH_ORDINAL) * DAY, null),
  fromordinal: (n: Value): PyDateTime => {
    const d = dateStatics.fromordinal(n);
    return new PyDateTime(d.year, d.month, d.day);
  },
  fromisoformat: parseDateTime,
  fromisocalendar: native(
    "fromisocalendar",
    ["year", "week", "day"],
    3,
    (year: Value, week: Value, day: Value): PyDateTime =>
      new PyDateTime(...fromIsoCalendar(int(year), int(week), int(day))),
  ),
  combine: native(
    "combine",
    ["date", "time", "tzinfo"],
    2,
    (d: Value, t: Value, zone?: Value): PyDateTime => {
      if (!(d instanceof PyDate)) {
        throw typeError(`combine() argument 1 must be datetime.date, not ${typeName(d)}`);
      }
      if (!(t instanceof PyTime)) {
        throw typeError(`combine() argument 2 must be datetime.time, not ${typeName(t)}`);
      }
      const tzinfo = zone === undefined ? t.tzinfo : checkZone(zone);
      return new PyDateTime(
        d.year,
        d.month,
        d.day,
        t.hour,
        t.minute,
        t.second,
        t.microsecond,
        tzinfo,
        t.fold,
      );
    },
  ),
  strptime: (text: Value, format: Value): PyDateTime => {
    const p = strptime(text as string, format as string);
    const zone =
      p.offset === null
        ? null
        : p.offset === 0
          ? UTC
          : new PyTimezone(new PyTimeDelta(BigInt(Math.round(p.offset * 1e6))));
    return new PyDateTime(p.year, p.month, p.day, p.hour, p.minute, p.second, p.microsecond, zone);
  },
  min: new PyDateTime(1, 1, 1),
  max: new PyDateTime(9999, 12, 31, 23, 59, 59, 999999),
  resolution: new PyTimeDelta(1n),
};

/** Attributes for Python, and the same as properties for generated code. */
function withStatics<C extends PyClass, S extends object>(cls: C, statics: S): C & S {
  for (const [name, value] of Object.entries(statics) as [string, Value][]) {
    cls[CLASS].attributes.set(name, typeof value === "function" ? named(name, value) : value);
    Object.defineProperty(cls, name, { value, configurable: true });
  }
  return cls as C & S;
}

function named(name: string, fn: PyFunction): PyFunction {
  return fn.name === "wrapped" ? fn : functionOf(fn, { name });
}

const tzinfo = defineClass((): Value => null, "tzinfo", [object], "datetime");

export const datetime = defineModule("datetime", {
  date: withStatics(date, dateStatics),
  time: withStatics(timeClass, timeStatics),
  datetime: withStatics(datetimeClass, datetimeStatics),
  timedelta: withStatics(timedelta, {
    min: timedelta[CLASS].attributes.get("min") as PyTimeDelta,
    max: timedelta[CLASS].attributes.get("max") as PyTimeDelta,
    resolution: timedelta[CLASS].attributes.get("resolution") as PyTimeDelta,
  }),
  timezone: withStatics(timezone, { utc: UTC }),
  tzinfo,
  UTC,
  MINYEAR: 1,
  MAXYEAR: 9999,
});
