// The table of episodes, and the function of stage 3 on the names of one hour.
import { quote } from "../../contenders/exact.mjs";
import { Text } from "../../contenders/json.mjs";
import { Reader } from "../../contenders/slab.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { fail, isDict, truthy } from "../python.mjs";
import { takeFrame } from "../state.mjs";
import { Texts } from "../texts.mjs";
import { decode, unicodeBatch } from "../unicode.mjs";

/** Names that the function looks at. */
export const MOST = 20;
const TOP = 2;

class Genre {
  constructor(text) {
    this.text = text;
    this.json = new Text(quote(text));
    /** How often it came in the hour at hand. */
    this.count = 0;
  }
}

/** Genres of episodes, and how often each came, from most to fewest. */
export class Genres {
  constructor(table) {
    this.keys = new Texts();
    /** By the numbers of their keys; undefined: it is gone. */
    this.ofKey = [];
    this.byText = new Map();
    /** Those of the hour at hand. */
    this.order = [];
    const r = new Reader();
    for (const { batch } of table) {
      r.open(unicodeBatch(batch));
      while (r.next()) if (r.keyEnd >= 0) this.put(r);
    }
  }

  put(r) {
    const n = this.keys.find(r.b, r.key, r.keyEnd, true);
    if (r.valueEnd < 0) {
      this.ofKey[n] = undefined;
      return;
    }
    takeFrame(r, SCHEMA_IDS.Episode);
    const length = r.varint();
    const text = decode(r.b, r.p, r.p + length);
    const genre = this.byText.get(text) ?? new Genre(text);
    this.byText.set(text, genre);
    this.ofKey[n] = genre;
    r.p = r.end;
  }

  begin() {
    this.order.length = 0;
  }

  /** `n`: of the next episode's key; -1: the table has none. */
  add(n) {
    const genre = n < 0 ? undefined : this.ofKey[n];
    if (genre === undefined) return;
    const { order } = this;
    if (order.includes(genre)) genre.count++;
    else {
      genre.count = 1;
      order.push(genre);
    }
  }

  /** Few: put in order by insertion, equal ones stay as they came. Out: how many go on. */
  top() {
    const { order } = this;
    for (let i = 1; i < order.length; i++) {
      for (let j = i; j > 0 && order[j].count > order[j - 1].count; j--) {
        [order[j], order[j - 1]] = [order[j - 1], order[j]];
      }
    }
    return Math.min(order.length, TOP);
  }

  /** The function on any value; out: what it returns. */
  addExactly(value) {
    if (!truthy(value)) return value;
    if (!hasHeard(value)) return value;
    if (!isDict(value)) fail("indices must be integers");
    const heard = value.get("heard");
    if (!truthy(heard)) return value;
    this.begin();
    for (const name of firstOf(heard)) {
      if (typeof name !== "string") fail("can not store as string");
      this.add(this.keys.findText(name));
    }
    const pairs = this.order.slice(0, this.top()).map(({ text, count }) => [text, count]);
    return value.set("genres", pairs);
  }
}

/** `"heard" in value` */
function hasHeard(value) {
  if (isDict(value)) return value.has("heard");
  if (typeof value === "string" || Array.isArray(value)) return value.includes("heard");
  return fail("argument is not iterable");
}

function firstOf(heard) {
  if (typeof heard === "string") return [...heard].slice(0, MOST);
  return Array.isArray(heard) ? heard.slice(0, MOST) : fail("not subscriptable");
}
