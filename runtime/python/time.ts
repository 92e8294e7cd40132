/** Module `time`. The clock is the environment's. */

import { fromLocal, type LocalTime, localTime } from "./calendar.ts";
import { environment } from "./environment.ts";
import { typeError, valueError } from "./exceptions.ts";
import { toFloat } from "./float.ts";
import { givesFloat } from "./functions.ts";
import { canonical, toSmallIndex } from "./int.ts";
import { listOf } from "./iteration.ts";
import { defineModule } from "./module.ts";
import { repr } from "./repr.ts";
import { sleep } from "./sleep.ts";
import { type Moment, strftime, strptime } from "./strftime.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import type { Int, Value } from "./value.ts";

const FIELDS = [
  "tm_year",
  "tm_mon",
  "tm_mday",
  "tm_hour",
  "tm_min",
  "tm_sec",
  "tm_wday",
  "tm_yday",
  "tm_isdst",
];

/** `time.struct_time`: a tuple with names. */
export class StructTime extends PyTuple {
  readonly zone: string;
  readonly offset: number;
  constructor(items: readonly Value[], zone: string, offset: number) {
    super(items);
    this.zone = zone;
    this.offset = offset;
  }
  override pyTypeName(): string {
    return "struct_time";
  }
  override pyRepr(): string {
    const fields = FIELDS.map((name, i) => `${name}=${repr(this.items[i] as Value)}`);
    return `time.struct_time(${fields.join(", ")})`;
  }
  pyGetAttr(name: string): Value | undefined {
    const at = FIELDS.indexOf(name);
    if (at >= 0) return this.items[at];
    if (name === "tm_zone") return this.zone;
    return name === "tm_gmtoff" ? this.offset : undefined;
  }
}

function structOf(t: LocalTime): StructTime {
  const date = new Date(Date.UTC(2000, t.month - 1, t.day));
  date.setUTCFullYear(t.year);
  const weekday = (date.getUTCDay() + 6) % 7;
  const start = new Date(Date.UTC(2000, 0, 1));
  start.setUTCFullYear(t.year);
  const yearDay = Math.round((date.getTime() - start.getTime()) / 86400000) + 1;
  return new StructTime(
    [t.year, t.month, t.day, t.hour, t.minute, t.second, weekday, yearDay, t.dst ? 1 : 0],
    t.zone,
    t.offset,
  );
}

function secondsOf(x: Value): number {
  if (x === null) return Number(environment.timeNs() / 1_000_000_000n);
  return Math.floor(toFloat(x));
}

function utcTime(seconds: number): LocalTime {
  const date = new Date(seconds * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    offset: 0,
    dst: false,
    zone: "UTC",
  };
}

function numbersOf(x: Value, name: string): number[] {
  if (!(x instanceof PyTuple)) throw typeError("Tuple or struct_time argument required");
  const items = listOf(x).map((one) => toSmallIndex(one));
  if (items.length !== 9) {
    throw typeError(`${name}(): illegal time tuple argument`);
  }
  return items;
}

function momentOf(x: Value): Moment {
  const [year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbersOf(
    x,
    "strftime",
  );
  if (month < 0 || month > 12) throw valueError("month out of range");
  if (day < 0 || day > 31) throw valueError("day of month out of range");
  if (hour < 0 || hour > 23) throw valueError("hour out of range");
  if (minute < 0 || minute > 59) throw valueError("minute out of range");
  if (second < 0 || second > 61) throw valueError("seconds out of range");
  const epoch = (): number => fromLocal(year, month || 1, day || 1, hour, minute, second);
  const struct = x instanceof StructTime ? x : undefined;
  const local = struct === undefined ? localTime(epoch()) : undefined;
  const offset = struct?.offset ?? local?.offset ?? 0;
  const size = Math.abs(offset);
  const digits = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return {
    year,
    month: month || 1,
    day: day || 1,
    hour,
    minute,
    second,
    microsecond: 0,
    offset: `${offset < 0 ? "-" : "+"}${digits(size / 3600)}${digits((size % 3600) / 60)}`,
    zone: struct?.zone ?? local?.zone ?? "",
    epoch,
  };
}

const nanoseconds = (ns: bigint): Int => canonical(ns);
const inSeconds = (ns: bigint): number => Number(ns) / 1e9;

export const time = defineModule("time", {
  time: givesFloat("time", () => inSeconds(environment.timeNs())),
  time_ns: (): Int => nanoseconds(environment.timeNs()),
  monotonic: givesFloat("monotonic", () => inSeconds(environment.monotonicNs())),
  monotonic_ns: (): Int => nanoseconds(environment.monotonicNs()),
  perf_counter: givesFloat("perf_counter", () => inSeconds(environment.monotonicNs())),
  perf_counter_ns: (): Int => nanoseconds(environment.monotonicNs()),
  process_time: givesFloat("process_time", () => inSeconds(environment.monotonicNs())),
  sleep,
  gmtime: (x: Value = null): StructTime => structOf(utcTime(secondsOf(x))),
  localtime: (x: Value = null): StructTime => structOf(localTime(secondsOf(x))),
  mktime: givesFloat("mktime", (x: Value): number => {
    const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbersOf(
      x,
      "mktime",
    );
    return new Date(year, month - 1, day, hour, minute, second).getTime() / 1000;
  }),
  strftime: (format: Value, x: Value = null): string => {
    if (typeof format !== "string") {
      throw typeError(`strftime() argument 1 must be str, not ${typeName(format)}`);
    }
    return strftime(format, momentOf(x ?? structOf(localTime(secondsOf(null)))));
  },
  strptime: (text: Value, format: Value = "%a %b %d %H:%M:%S %Y"): StructTime => {
    const p = strptime(text as string, format as string);
    return new StructTime(
      [p.year, p.month, p.day, p.hour, p.minute, p.second, p.weekday, p.yearDay, -1],
      p.zone ?? "",
      p.offset ?? 0,
    );
  },
  asctime: (x: Value = null): string =>
    strftime("%a %b %e %H:%M:%S %Y", momentOf(x ?? structOf(localTime(secondsOf(null))))),
  ctime: (x: Value = null): string =>
    strftime("%a %b %e %H:%M:%S %Y", momentOf(structOf(localTime(secondsOf(x))))),
});
