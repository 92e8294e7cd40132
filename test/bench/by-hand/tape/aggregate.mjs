// aggregate.yaml by hand with JSON as spans (contenders/tape.mjs): a field that no function reads never becomes a value.
import { scan } from "../../contenders/json.mjs";
import { Extra, INT } from "../../contenders/tape.mjs";
import { AddUp as AddUpValues, Aggregate, Sort as SortValues } from "../aggregate.mjs";
import { isPlain } from "./plain.mjs";
import { Tape } from "./tape.mjs";

const SECTION = 0;
const CENTS = 0;

class Sort extends SortValues {
  constructor(options) {
    super(options);
    this.json = new Tape(["section"], new Extra({}));
  }

  one(r) {
    const { out, json: s } = this;
    if (r.valueEnd <= r.value || !scan(s, r) || !s.has(SECTION) || !isPlain(s, SECTION)) {
      this.exactly(r);
      return;
    }
    const bound = (r.valueEnd - r.value) * 2 + r.end - r.headers + 64;
    const p = out.begin(r.timestamp, s.b, s.from[SECTION] + 1, s.to[SECTION] - 1, bound);
    out.finish(s.write(out.b, out.view, p), r.b, r.headers, r.end);
  }
}

class AddUp extends AddUpValues {
  constructor(sums, options) {
    super(sums, options);
    this.json = new Tape(["cents"]);
  }

  one(r) {
    if (r.keyEnd < 0) return;
    const s = this.json;
    const isUsual = r.valueEnd > r.value && scan(s, r) && s.has(CENTS) && s.kinds[CENTS] === INT;
    this.sums.add(r, isUsual ? s.numbers[CENTS] : undefined);
  }
}

export class AggregateTape extends Aggregate {
  constructor(options) {
    super(options, { Sort, AddUp });
  }
}
