// The tape (contenders/tape.mjs) for services that go on: texts that are not Unicode are unusual, and what it knows of keys
// has a bound.
import { Unusual } from "../../contenders/json.mjs";
import { Tape as TapeOfAll } from "../../contenders/tape.mjs";
import { MOST_KEYS } from "../parser.mjs";
import { isUnicode } from "../unicode.mjs";

const SIMPLE = new Uint8Array(128);
for (const c of '"\\nrtbf') SIMPLE[c.charCodeAt(0)] = 1;

export class Tape extends TapeOfAll {
  /** Since it forgot. */
  learnt = 0;

  object(from, to) {
    if (this.learnt > MOST_KEYS) this.forget();
    super.object(from, to);
  }

  forget() {
    this.root = new this.root.constructor(null, "", -1);
    this.shapes = [];
    this.learnt = 0;
  }

  learn(place, p, isOutermost) {
    this.learnt++;
    return super.learn(place, p, isOutermost);
  }

  /** As the contenders' own, but for texts with bytes above 127: one behind the text only costs another look. */
  string(from) {
    const { view } = this;
    let bits = 0;
    for (let p = from + 1; ; p += 4) {
      const four = view.getInt32(p, true);
      const quote = four ^ 0x22222222;
      const back = four ^ 0x5c5c5c5c;
      const hit =
        (((quote - 0x01010101) & ~quote) |
          ((back - 0x01010101) & ~back) |
          ((four - 0x20202020) & ~four)) &
        0x80808080;
      bits |= four;
      if (hit === 0) continue;
      p += (31 - Math.clz32(hit & -hit)) >> 3;
      const c = this.b[p];
      if (c === 34) {
        if ((bits & 0x80808080) !== 0 && !isUnicode(this.b, from + 1, p)) throw new Unusual();
        return p + 1;
      }
      if (c !== 92 || SIMPLE[this.b[p + 1] & 127] !== 1) throw new Unusual();
      p -= 2;
    }
  }
}
