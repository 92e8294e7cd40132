// What the contenders do, and seeded inputs for it. A scenario is
//   { python, inputs: [{ source, batch }], preload?: [...], edges: [{ source, batch }] }
// `inputs` are ordinary records and are timed; `edges` are valid records that only exact code gets right: checked once.
// source 0 is the stream, source 1 the table (join only). Outputs are in the order that `python` names.
import { crc32c } from "./crc32c.mjs";

export const T0 = 1699999200000,
  PER_BATCH = 500;

/** mulberry32 */
export function random(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (n) => Math.floor(next() * n),
    pick: (a) => a[Math.floor(next() * a.length)],
  };
}

function vari(out, v) {
  let z = BigInt.asUintN(64, (BigInt(v) << 1n) ^ (BigInt(v) >> 63n));
  while (z > 127n) {
    out.push(Number(z & 127n) | 128);
    z >>= 7n;
  }
  out.push(Number(z));
}

/** The plain way to write a batch: records are { key, value, timestamp, headers? }, Buffers or null. */
export function batchOf(records) {
  const parts = [];
  const bytes = (out, b) => {
    if (b === null) vari(out, -1);
    else {
      vari(out, b.length);
      for (const x of b) out.push(x);
    }
  };
  records.forEach((r, i) => {
    const body = [0];
    vari(body, r.timestamp - records[0].timestamp);
    vari(body, i);
    bytes(body, r.key);
    bytes(body, r.value);
    const headers = r.headers ?? [];
    vari(body, headers.length);
    for (const [k, v] of headers) {
      bytes(body, Buffer.from(k));
      bytes(body, Buffer.from(v));
    }
    const length = [];
    vari(length, body.length);
    parts.push(Buffer.from(length), Buffer.from(body));
  });
  const head = Buffer.alloc(61),
    b = Buffer.concat([head, ...parts]);
  b.writeInt32BE(b.length - 12, 8);
  b[16] = 2;
  b.writeInt32BE(records.length - 1, 23);
  b.writeBigInt64BE(BigInt(records[0].timestamp), 27);
  b.writeBigInt64BE(BigInt(Math.max(...records.map((r) => r.timestamp))), 35);
  b.fill(255, 43, 57);
  b.writeInt32BE(records.length, 57);
  return seal(b);
}

function seal(b) {
  b.writeUInt32BE(crc32c(b, 21, b.length), 17);
  return b;
}

/** Moves a batch in time, in place: a timed round must not be late for the one before. */
export function shift(b, ms) {
  for (const at of [27, 35]) b.writeBigInt64BE(b.readBigInt64BE(at) + BigInt(ms), at);
  seal(b);
}

const text = (s) => (s === null ? null : Buffer.from(s));
const pad = (n, w) => String(n).padStart(w, "0");
/** A number as a Java or Python producer writes it: a float keeps its point. */
const float = (v) => (Number.isInteger(v) ? `${v}.0` : String(v));

function batches(count, record, source = 0) {
  return Array.from({ length: count }, (_, b) => ({
    source,
    batch: batchOf(Array.from({ length: PER_BATCH }, (_, i) => record(b * PER_BATCH + i))),
  }));
}

/** Zipf with exponent 1 over n ranks, shuffled, so that hot keys are not neighbours. */
export function zipf(r, n) {
  const sums = new Float64Array(n),
    order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0, s = 0; i < n; i++) sums[i] = s += 1 / (i + 1);
  for (let i = n - 1; i > 0; i--) {
    const j = r.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return () => {
    const x = r.next() * sums[n - 1];
    let lo = 0,
      hi = n - 1;
    while (lo < hi) {
      const m = (lo + hi) >> 1;
      if (sums[m] < x) lo = m + 1;
      else hi = m;
    }
    return order[lo];
  };
}

const ROOMS = ["kitchen", "cellar", "attic", "server-room-2", "hall"],
  STATES = ["OK", "DEGRADED", "CALIBRATING"];

