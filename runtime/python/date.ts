/** `datetime.date`. */

import {
  dayOfYear,
  fromLocal,
  fromOrdinal,
  isoCalendarOf,
  MAX_ORDINAL,
  toOrdinal,
  weekdayOf,
} from "./calendar.ts";
import { defineClass, object, type PyClass } from "./classes.ts";
import { checkDate, DAY, int, pad, replaced } from "./date-parts.ts";
import { overflowError, typeError } from "./exceptions.ts";
import { type Members, NativeObject, native } from "./module.ts";
import { ordered } from "./ordered.ts";
import { DAYS, MONTHS, type Moment, strftime } from "./strftime.ts";
import { StructTime } from "./time.ts";
import { PyTimeDelta } from "./timedelta.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import type { BinaryOperator, OrderOperator, Value } from "./value.ts";

class IsoCalendar extends PyTuple {
  override pyTypeName(): string {
    return "IsoCalendarDate";
  }
  override pyRepr(): string {
    const [year, week, weekday] = this.items as number[];
    return `datetime.IsoCalendarDate(year=${year}, week=${week}, weekday=${weekday})`;
  }
  pyGetAttr(name: string): Value | undefined {
    const at = ["year", "week", "weekday"].indexOf(name);
    return at < 0 ? undefined : this.items[at];
  }
}

export const DATE_MEMBERS: Members = {
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
  /** Whether it is a datetime, which is never equal to a date. */
  get hasClock(): boolean {
    return false;
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
    if (!(other instanceof PyDate) || other.hasClock) return undefined;
    return other.toordinal() === this.toordinal();
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PyDate)) return undefined;
    if (other.hasClock !== this.hasClock) {
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
    if (operator === "-" && other instanceof PyDate && !other.hasClock && !reflected) {
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

export function dateOfOrdinal(ordinal: number): PyDate {
  if (ordinal < 1 || ordinal > MAX_ORDINAL) throw overflowError("date value out of range");
  return new PyDate(...fromOrdinal(ordinal));
}

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
