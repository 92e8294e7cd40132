// How a good Node developer writes these services: JSON.parse, a function, JSON.stringify, avsc, Maps, and the batch loop of batch.mjs.
// Not exact: 1.0 becomes 1, integers beyond 2^53 are rounded, number texts are JavaScript's.
// options.sorted === false leaves out the sorting of keys, which only KSML asks for.
import avsc from "avsc";
import { decodeBatch, encodeBatch } from "./batch.mjs";
import { USER_EVENT } from "./scenarios.mjs";

const WINDOW = 10000,
  GRACE = 5000;
const parse = (b) => (b === null || b.length === 0 ? null : JSON.parse(b.toString()));

function sortKeys(v) {
  if (v === null || typeof v !== "object") return v;
  if (Array.isArray(v)) return v.map(sortKeys);
  const o = {};
  for (const k of Object.keys(v).sort()) o[k] = sortKeys(v[k]);
  return o;
}

const long = (v) => {
  const b = Buffer.allocUnsafe(8);
  b.writeBigInt64BE(BigInt(v));
  return b;
};
const double = (v) => {
  const b = Buffer.allocUnsafe(8);
  b.writeDoubleBE(v);
  return b;
};

function sensors({ sorted }) {
  return (records) => {
    const out = [];
    for (const r of records) {
      const value = parse(r.value);
      if (value === null || !((value.temperature ?? 0) > 20)) continue;
      value.temperature_f = value.temperature * 1.8 + 32;
      value.label = `${value.device_id}@${value.room ?? "unknown"}`;
      out.push({ ...r, value: Buffer.from(JSON.stringify(sorted ? sortKeys(value) : value)) });
    }
    return [out];
  };
}

function avro() {
  const type = avsc.Type.forSchema(USER_EVENT),
    wanted = new Set(["view", "click", "purchase", "search"]);
  return (records) => {
    const out = [];
    for (const r of records) {
      const value = type.fromBuffer(r.value.subarray(5));
      if (!wanted.has(value.event_type)) continue;
      const category =
        value.event_type === "view" || value.event_type === "click" ? "engagement" : "conversion";
      const { event_id, event_type, product_id, timestamp } = value;
      out.push({
        ...r,
        value: Buffer.from(
          JSON.stringify({
            category,
            event_id,
            event_type,
            product_id,
            timestamp,
            value: value.value,
          }),
        ),
      });
    }
    return [out];
  };
}

function count() {
  const store = new Map();
  return (records) => {
    const out = [],
      changelog = [];
    for (const r of records) {
      if (r.key === null || r.value === null) continue;
      const key = r.key.toString();
      let entry = store.get(key);
      if (entry === undefined) store.set(key, (entry = { count: 0, timestamp: -1 }));
      entry.count++;
      entry.timestamp = Math.max(entry.timestamp, r.timestamp);
      const value = long(entry.count);
      out.push({ key: r.key, value, timestamp: entry.timestamp, headers: r.headers });
      changelog.push({ key: r.key, value, timestamp: entry.timestamp, headers: [] });
    }
    return [out, changelog];
  };
}

function window() {
  const windows = new Map();
  const iso = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");
  let observed = -1;
  return (records) => {
    const out = [],
      changelog = [];
    for (const r of records) {
      if (r.key === null) continue;
      const value = parse(r.value),
        key = r.key.toString();
      observed = Math.max(observed, r.timestamp);
      const start = Math.floor(r.timestamp / WINDOW) * WINDOW,
        end = start + WINDOW;
      if (end <= observed - GRACE) continue;
      let w = windows.get(start);
      if (w === undefined) {
        for (const s of windows.keys()) if (s + WINDOW <= observed - GRACE) windows.delete(s);
        windows.set(
          start,
          (w = {
            rows: new Map(),
            startTime: iso(start),
            endTime: iso(end),
            suffix: Buffer.concat([long(start), Buffer.alloc(4)]),
          }),
        );
      }
      const { rows, startTime, endTime, suffix } = w;
      let entry = rows.get(key);
      if (entry === undefined) rows.set(key, (entry = { sum: 0, timestamp: -1 }));
      if (value !== null) entry.sum += value.amount ?? 0;
      entry.timestamp = Math.max(entry.timestamp, r.timestamp);
      const windowed = Buffer.from(JSON.stringify({ end, endTime, key, start, startTime })),
        sum = double(entry.sum);
      out.push({ key: windowed, value: sum, timestamp: entry.timestamp, headers: r.headers });
      changelog.push({
        key: Buffer.concat([r.key, suffix]),
        value: sum,
        timestamp: entry.timestamp,
        headers: [],
      });
    }
    return [out, changelog];
  };
}

function join({ sorted }) {
  const table = new Map();
  return (records, source) => {
    const out = [];
    for (const r of records) {
      if (r.key === null) continue;
      const value = parse(r.value),
        key = r.key.toString();
      if (source === 1) {
        if (value === null) table.delete(key);
        else table.set(key, value);
        continue;
      }
      const row = table.get(key);
      if (row === undefined) continue;
      value.customer = row.name ?? null;
      value.total = value.amount * (row.discount ?? 1);
      out.push({ ...r, value: Buffer.from(JSON.stringify(sorted ? sortKeys(value) : value)) });
    }
    return [out];
  };
}

/** Scenario -> options -> (records, source) -> records per output; kafkajs-style.mjs runs the same on kafkajs's codec. */
export const LOGIC = { json200: sensors, json1k: sensors, avro, count, window, join };

export function create(scenario, { sorted = true } = {}) {
  const run = LOGIC[scenario]({ sorted });
  return {
    process: (batch, source) =>
      run(decodeBatch(batch), source)
        .filter((records) => records.length > 0)
        .map(encodeBatch),
  };
}