/** One sensor event; 5 % lack a field, 1 % have an id beyond 2^53, one temperature in ten is integral. */
function sensor(r, i, big) {
  const t = Math.round(r.next() * 400) / 10;
  const room = r.next() < 0.05 ? "" : `"room":"${r.pick(ROOMS)}",`;
  const id = r.next() < 0.01 ? `1${pad(r.int(1e9), 9)}${pad(r.int(1e8), 8)}` : String(1e6 + i);
  const small =
    `{"event_id":${id},"device_id":"sensor-${pad(r.int(5000), 5)}","ts":${T0 + i * 3},"temperature":${float(t)},` +
    `"humidity":${float(Math.round(r.next() * 1000) / 10)},${room}"status":"${r.pick(STATES)}","seq":${r.int(100000)},"battery":${float(r.int(101) / 100)}`;
  if (!big) return `${small}}`;
  const readings = Array.from(
    { length: 8 },
    (_, k) =>
      `{"t":${k * 250},"value":${float(Math.round(r.next() * 1e4) / 100)},"unit":"${r.pick(["C", "hPa", "lx"])}","ok":${r.next() < 0.9}}`,
  );
  return (
    `${small},"location":{"site":"plant-${r.int(40)}","lat":${float(Math.round(r.next() * 9e5) / 1e4)},"lon":${float(Math.round(r.next() * 18e5) / 1e4)}},` +
    `"tags":["${r.pick(ROOMS)}","line-${r.int(9)}","shift-${r.pick(["a", "b"])}"],"firmware":{"version":"4.${r.int(9)}.${r.int(30)}","build":${r.int(9999)},"signed":true},` +
    `"note":"Automatic reading, supervisor ${r.pick(["Mona", "Jon", "Petra"])} confirmed the calibration of this device on the last round.","operator":null,"readings":[${readings.join(",")}]}`
  );
}

const SENSOR_EDGES = [
  '{"temperature":25,"device_id":"d"}',
  '{"temperature":25.0,"device_id":"d","room":"r"}',
  '{"temperature":20,"device_id":"d"}',
  '{"device_id":"d"}',
  '{"temperature":21.5,"device_id":"d","a":1.0,"b":1e2,"c":12345678.5,"d":0.0001,"e":-0.0,"f":1E40,"g":5e-324}',
  '{"temperature":21.5,"device_id":"d","big":9223372036854775807,"neg":-9223372036854775808,"edge":9007199254740993,"e2":9007199254740992}',
  '{"temperature":123456789012345678,"device_id":"d"}',
  '{"temperature":1e3,"device_id":"d"}',
  '{"temperature":true,"device_id":"d"}',
  '{ "temperature" : 22.5 , "device_id":"d" , "list" : [ 1 , 2.0 , { "z" : null , "a" : [ ] } ] , "empty" : { } }',
  '{"temperature":22.5,"device_id":"q\\"\\\\\\/\\u00e9\\n\\u0001","z":"\u00fc\u20ac\ud83d\ude00","room":"\u00e4"}',
  '{"temperature":22.5,"device_id":"d","@kind":"T","@a":1,"A":1,"a":2,"":0,"\u00e9":1}',
  '{"temperature":22.5,"device_id":"d","10":"x","9":"y","__proto__":{"p":1},"constructor":2}',
  '{"temperature":1,"temperature":30,"device_id":"x","device_id":"d","n":{"b":1,"a":2,"b":3.0}}',
  '{"temperature":22.5,"device_id":"d","label":"old","temperature_f":null}',
  '{"temperature":22.123456789012345,"device_id":"d","x":0.1000,"y":100.10,"z":0.00123,"w":9999999.5,"v":10000000.5,"u":1.5e-3,"t":123456789012345.6}',
  '{"temperature":-5.5,"device_id":"d"}',
  '{"temperature":22.5,"device_id":"d","zero":-0,"n":-1,"t":"\t"}'.replace("\t", "\\t"),
  '{"nested":{"temperature":99},"temperature":22.5,"device_id":"d"}',
];
const sensors = (big, r = random(1)) => ({
  python:
    'filter: value is not None and value.get("temperature", 0) > 20\n' +
    'map:    value["temperature_f"] = value["temperature"] * 1.8 + 32\n        value["label"] = value["device_id"] + "@" + value.get("room", "unknown")\n        return value',
  inputs: batches(big ? 16 : 40, (i) => ({
    key: text(`sensor-${pad(i % 5000, 5)}`),
    value: text(sensor(r, i, big)),
    timestamp: T0 + i * 3 + r.int(3),
  })),
  edges: edges(SENSOR_EDGES.map(text)),
});

