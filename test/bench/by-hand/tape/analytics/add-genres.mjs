// Stage 3: the genres that were heard most, by the table of episodes.
import { scan, Unusual } from "../../../contenders/json.mjs";
import { Extra } from "../../../contenders/tape.mjs";
import { ADDED, AddGenres as AddGenresValues, hasOwn } from "../../analytics/add-genres.mjs";
import { MOST } from "../../analytics/genres.mjs";
import { isUnescaped } from "../plain.mjs";
import { Tape } from "../tape.mjs";

const HEARD = 0;
const EMPTY = 2;

/** Of what a function returns: KSML's own entries go from it, at any depth. */
class ResultTape extends Tape {
  learnShape(place) {
    if (hasOwn(place.path())) throw new Unusual();
    return super.learnShape(place);
  }
}

export class AddGenres extends AddGenresValues {
  constructor(table, options) {
    super(table, options);
    this.json = new ResultTape(["heard"], new Extra(ADDED));
    this.asItIs = new ResultTape([], new Extra({}));
  }

  open(batch) {
    this.asItIs.open(batch);
    super.open(batch);
  }

  one(r) {
    const { json, out } = this;
    if (r.valueEnd <= r.value || !scan(json, r) || !json.has(HEARD)) {
      this.exactly(r);
      return;
    }
    const isEmpty = json.to[HEARD] - json.from[HEARD] === EMPTY && json.b[json.from[HEARD]] === 91;
    if (!isEmpty && !this.addSpans(json.b, json.from[HEARD], json.to[HEARD])) {
      this.exactly(r);
      return;
    }
    const s = isEmpty ? this.asItIs : json;
    if (isEmpty) s.object(r.value, r.valueEnd);
    const top = isEmpty ? 0 : this.genres.top();
    const bound = (r.valueEnd - r.value) * 2 + r.end - r.headers + 1024;
    const p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound);
    out.finish(s.write(out.b, out.view, p, this.genres, top), r.b, r.headers, r.end);
  }

  /** Of the first names in a JSON list. False: it is not one of plain texts. */
  addSpans(b, from, to) {
    const { genres } = this;
    if (to < 0 || b[from] !== 91) return false;
    genres.begin();
    let p = from + 1;
    for (let left = MOST; p < to - 1 && left > 0; left--) {
      if (b[p] !== 34) return false;
      const at = ++p;
      while (b[p] !== 34) p++;
      if (!isUnescaped(b, at, p)) return false;
      genres.add(genres.keys.find(b, at, p, false));
      p += 2;
    }
    return true;
  }
}
