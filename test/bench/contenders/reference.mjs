// The oracle: exact, slow, without tricks. Its outputs decide which records of the others are wrong.
import { decodeBatch, encodeBatch } from "./batch.mjs";
import {
  add,
  boxed,
  enrich,
  GRACE,
  isHot,
  joiner,
  parse,
  WINDOW,
  windowedKey,
  write,
} from "./exact.mjs";

const json = (b) => (b === null || b.length === 0 ? null : parse(b.toString()));
const output = (records) => (records.length === 0 ? [] : [encodeBatch(records)]);
const long = (v) => {
  const b = Buffer.alloc(8);
  b.writeBigInt64BE(BigInt(v));
  return b;
};
const double = (v) => {
  const b = Buffer.alloc(8);
  b.writeDoubleBE(v);
  return b;
};

function sensors() {
  return (batch) =>
    output(
      decodeBatch(batch).flatMap((r) => {
        const value = json(r.value);
        return isHot(value) ? [{ ...r, value: Buffer.from(write(enrich(value))) }] : [];
      }),
    );
}

function readUserEvent(b) {
  let p = 5;
  const varint = () => {
    let z = 0n,
      shift = 0n,
      x;
    do {
      x = b[p++];
      z |= BigInt(x & 127) << shift;
      shift += 7n;
    } while (x > 127);
    return z & 1n ? -(z >> 1n) - 1n : z >> 1n;
  };
  const string = () => {
    const n = Number(varint());
    return b.toString("utf8", p, (p += n));
  };
  const long = (n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n);
  return new Map([
    ["event_id", string()],
    ["timestamp", long(varint())],
    ["event_type", string()],
    ["product_id", varint() === 0n ? null : string()],
    ["value", boxed(b.readDoubleLE(p))],
  ]);
}

function avro() {
  return (batch) =>
    output(
      decodeBatch(batch).flatMap((r) => {
        const value = readUserEvent(r.value),
          type = value.get("event_type");
        if (!["view", "click", "purchase", "search"].includes(type)) return [];
        const minimal = new Map([
          ["event_id", value.get("event_id")],
          ["timestamp", value.get("timestamp")],
          ["event_type", type],
          ["category", type === "view" || type === "click" ? "engagement" : "conversion"],
          ["product_id", value.get("product_id")],
          ["value", value.get("value")],
        ]);
        return [{ ...r, value: Buffer.from(write(minimal)) }];
      }),
    );
}

/** Two records per update: the result with the record's headers, the changelog's without. */
const updates = (pairs) =>
  pairs.length === 0
    ? []
    : [encodeBatch(pairs.map((x) => x[0])), encodeBatch(pairs.map((x) => x[1]))];

function count() {
  const store = new Map();
  return (batch) =>
    updates(
      decodeBatch(batch).flatMap((r) => {
        if (r.key === null || r.value === null) return [];
        const key = r.key.toString(),
          old = store.get(key) ?? { count: 0, timestamp: -1 };
        const now = { count: old.count + 1, timestamp: Math.max(old.timestamp, r.timestamp) };
        store.set(key, now);
        const value = long(now.count);
        return [
          [
            { ...r, value, timestamp: now.timestamp },
            { key: r.key, value, timestamp: now.timestamp, headers: [] },
          ],
        ];
      }),
    );
}

function window() {
  const store = new Map();
  let observed = -1;
  return (batch) =>
    updates(
      decodeBatch(batch).flatMap((r) => {
        const value = json(r.value);
        if (r.key === null) return [];
        observed = Math.max(observed, r.timestamp);
        const start = Math.floor(r.timestamp / WINDOW) * WINDOW;
        for (const s of store.keys()) if (s + WINDOW <= observed - GRACE) store.delete(s);
        if (start + WINDOW <= observed - GRACE) return [];
        if (!store.has(start)) store.set(start, new Map());
        const rows = store.get(start),
          key = r.key.toString(),
          old = rows.get(key) ?? { sum: 0, timestamp: -1 };
        const now = { sum: add(old.sum, value), timestamp: Math.max(old.timestamp, r.timestamp) };
        rows.set(key, now);
        const bytes = double(now.sum);
        return [
          [
            {
              ...r,
              key: Buffer.from(windowedKey(key, start)),
              value: bytes,
              timestamp: now.timestamp,
            },
            {
              key: Buffer.concat([r.key, long(start), Buffer.alloc(4)]),
              value: bytes,
              timestamp: now.timestamp,
              headers: [],
            },
          ],
        ];
      }),
    );
}

function join() {
  const table = new Map();
  return (batch, source) =>
    output(
      decodeBatch(batch).flatMap((r) => {
        const value = json(r.value);
        if (r.key === null) return [];
        const key = r.key.toString();
        if (source === 1) {
          if (value === null) table.delete(key);
          else table.set(key, value);
          return [];
        }
        return table.has(key)
          ? [{ ...r, value: Buffer.from(write(joiner(value, table.get(key)))) }]
          : [];
      }),
    );
}

const SCENARIOS = { json200: sensors, json1k: sensors, avro, count, window, join };
export const create = (scenario) => ({ process: SCENARIOS[scenario]() });
