/** `datetime.timezone`: a fixed distance from UTC. */

import { CLASS, defineClass, object, type PyClass } from "./classes.ts";
import { typeError, valueError } from "./exceptions.ts";
import { type Members, NativeObject, native } from "./module.ts";
import { repr } from "./repr.ts";
import { PyTimeDelta } from "./timedelta.ts";
import { typeName } from "./type-name.ts";
import type { Value } from "./value.ts";

const MEMBERS: Members = { utcoffset: {}, tzname: {}, dst: {}, fromutc: {} };

/** An offset in microseconds as `+HH:MM[:SS[.ffffff]]`. */
export function offsetText(total: bigint, separator: string): string {
  const size = total < 0n ? -total : total;
  const two = (x: bigint): string => String(x).padStart(2, "0");
  const seconds = size / 1_000_000n;
  const micro = size % 1_000_000n;
  let text = `${total < 0n ? "-" : "+"}${two(seconds / 3600n)}${separator}${two((seconds / 60n) % 60n)}`;
  if (seconds % 60n !== 0n || micro !== 0n) text += separator + two(seconds % 60n);
  if (micro !== 0n) text += `.${String(micro).padStart(6, "0")}`;
  return text;
}

export class PyTimezone extends NativeObject {
  readonly offset: PyTimeDelta;
  readonly givenName: string | null;
  constructor(offset: PyTimeDelta, name: string | null = null) {
    super();
    this.offset = offset;
    this.givenName = name;
  }
  members(): Members {
    return MEMBERS;
  }
  utcoffset(_at: Value): PyTimeDelta {
    return this.offset;
  }
  dst(_at: Value): null {
    return null;
  }
  tzname(_at: Value): string {
    if (this.givenName !== null) return this.givenName;
    return this.offset.total === 0n ? "UTC" : `UTC${offsetText(this.offset.total, ":")}`;
  }
  override pyType(): PyClass {
    return timezone;
  }
  override pyTypeName(): string {
    return "datetime.timezone";
  }
  override pyKey(): string {
    return `Z${this.offset.total}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyTimezone ? other.offset.total === this.offset.total : undefined;
  }
  override pyStr(): string {
    return this.tzname(null);
  }
  override pyRepr(): string {
    if (this.offset.total === 0n && this.givenName === null) return "datetime.timezone.utc";
    const name = this.givenName === null ? "" : `, ${repr(this.givenName)}`;
    return `datetime.timezone(${repr(this.offset)}${name})`;
  }
}

const DAY = 86_400_000_000n;

function construct(offset: Value, name?: Value): PyTimezone {
  if (!(offset instanceof PyTimeDelta)) {
    throw typeError(`timezone() argument 1 must be datetime.timedelta, not ${typeName(offset)}`);
  }
  if (offset.total <= -DAY || offset.total >= DAY) {
    throw valueError(
      `offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not ${repr(offset)}.`,
    );
  }
  if (name === undefined && offset.total === 0n) return UTC;
  return new PyTimezone(offset, name === undefined ? null : (name as string));
}

export const timezone = defineClass(
  native("timezone", ["offset", "name"], 1, construct),
  "timezone",
  [object],
  "datetime",
);

export const UTC = new PyTimezone(new PyTimeDelta(0n));
timezone[CLASS].attributes.set("utc", UTC);
