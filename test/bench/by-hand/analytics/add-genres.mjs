// Stage 3: the genres that were heard most, by the table of episodes.
import { writeInt } from "../../contenders/json.mjs";
import { Keys } from "../../contenders/keys.mjs";
import { Batch, copy, Reader } from "../../contenders/slab.mjs";
import { Extra, Tape } from "../../contenders/tape.mjs";
import { checkPlain } from "./plain-text.mjs";

/** Genres of episodes, and how often each came, from most to fewest. */
class Genres {
  constructor(table) {
    this.keys = new Keys();
    this.ofEpisode = [];
    this.names = new Keys();
    this.order = [];
    this.counts = [];
    const r = new Reader();
    for (const { batch } of table) {
      r.open(batch);
      while (r.next()) {
        const n = this.keys.find(r.b, r.key, r.keyEnd, true);
        r.p = r.value + 5;
        const length = r.varint();
        this.ofEpisode[n] = this.names.find(r.b, r.p, r.p + length, true);
        r.p = r.end;
      }
    }
  }

  /** Of the first twenty names in a JSON list. */
  count(b, p, end) {
    this.order.length = 0;
    let left = 20;
    for (p++; p < end && b[p] === 34 && left > 0; left--) {
      const from = ++p;
      while (b[p] !== 34) p++;
      checkPlain(b, from, p);
      const n = this.keys.find(b, from, p, false);
      p += 2;
      if (n >= 0) this.add(this.ofEpisode[n]);
    }
    // Few: put in order by insertion, equal ones stay as they came.
    const { order, counts } = this;
    for (let i = 1; i < order.length; i++)
      for (let j = i; j > 0 && counts[order[j]] > counts[order[j - 1]]; j--)
        [order[j], order[j - 1]] = [order[j - 1], order[j]];
  }

  add(genre) {
    if (this.order.includes(genre)) this.counts[genre]++;
    else {
      this.counts[genre] = 1;
      this.order.push(genre);
    }
  }
}

const ADDED = new Extra({
  genres(w, _view, p, _tape, { order, counts, names }) {
    w[p++] = 91;
    for (let i = 0; i < order.length && i < 2; i++) {
      const n = order[i];
      if (i > 0) w[p++] = 44;
      w[p] = 91;
      w[p + 1] = 34;
      p = copy(w, p + 2, names.bytes, names.starts[n], names.starts[n + 1]);
      w[p] = 34;
      w[p + 1] = 44;
      p = writeInt(w, p + 2, counts[n]);
      w[p++] = 93;
    }
    w[p] = 93;
    return p + 1;
  },
});

export class AddGenres {
  constructor(table) {
    this.reader = new Reader();
    this.json = new Tape(["heard"], ADDED);
    this.plain = new Tape([], new Extra({}));
    this.out = new Batch();
    this.genres = new Genres(table);
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    this.json.open(batch);
    this.plain.open(batch);
    while (r.next()) this.one(r);
    return this.out.take();
  }

  one(r) {
    const { json, out, genres } = this;
    json.object(r.value, r.valueEnd);
    const isEmpty = json.to[0] - json.from[0] === 2;
    let s = json;
    if (isEmpty) {
      s = this.plain;
      s.object(r.value, r.valueEnd);
    } else genres.count(json.b, json.from[0], json.to[0]);
    const p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, (r.valueEnd - r.value) * 2 + 160);
    out.finish(s.write(out.b, out.view, p, genres), r.b, r.headers, r.end);
  }
}
