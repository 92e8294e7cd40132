// The store of subscribers: keys as bytes in a table, rows as Avro has them, with the frame before.
import { Keys } from "../../contenders/keys.mjs";
import { Shape } from "../../contenders/slots.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { Cache, ENTRY_BYTES, SHARED } from "../cache.mjs";
import { fieldsOf, toInteger, toText } from "../conversions.mjs";
import { fail, isDict } from "../python.mjs";
import { anyValue, Stage } from "../stage.mjs";
import { putBytes, putFrame, putLong, rowKey } from "../state.mjs";
import { encodable } from "../unicode.mjs";

const FRAME = 5;
const WRITING = "subscriptions".length;
const READING = "hours_with_genres".length;

export class Subscribers {
  constructor(disk, cacheBytes = SHARED) {
    this.disk = disk;
    this.keys = new Keys();
    /** undefined: it is gone. */
    this.rows = [];
    this.cache = new Cache(cacheBytes, this);
  }

  async open() {
    if (this.disk === null) return;
    await this.disk.open();
    for await (const [key, row] of this.disk.rows()) {
      this.rows[this.keys.find(key, 1, key.length, true)] = row;
    }
  }

  /** The row of the record's listener, or undefined. */
  get(r) {
    const n = this.keys.find(r.b, r.key, r.keyEnd, false);
    if (n < 0) return undefined;
    const row = this.rows[n];
    if (this.cache.has(n)) this.cache.touch(n);
    else if (row !== undefined) this.cache.add(n, this.sizeOf(n, READING));
    return row;
  }

  put(r, row) {
    const n = this.keys.find(r.b, r.key, r.keyEnd, true);
    this.rows[n] = row;
    this.cache.write(n, this.sizeOf(n));
  }

  /** Room in the cache. `topic`: how long the name is of that of the record. */
  sizeOf(n, topic = WRITING) {
    const { starts } = this.keys;
    return ENTRY_BYTES + topic + starts[n + 1] - starts[n] + (this.rows[n]?.length ?? 0);
  }

  /** The cache writes it. Out: whether there is anything left of it. */
  flush(n) {
    const { disk, keys, rows } = this;
    const row = rows[n];
    if (disk !== null) {
      const key = rowKey(keys.bytes, keys.starts[n], keys.starts[n + 1]);
      if (row === undefined) disk.delete(key);
      else disk.put(key, row);
    }
    return row !== undefined;
  }

  leave() {}
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
  const text = Buffer.from(encodable(plan));
  return rowOf(text, 0, text.length, months);
}

/** The plan is bytes [from, to). */
export function rowOf(b, from, to, months) {
  const row = Buffer.allocUnsafe(to - from + FRAME + 20);
  const p = putBytes(row, putFrame(row, 0, SCHEMA_IDS.Subscriber), b, from, to);
  return row.subarray(0, putLong(row, p, toInteger(months, 32)));
}
