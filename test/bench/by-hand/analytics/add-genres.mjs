// Stage 3: the genres that were heard most, by the table of episodes.
import { Unusual, writeInt } from "../../contenders/json.mjs";
import { Shape } from "../../contenders/slots.mjs";
import { natural } from "../conversions.mjs";
import { anyValue, Stage } from "../stage.mjs";
import { Genres, MOST } from "./genres.mjs";

/** What the function sets; `writer(bytes, view, p, value, genres, howMany)`, and of a tape the same. */
export const ADDED = {
  genres(w, view, p, _value, { order }, top) {
    w[p++] = 91;
    for (let i = 0; i < top; i++) {
      const { json, count } = order[i];
      if (i > 0) w[p++] = 44;
      w[p] = 91;
      p = json.put(view, p + 1);
      w[p] = 44;
      p = writeInt(w, p + 1, count);
      w[p++] = 93;
    }
    w[p] = 93;
    return p + 1;
  },
};

class SummaryShape extends Shape {
  constructor(path) {
    super(path);
    this.heard = this.last.get("heard") ?? -1;
  }

  /** The outermost object is what the parser's stack holds. */
  make() {
    return this;
  }
}

/** KSML's own entries go from what a function returns, at any depth. */
export const hasOwn = (names) => names.includes("@type") || names.includes("@schema");

export class AddGenres extends Stage {
  constructor(table, options) {
    const shapes = (path, isOutermost) => {
      if (hasOwn(path)) throw new Unusual();
      return new (isOutermost ? SummaryShape : Shape)(path);
    };
    super("hours_with_genres", { shapes, ...options });
    this.genres = new Genres(table);
    this.summary = { values: this.json.stack };
  }

  one(r) {
    const shape = r.valueEnd <= r.value ? null : this.object(r);
    const { summary } = this;
    const heard = shape === null || shape.heard < 0 ? null : summary.values[shape.heard];
    if (!Array.isArray(heard) || !this.addTexts(heard)) {
      this.exactly(r);
      return;
    }
    const { out, genres } = this;
    const bound = (r.valueEnd - r.value) * 8 + r.end - r.headers + 1024;
    const p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound);
    const { b: w, view } = out;
    const end =
      heard.length === 0
        ? shape.write(w, view, p, summary.values)
        : shape.with(ADDED)(w, view, p, summary, genres, genres.top());
    out.finish(end, r.b, r.headers, r.end);
  }

  /** False: not all are texts. */
  addTexts(heard) {
    const { genres } = this;
    genres.begin();
    for (let i = 0; i < heard.length && i < MOST; i++) {
      const name = heard[i];
      if (typeof name !== "string") return false;
      genres.add(genres.keys.findText(name));
    }
    return true;
  }

  exactly(r) {
    this.emit(r, natural(this.genres.addExactly(anyValue(r)), true));
  }
}
