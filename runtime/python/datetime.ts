/** Module `datetime`: its classes with what they have of their own; the classes are in files of theirs. */

import { EPOCH_ORDINAL, MAX_ORDINAL } from "./calendar.ts";
import { CLASS, defineClass, object, type PyClass } from "./classes.ts";
import { PyTime, timeClass } from "./clock.ts";
import { date, dateOfOrdinal, PyDate } from "./date.ts";
import { checkZone, DAY, int } from "./date-parts.ts";
import { typeError, valueError } from "./exceptions.ts";
import { functionOf } from "./functions.ts";
import { toSmallIndex } from "./int.ts";
import {
  fromIsoCalendar,
  invalidIso,
  parseClock,
  parseDate,
  parseDateTime,
  requireText,
} from "./iso-format.ts";
import { defineModule, native } from "./module.ts";
import {
  datetimeClass,
  fromEpoch,
  fromWall,
  microsecondsOf,
  nowMicroseconds,
  PyDateTime,
} from "./moment.ts";
import { strptime } from "./strftime.ts";
import { PyTimeDelta, timedelta } from "./timedelta.ts";
import { PyTimezone, timezone, UTC } from "./timezone.ts";
import { typeName } from "./type-name.ts";
import type { PyFunction, Value } from "./value.ts";

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
