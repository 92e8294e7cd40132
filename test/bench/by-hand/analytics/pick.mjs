// Stage 1: Avro in, JSON of what a listener does on purpose out. No value is needed, as in best.mjs's `avro`: the fields go
// from bytes to bytes.
import { Text, writeDouble, writeValue } from "../../contenders/json.mjs";
import { copy } from "../../contenders/slab.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { fail } from "../python.mjs";
import { Stage } from "../stage.mjs";
import { getDouble, takeFrame, takeLong } from "../state.mjs";
import { putText } from "../unicode.mjs";
import { FINISHES, LIKES, whatOf } from "./events.mjs";

const AT = new Text('{"at":');
const EPISODE = new Text(',"episode":');
const TRIAL = new Text(',"mood":"trial","seconds":');
const INTEREST = new Text(',"mood":"interest","seconds":');
const WHAT = new Text(',"what":"');
const NULL = new Text("null");

export class Pick extends Stage {
  constructor(options) {
    super("picked_plays", options);
  }

  one(r) {
    const { b } = r;
    const { out } = this;
    if (r.valueEnd < 0) fail("no attribute get");
    takeFrame(r, SCHEMA_IDS.Play);
    const at = takeLong(r);
    const whatLength = r.varint();
    const what = r.p;
    const n = whatOf(b, what, what + whatLength);
    if (n < 0) {
      r.p = r.end;
      return;
    }
    r.p = what + whatLength;
    const isThere = r.varint() === 1;
    const length = isThere ? r.varint() : 0;
    const episode = r.p;
    const seconds = getDouble(b, episode + length);
    let p = out.begin(r.timestamp, b, r.key, r.keyEnd, length * 6 + r.end - r.headers + 160);
    const { b: w, view } = out;
    p = EPISODE.put(view, writeValue(w, view, AT.put(view, p), at));
    if (isThere) {
      w[p] = 34;
      p = putText(w, p + 1, b, episode, episode + length);
      w[p++] = 34;
    } else p = NULL.put(view, p);
    const mood = n === FINISHES || n === LIKES ? INTEREST : TRIAL;
    p = writeDouble(w, mood.put(view, p), seconds);
    p = copy(w, WHAT.put(view, p), b, what, what + whatLength);
    w[p] = 34;
    w[p + 1] = 125;
    out.finish(p + 2, b, r.headers, r.end);
    r.p = r.end;
  }
}
