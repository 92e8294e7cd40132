// Stage 4: what an editor reads, with the subscriber. JSON in, Avro out.
import { scan } from "../../../contenders/json.mjs";
import { FLOAT, INT } from "../../../contenders/tape.mjs";
import {
  AT,
  DIFFERENT,
  FINISHES,
  LIKES,
  LONGS,
  NUMBERS,
  putCounts,
  putRate,
  putSubscriber,
  SECONDS,
  STARTS,
} from "../../analytics/insight.mjs";
import { WriteInsights as WriteInsightsValues } from "../../analytics/write-insights.mjs";
import { fail } from "../../python.mjs";
import { putBytes, putLong } from "../../state.mjs";
import { isUnescaped } from "../plain.mjs";
import { Tape } from "../tape.mjs";

const GENRES = NUMBERS;

export class WriteInsights extends WriteInsightsValues {
  constructor(subscribers, options) {
    super(subscribers, options);
    this.json = new Tape([...LONGS, "seconds", "genres"]);
  }

  one(r) {
    if (r.keyEnd < 0) fail("key cannot be null");
    if (r.valueEnd <= r.value || !scan(this.json, r) || !this.areUsual()) {
      this.exactly(r);
      return;
    }
    const { json: s, out } = this;
    const { numbers } = s;
    const row = this.subscribers.get(r);
    const bound = r.end - r.value + r.keyEnd - r.key + 256 + (row?.length ?? 0);
    let p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound);
    const w = out.b;
    p = putCounts(w, p, r, numbers);
    p = putRate(w, p, numbers[STARTS] > 0 ? numbers[FINISHES] / numbers[STARTS] : null);
    p = putRate(w, p, numbers[FINISHES] > 0 ? numbers[LIKES] / numbers[FINISHES] : null);
    p = putSubscriber(w, p, row);
    if (s.has(GENRES)) p = putGenres(w, p, s.b, s.from[GENRES], s.to[GENRES]);
    else w[p++] = 0;
    if (p < 0) this.exactly(r);
    else out.finish(p, r.b, r.headers, r.end);
  }

  areUsual() {
    const { json: s } = this;
    for (let i = AT; i <= DIFFERENT; i++) if (!s.has(i) || s.kinds[i] !== INT) return false;
    return s.has(SECONDS) && s.kinds[SECONDS] === FLOAT && (!s.has(GENRES) || s.to[GENRES] > 0);
  }
}

/** `[["history",2],["crime",1]]`, as an earlier stage writes it; -1: it is something else. */
function putGenres(w, p, b, at, end) {
  if (b[at] !== 91) return -1;
  w[p++] = 2;
  if (end - at > 2) {
    let pairs = 0;
    for (let i = at + 1; i < end - 1; i++) if (b[i] === 91) pairs++;
    p = putLong(w, p, pairs);
    for (at += 1; pairs > 0; pairs--) {
      if (b[at] !== 91 || b[at + 1] !== 34) return -1;
      const from = at + 2;
      at = from;
      while (b[at] !== 34) at++;
      if (b[at + 1] !== 44 || !isUnescaped(b, from, at)) return -1;
      p = putBytes(w, p, b, from, at);
      const first = at + 2;
      let count = 0;
      for (at = first; b[at] >= 48 && b[at] <= 57; at++) count = count * 10 + b[at] - 48;
      if (at === first || at - first > 15 || b[at] !== 93) return -1;
      p = putLong(w, p, count);
      at += 2;
    }
    if (at !== end) return -1;
  }
  w[p] = 0;
  return p + 1;
}
