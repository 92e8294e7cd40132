// The parser of values (contenders/json.mjs) for services that go on: texts that are not Unicode are unusual, and what it
// knows of keys has a bound.
import { Parser as ParserOfAll, Unusual } from "../contenders/json.mjs";

/** Keys that a parser knows the places of. Beyond, it forgets them: data may have new ones in each record. */
export const MOST_KEYS = 200;

export class Parser extends ParserOfAll {
  /** Since it forgot. */
  learnt = 0;

  string() {
    const { b, p: from } = this;
    let p = from;
    let c = b[p];
    let bits = 0;
    while (c !== 34) {
      if (!(c >= 32) || c === 92) return this.escaped(p);
      bits |= c;
      c = b[++p];
    }
    this.p = p + 1;
    return bits < 128
      ? this.s.substring(from - this.at, p - this.at)
      : unicode(b.utf8Slice(from, p));
  }

  escaped(p) {
    return unicode(super.escaped(p));
  }

  learn(place, p) {
    this.learnt++;
    return super.learn(place, p);
  }
}

/** U+FFFD may stand for what is none. */
function unicode(text) {
  if (text.includes("\ufffd") || !text.isWellFormed()) throw new Unusual();
  return text;
}
