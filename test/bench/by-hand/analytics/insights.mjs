// Stage 4, and the subscribers that it looks up: JSON in, Avro out.
import { Keys } from "../../contenders/keys.mjs";
import { Batch, copy, Reader } from "../../contenders/slab.mjs";
import { Tape } from "../../contenders/tape.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { Dirty, putBytes, putDouble, putFrame, putLong, rowKey } from "../state.mjs";
import { checkPlain } from "./plain-text.mjs";

const [LAST, EVENT, START, FINISH, SKIP, LIKE, SECOND, OTHERS, GENRE] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

export class Insights {
  constructor(disk) {
    this.reader = new Reader();
    this.json = new Tape([
      "last_at",
      "events",
      "start_count",
      "finish_count",
      "skip_count",
      "like_count",
      "seconds",
      "different_episodes",
      "genres",
    ]);
    this.subscription = new Tape(["plan", "months"]);
    this.keys = new Keys();
    /** As Avro has them, and the frame before it: what the store keeps. */
    this.subscribers = [];
    this.dirty = new Dirty();
    this.scratch = Buffer.alloc(1024);
    this.disk = disk;
    this.out = new Batch();
  }

  subscribe(batch) {
    const { reader: r, subscription: s, scratch } = this;
    r.open(batch);
    s.open(batch);
    while (r.next()) {
      s.object(r.value, r.valueEnd);
      checkPlain(s.b, s.from[0], s.to[0]);
      const n = this.keys.find(r.b, r.key, r.keyEnd, true);
      let p = putBytes(
        scratch,
        putFrame(scratch, 0, SCHEMA_IDS.Subscriber),
        s.b,
        s.from[0] + 1,
        s.to[0] - 1,
      );
      p = putLong(scratch, p, s.numbers[1]);
      this.subscribers[n] = Buffer.from(scratch.subarray(0, p));
      this.dirty.touch(n);
    }
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    this.json.open(batch);
    while (r.next()) this.one(r);
    return this.out.take();
  }

  one(r) {
    const { json: s, out } = this;
    s.object(r.value, r.valueEnd);
    const { numbers } = s;
    const found = this.keys.find(r.b, r.key, r.keyEnd, false);
    let p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, r.valueEnd - r.value + 256);
    const w = out.b;
    p = putBytes(w, putFrame(w, p, SCHEMA_IDS.Insight), r.b, r.key, r.keyEnd);
    p = putLong(w, p, numbers[LAST]);
    p = putLong(w, p, numbers[EVENT]);
    p = putLong(w, p, numbers[START]);
    p = putLong(w, p, numbers[FINISH]);
    p = putLong(w, p, numbers[SKIP]);
    p = putLong(w, p, numbers[LIKE]);
    p = putLong(w, p, numbers[OTHERS]);
    p = putDouble(w, p, numbers[SECOND]);
    p = putRate(w, p, numbers[FINISH], numbers[START]);
    p = putRate(w, p, numbers[LIKE], numbers[FINISH]);
    if (found < 0) w[p++] = w[p++] = 0;
    else p = this.putSubscriber(w, p, this.subscribers[found]);
    if (!s.has(GENRE)) w[p++] = 0;
    else p = putGenres(w, p, s.b, s.from[GENRE], s.to[GENRE]);
    out.finish(p, r.b, r.headers, r.end);
  }

  /** Plan and months, each behind the branch of its union. */
  putSubscriber(w, p, bytes) {
    w[p++] = 2;
    let end = 5;
    while (bytes[end] > 127) end++;
    end += 1 + (bytes[end] >> 1);
    p = copy(w, p, bytes, 5, end);
    w[p++] = 2;
    return copy(w, p, bytes, end, bytes.length);
  }

  commit() {
    const { keys } = this;
    this.dirty.flush((n) => {
      if (this.disk === null) return;
      const key = rowKey(keys.bytes, keys.starts[n], keys.starts[n + 1]);
      this.disk.put(key, this.subscribers[n]);
    });
  }
}

/** A share, where there is something to divide by. */
function putRate(w, p, part, whole) {
  if (!(whole > 0)) {
    w[p] = 0;
    return p + 1;
  }
  w[p] = 2;
  return putDouble(w, p + 1, part / whole);
}

/** `[["history",2],["crime",1]]`, as an earlier stage wrote it. */
function putGenres(w, p, b, at, end) {
  w[p++] = 2;
  if (end - at > 2) {
    let pairs = 0;
    for (let i = at + 1; i < end - 1; i++) if (b[i] === 91) pairs++;
    p = putLong(w, p, pairs);
    for (at += 1; b[at] === 91; at++) {
      const from = at + 2;
      at = from;
      while (b[at] !== 34) at++;
      checkPlain(b, from, at);
      p = putBytes(w, p, b, from, at);
      let count = 0;
      for (at += 2; b[at] !== 93; at++) count = count * 10 + b[at] - 48;
      p = putLong(w, p, count);
      at++;
    }
  }
  w[p] = 0;
  return p + 1;
}
