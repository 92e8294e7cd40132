// The subscribers, JSON in.
import { scan } from "../../../contenders/json.mjs";
import { INT } from "../../../contenders/tape.mjs";
import { exactRow, rowOf, Subscribe as SubscribeValues } from "../../analytics/subscribers.mjs";
import { fail } from "../../python.mjs";
import { isPlain } from "../plain.mjs";
import { Tape } from "../tape.mjs";

const [PLAN, MONTHS] = [0, 1];

export class Subscribe extends SubscribeValues {
  constructor(subscribers, options) {
    super(subscribers, options);
    this.json = new Tape(["plan", "months"]);
  }

  one(r) {
    if (r.keyEnd < 0) fail("key cannot be null");
    const s = this.json;
    const isUsual =
      r.valueEnd > r.value &&
      scan(s, r) &&
      s.has(PLAN) &&
      s.has(MONTHS) &&
      isPlain(s, PLAN) &&
      s.kinds[MONTHS] === INT;
    this.subscribers.put(
      r,
      isUsual ? rowOf(s.b, s.from[PLAN] + 1, s.to[PLAN] - 1, s.numbers[MONTHS]) : exactRow(r),
    );
  }
}
