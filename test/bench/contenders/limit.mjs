// Without values, with generated writers: fields are read where they lie, and text that stays the same is copied (spans.mjs).
// Same bytes as best.mjs. safe.mjs came later and is faster. avro and count are best.mjs's.

import { create as best, Join, product, Windows } from "./best.mjs";
import { add, enrich, exactly, F, isHot, joiner, parse } from "./exact.mjs";
import { generated } from "./generated.mjs";
import { scan, writeDouble, writeValue } from "./json.mjs";
import { copy } from "./slab.mjs";
import { copyBytes, Scanner } from "./spans.mjs";

const bound = (r) => (r.valueEnd - r.value) * 2 + 1024;

const TEMPERATURE = 0,
  DEVICE = 1,
  ROOM = 2;
const ENRICHED = {
  temperature_f: (w, d, p, s, x) => writeDouble(w, p, x),
  label(w, d, p, s) {
    p = copyBytes(w, d, p, s.b, s.view, s.slotFrom[DEVICE], s.slotTo[DEVICE] - 1);
    w[p++] = 64;
    if (s.has(ROOM)) return copyBytes(w, d, p, s.b, s.view, s.slotFrom[ROOM] + 1, s.slotTo[ROOM]);
    for (let i = 0; i < 8; i++) w[p++] = 'unknown"'.charCodeAt(i);
    return p;
  },
};

class Sensors extends best("json200").constructor {
  constructor() {
    super();
    this.json = new Scanner(["temperature", "device_id", "room"]);
  }

  one(r) {
    if (r.valueEnd <= r.value) return;
    const s = this.json,
      isText = (slot) => s.b[s.slotFrom[slot]] === 34;
    if (!scan(s, r) || (s.has(TEMPERATURE) && s.kinds[TEMPERATURE] === 0)) return this.exactly(r);
    const t = s.numbers[TEMPERATURE];
    if (!s.has(TEMPERATURE) || !(t > 20)) return;
    if (!s.has(DEVICE) || !isText(DEVICE) || (s.has(ROOM) && !isText(ROOM))) return this.exactly(r);
    const out = this.out,
      p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound(r));
    out.finish(
      s.shape.with(ENRICHED)(out.b, out.view, p, s, 0, t * 1.8 + 32),
      r.b,
      r.headers,
      r.end,
    );
  }

  exactly(r) {
    const v = exactly(r);
    if (isHot(v)) this.emit(r, enrich(v));
  }
}

class Window extends Windows {
  constructor() {
    super();
    this.json = new Scanner(["amount"]);
  }

  add(sum, r) {
    if (r.valueEnd <= r.value) return sum;
    const s = this.json;
    if (!scan(s, r) || (s.has(0) && s.kinds[0] === 0)) return add(sum, exactly(r));
    return s.has(0) ? sum + s.numbers[0] : sum + 0;
  }
}

const JOINED = {
  customer: (w, d, p, s, x) => copy(w, p, x.name, 0, x.name.length),
  total: (w, d, p, s, x, y) => writeValue(w, d, p, y),
};

class Joined extends Join {
  constructor() {
    super(generated);
    this.json = new Scanner(["amount"]);
  }

  one(r) {
    if (r.keyEnd < 0) return;
    const n = this.keys.find(r.b, r.key, r.keyEnd, false),
      row = n < 0 ? undefined : this.rows[n],
      s = this.json;
    const usual = r.valueEnd > r.value && scan(s, r) && s.has(0) && s.kinds[0] !== 0;
    if (row === undefined) {
      if (!usual && r.valueEnd > r.value) exactly(r);
      return;
    }
    if (!usual) return this.emit(r, joiner(exactly(r), parse(row.raw.toString())));
    const amount = s.numbers[0],
      total = product(
        s.kinds[0] === 2 && Number.isInteger(amount) ? new F(amount) : amount,
        row.discount,
      );
    const out = this.out,
      p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound(r) + row.name.length);
    out.finish(s.shape.with(JOINED)(out.b, out.view, p, s, 0, row, total), r.b, r.headers, r.end);
  }
}

const SCENARIOS = { json200: Sensors, json1k: Sensors, window: Window, join: Joined };
export const create = (scenario) =>
  SCENARIOS[scenario] === undefined ? best(scenario) : new SCENARIOS[scenario]();
