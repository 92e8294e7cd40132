/** `datetime.datetime`: a date with a time of day, with or without a zone. */

import { EPOCH_ORDINAL, fromLocal, fromOrdinal, localTime, MAX_ORDINAL } from "./calendar.ts";
import { defineClass, type PyClass } from "./classes.ts";
import { CLOCK_FIELDS, clockText, PyTime, reprClock, reprZone } from "./clock.ts";
import { DATE_MEMBERS, date, PyDate } from "./date.ts";
import { checkTime, checkZone, DAY, floorDiv, int, replaced } from "./date-parts.ts";
import { environment } from "./environment.ts";
import { overflowError, typeError, valueError } from "./exceptions.ts";
import { toFloat } from "./float.ts";
import { roundHalfEven } from "./float-text.ts";
import { type Members, native } from "./module.ts";
import { ordered } from "./ordered.ts";
import type { Moment } from "./strftime.ts";
import { StructTime } from "./time.ts";
import { PyTimeDelta } from "./timedelta.ts";
import { offsetText, PyTimezone } from "./timezone.ts";
import type { BinaryOperator, OrderOperator, Value } from "./value.ts";

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
  override get hasClock(): boolean {
    return true;
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

export function fromWall(wall: bigint, zone: PyTimezone | null): PyDateTime {
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
export function fromEpoch(microseconds: bigint, zone: PyTimezone | null): PyDateTime {
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
export function microsecondsOf(x: Value): bigint {
  const value = toFloat(x);
  if (Number.isNaN(value)) throw valueError("Invalid value NaN (not a number)");
  if (!Number.isFinite(value)) throw overflowError("cannot convert float infinity to integer");
  const whole = Math.trunc(value);
  return BigInt(whole) * 1_000_000n + BigInt(roundHalfEven((value - whole) * 1e6));
}

export function nowMicroseconds(): bigint {
  return floorDiv(environment.timeNs(), 1000n);
}

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
