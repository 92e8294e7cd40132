/** `datetime.time`: a time of day. */

import { fromLocal } from "./calendar.ts";
import { defineClass, object, type PyClass } from "./classes.ts";
import { checkTime, checkZone, int, pad, replaced } from "./date-parts.ts";
import { typeError, valueError } from "./exceptions.ts";
import { type Members, NativeObject, native } from "./module.ts";
import { ordered } from "./ordered.ts";
import { repr } from "./repr.ts";
import { strftime } from "./strftime.ts";
import type { PyTimeDelta } from "./timedelta.ts";
import { offsetText, type PyTimezone } from "./timezone.ts";
import type { OrderOperator, Value } from "./value.ts";

export const CLOCK_FIELDS: Members = {
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
export function clockText(
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

export function reprClock(hour: number, minute: number, second: number, micro: number): string {
  const parts = [hour, minute];
  if (second !== 0 || micro !== 0) parts.push(second);
  if (micro !== 0) parts.push(micro);
  return parts.join(", ");
}

export function reprZone(zone: PyTimezone | null, fold: number): string {
  return (fold === 0 ? "" : `, fold=${fold}`) + (zone === null ? "" : `, tzinfo=${repr(zone)}`);
}

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
