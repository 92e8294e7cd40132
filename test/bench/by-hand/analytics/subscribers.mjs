// The store of subscribers: keys as bytes in a table, rows as Avro has them, with the frame before.
import { Keys } from "../../contenders/keys.mjs";
import { Shape } from "../../contenders/slots.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { fieldsOf, toInteger, toText } from "../conversions.mjs";
import { fail, isDict } from "../python.mjs";
import { anyValue, Stage } from "../stage.mjs";
import { Dirty, putBytes, putFrame, putLong, rowKey } from "../state.mjs";

const FRAME = 5;

export class Subscribers {
  constructor(disk) {
    this.disk = disk;
    this.keys = new Keys();
    /** undefined: it is gone. */
    this.rows = [];
    this.dirty = new Dirty();
  }

  /** The row of the record's listener, or undefined. */
  find(r) {
    const n = this.keys.find(r.b, r.key, r.keyEnd, false);
    return n < 0 ? undefined : this.rows[n];
  }

  put(r, row) {
    const n = this.keys.find(r.b, r.key, r.keyEnd, true);
    this.rows[n] = row;
    this.dirty.touch(n);
  }

  commit() {
    const { disk, keys } = this;
    this.dirty.flush((n) => {
      if (disk === null) return;
      const key = rowKey(keys.bytes, keys.starts[n], keys.starts[n + 1]);
      if (this.rows[n] === undefined) disk.delete(key);
      else disk.put(key, this.rows[n]);
    });
  }
}

/** Where the plan of a row ends. */
export function planEnd(row) {
  let length = 0;
  let unit = 1;
  let p = FRAME;
  for (; row[p] > 127; p++, unit *= 128) length += (row[p] & 127) * unit;
  return p + 1 + (length + row[p] * unit) / 2;
}

class Subscription {
  constructor(plan, months) {
    this.plan = plan;
    this.months = months;
  }
}

class SubscriptionShape {
  constructor(path) {
    this.plan = path.lastIndexOf("plan");
    this.months = path.lastIndexOf("months");
  }

  make(stack, base) {
    return new Subscription(
      this.plan < 0 ? null : stack[base + this.plan],
      this.months < 0 ? null : stack[base + this.months],
    );
  }
}

export class Subscribe extends Stage {
  constructor(subscribers, options) {
    const shapes = (path, isOutermost) => new (isOutermost ? SubscriptionShape : Shape)(path);
    super(null, { shapes, ...options });
    this.subscribers = subscribers;
  }

  one(r) {
    if (r.keyEnd < 0) fail("key cannot be null");
    const it = r.valueEnd <= r.value ? null : this.object(r);
    const isUsual = it !== null && typeof it.plan === "string" && Number.isSafeInteger(it.months);
    this.subscribers.put(r, isUsual ? rowOfText(it.plan, it.months) : exactRow(r));
  }
}

/** undefined: None deletes. */
export function exactRow(r) {
  const value = anyValue(r);
  if (value === null) {
    if (r.valueEnd > r.value) fail("no dict or list");
    return undefined;
  }
  if (typeof value !== "object" || !(isDict(value) || Array.isArray(value))) {
    fail("no dict or list");
  }
  const [plan, months] = fieldsOf(value, ["plan", "months"]);
  if (plan === null || months === null) fail("the field is required");
  return rowOfText(toText(plan, false), months);
}

function rowOfText(plan, months) {
  const text = Buffer.from(plan);
  return rowOf(text, 0, text.length, months);
}

/** The plan is bytes [from, to). */
export function rowOf(b, from, to, months) {
  const row = Buffer.allocUnsafe(to - from + FRAME + 20);
  const p = putBytes(row, putFrame(row, 0, SCHEMA_IDS.Subscriber), b, from, to);
  return row.subarray(0, putLong(row, p, toInteger(months, 32)));
}
