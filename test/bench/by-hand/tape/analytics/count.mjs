// Stage 2: an hour of each listener, in windows, with the set of what was heard.
import { NULL, scan } from "../../../contenders/json.mjs";
import { FLOAT, INT } from "../../../contenders/tape.mjs";
import { Count as CountValues } from "../../analytics/count.mjs";
import { whatOf } from "../../analytics/events.mjs";
import { fail } from "../../python.mjs";
import { isPlain } from "../plain.mjs";
import { Tape } from "../tape.mjs";

const [AT, WHAT, EPISODE, SECONDS] = [0, 1, 2, 3];

export class Count extends CountValues {
  constructor(hours, options) {
    super(hours, options);
    this.json = new Tape(["at", "what", "episode", "seconds"]);
  }

  one(r) {
    if (r.keyEnd < 0) fail("key cannot be null");
    if (r.valueEnd <= r.value || !scan(this.json, r) || !this.addFields(r)) this.exactly(r);
  }

  /** False: they are not as usual. */
  addFields(r) {
    const s = this.json;
    if (!s.has(AT) || !s.has(WHAT) || !s.has(EPISODE) || !s.has(SECONDS)) return false;
    if (s.kinds[AT] !== INT || s.kinds[SECONDS] !== FLOAT || !s.isText(WHAT)) return false;
    const kind = whatOf(s.b, s.from[WHAT] + 1, s.to[WHAT] - 1);
    if (kind < 0) return false;
    let name = -1;
    if (isPlain(s, EPISODE)) {
      const from = s.from[EPISODE] + 1;
      const to = s.to[EPISODE] - 1;
      if (to > from) name = this.names.ofBytes(s.b, from, to);
    } else if (s.view.getInt32(s.from[EPISODE], true) !== NULL) return false;
    return this.count(r, kind, s.numbers[SECONDS], name, s.numbers[AT]);
  }
}