/** Edge values in one batch, between null key, null value, headers and a timestamp far off. */
function edges(values, tombstone = true) {
  const rows = values.map((value, i) => ({ key: text(`k${i % 7}`), value, timestamp: T0 + i }));
  rows.push({ key: null, value: values[0], timestamp: T0 + 50 });
  if (tombstone) rows.push({ key: text("k1"), value: null, timestamp: T0 + 51 });
  rows.push({
    key: text("k\u00e91"),
    value: values[1],
    timestamp: T0 + 52,
    headers: [
      ["trace", "abc"],
      ["h", ""],
    ],
  });
  rows.push({ key: text("k1"), value: values[1], timestamp: T0 + 5e9 });
  return [
    { source: 0, batch: batchOf(rows) },
    { source: 0, batch: batchOf(rows.slice(0, 1)) },
  ];
}

export const USER_EVENT = {
  type: "record",
  name: "UserEvent",
  fields: [
    { name: "event_id", type: "string" },
    { name: "timestamp", type: "long" },
    { name: "event_type", type: "string" },
    { name: "product_id", type: ["null", "string"], default: null },
    { name: "value", type: "double", default: 0 },
  ],
};

/** Confluent framing: 0, schema id, Avro binary. */
function userEvent(id, timestamp, type, product, value) {
  const out = [0, 0, 0, 0, 7],
    str = (s) => {
      const b = Buffer.from(s);
      vari(out, b.length);
      out.push(...b);
    };
  str(id);
  vari(out, timestamp);
  str(type);
  if (product === null) out.push(0);
  else {
    out.push(2);
    str(product);
  }
  const d = Buffer.alloc(8);
  d.writeDoubleLE(value);
  return Buffer.from([...out, ...d]);
}

const hex = (r, n) => Array.from({ length: n }, () => "0123456789abcdef"[r.int(16)]).join("");
const TYPES = [
  "view",
  "view",
  "view",
  "view",
  "view",
  "click",
  "click",
  "search",
  "purchase",
  "scroll",
  "hover",
];

function avro(r = random(2)) {
  return {
    python:
      "categorize_events of seed block 14, then filter not None; Avro (Confluent framing) in, JSON out",
    inputs: batches(40, (i) => {
      const type = r.pick(TYPES),
        at = T0 + i * 3;
      const price = type === "purchase" ? Math.round(r.next() * 20000) / 100 : 0;
      return {
        key: text(`user-${pad(r.int(10000), 5)}`),
        timestamp: at,
        value: userEvent(
          `${hex(r, 8)}-${hex(r, 4)}-${hex(r, 12)}`,
          at,
          type,
          r.next() < 0.3 ? null : `product-${pad(r.int(3000), 4)}`,
          price,
        ),
      };
    }),
    edges: edges(
      [
        userEvent('e"1\n', T0, "view", "\u00fc", 5),
        userEvent("", -1, "click", "", -0),
        userEvent("x", 9007199254740993n, "purchase", null, 12345678.5),
        userEvent("x", T0, "views", null, 1),
        userEvent("x", T0, "", null, 1),
        userEvent("x", T0, "search", "p", 1e-5),
        userEvent("\u{1F600}".repeat(40), T0, "search", "p", NaN),
        userEvent("x", 2n ** 63n - 1n, "search", "p", 20.000000000000004),
        userEvent("x", T0, "search", "p", Infinity),
      ],
      false,
    ),
  };
}

function counts(keys, r = random(3)) {
  const pick = zipf(r, keys),
    words =
      "page=/catalogue/shoes?colour=blue;agent=Mozilla/5.0;status=200;bytes=48213;referrer=search;id=";
  const record = (k, i) => ({
    key: text(`user-${pad(k, 6)}`),
    value: text(words + i),
    timestamp: T0 + i - r.int(20),
  });
  return {
    python:
      "count by key (string key, string value), in memory: [count as long, changelog], one record each per input",
    preload: batches(keys / PER_BATCH, (i) => record(i, i)),
    inputs: batches(40, (i) => record(pick(), i)),
    edges: edges(["a", "", "\u00fc", "x".repeat(300)].map(text)),
  };
}

function windows(r = random(4)) {
  const order = (i, at) =>
    `{"order_id":"o-${pad(i, 8)}","amount":${r.next() < 0.3 ? r.int(500) : float(Math.round(r.next() * 20000) / 100)},"currency":"EUR","ts":${at}}`;
  return {
    python:
      'windowByTime tumbling 10 s, grace 5 s; initializer 0.0; aggregator: aggregate if value is None else aggregate + value.get("amount", 0)\n' +
      "[json:windowed(string) -> double, changelog], one record each per input that is in time; 10^4 keys",
    inputs: batches(40, (i) => {
      const at = T0 + i * 2 - (r.next() < 0.02 ? r.int(12000) : r.int(20));
      return {
        key: text(`account-${pad(r.int(10000), 5)}`),
        value: text(order(i, at)),
        timestamp: at,
      };
    }),
    span: 40000,
    edges: edges(
      [
        '{"amount":1}',
        '{"amount":0.1}',
        '{"amount":0.2}',
        "{}",
        '{"amount":9007199254740993}',
        '{"amount":1e300}',
        '{"amount":true}',
        '{"amount":-0.0}',
      ].map(text),
    ),
  };
}

function joins(r = random(5)) {
  const customer = (k) => ({
    key: text(`c-${pad(k, 5)}`),
    timestamp: T0,
    value: text(
      `{"name":"Customer ${k} of ${r.pick(ROOMS)}","discount":${float(r.pick([1, 0.9, 0.85, 0.5]))},"since":${2000 + r.int(25)},"tier":"${r.pick(["gold", "silver"])}"}`,
    ),
  });
  const order = (i) => ({
    key: text(`c-${pad(r.int(10500), 5)}`),
    timestamp: T0 + i,
    value: text(
      `{"order_id":"o-${pad(i, 8)}","amount":${r.int(50000)},"currency":"EUR","items":${1 + r.int(9)},"channel":"${r.pick(["web", "app", "shop"])}","note":"deliver to ${r.pick(ROOMS)}"}`,
    ),
  });
  const inputs = [];
  for (let n = 0; n < 40; n++) {
    if (n % 20 === 10) inputs.push(...batches(1, () => customer(r.int(10000)), 1));
    inputs.push(...batches(1, (i) => order(n * PER_BATCH + i)));
  }
  const rows = [
    '{"name":"N","discount":1.0}',
    '{"discount":2}',
    '{"name":null,"discount":0.1}',
    '{"name":"\u00fc\\n"}',
    '{"name":{"z":1.0,"a":[1]},"discount":9007199254740993}',
  ].map(text);
  const table = [
    ...rows.map((value, i) => ({ key: text(`k${i}`), value, timestamp: T0 })),
    { key: null, value: rows[0], timestamp: T0 },
    { key: text("k6"), value: rows[0], timestamp: T0 },
  ];
  table.push({ key: text("k6"), value: null, timestamp: T0 });
  const ones = [
    '{"amount":3}',
    '{"amount":1.5}',
    '{"amount":9007199254740991}',
    '{"amount":100000000000}',
    '{"amount":2,"customer":1,"total":0}',
  ].map(text);
  const stream = Array.from({ length: 35 }, (_, i) => ({
    key: text(`k${i % 7}`),
    value: ones[Math.floor(i / 7)],
    timestamp: T0 + i,
  }));
  return {
    python:
      "stream joined with a table (inner, 10^4 rows, its topic is its changelog; 5 % of the stream finds no row; 1 batch in 21 updates the table)\n" +
      'joiner: value1["customer"] = value2.get("name"); value1["total"] = value1["amount"] * value2.get("discount", 1); return value1',
    preload: Array.from({ length: 20 }, (_, b) => ({
      source: 1,
      batch: batchOf(Array.from({ length: PER_BATCH }, (_, i) => customer(b * PER_BATCH + i))),
    })),
    inputs,
    edges: [
      { source: 1, batch: batchOf(table) },
      { source: 0, batch: batchOf([...stream, { key: null, value: ones[0], timestamp: T0 }]) },
    ],
  };
}

export const SCENARIOS = {
  json200: () => sensors(false),
  json1k: () => sensors(true),
  avro,
  count: () => counts(10000),
  window: windows,
  join: joins,
  "count-1e3": () => counts(1000),
  "count-1e5": () => counts(100000),
};
