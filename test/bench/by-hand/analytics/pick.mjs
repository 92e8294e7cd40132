// Stage 1: Avro in, JSON of what a listener does on purpose out.
import { Text, writeDouble, writeInt } from "../../contenders/json.mjs";
import { Batch, copy, Reader } from "../../contenders/slab.mjs";
import { getDouble } from "../state.mjs";
import { whatOf } from "./events.mjs";
import { putPlain } from "./plain-text.mjs";

const AT = new Text('{"at":');
const EPISODE = new Text(',"episode":');
const MOODS = [
  new Text(',"mood":"trial","seconds":'),
  new Text(',"mood":"interest","seconds":'),
  new Text(',"mood":"trial","seconds":'),
  new Text(',"mood":"interest","seconds":'),
];
const WHAT = new Text(',"what":"');
const NULL = new Text("null");

export class Pick {
  constructor() {
    this.reader = new Reader();
    this.out = new Batch();
  }

  process(batch) {
    const r = this.reader;
    r.open(batch);
    while (r.next()) this.one(r);
    return this.out.take();
  }

  one(r) {
    const { b } = r;
    const { out } = this;
    r.p = r.value + 5;
    const at = r.varint();
    const whatLength = r.varint();
    const what = r.p;
    const n = whatOf(b, what, what + whatLength);
    if (n < 0) {
      r.p = r.end;
      return;
    }
    r.p = what + whatLength;
    const isThere = r.varint() === 1;
    const episodeLength = isThere ? r.varint() : 0;
    const episode = r.p;
    const seconds = getDouble(b, episode + episodeLength);
    let p = out.begin(r.timestamp, b, r.key, r.keyEnd, episodeLength + 160);
    const { b: w, view } = out;
    p = EPISODE.put(view, writeInt(w, AT.put(view, p), at));
    if (isThere) {
      w[p] = 34;
      p = putPlain(w, p + 1, b, episode, episode + episodeLength);
      w[p++] = 34;
    } else p = NULL.put(view, p);
    p = writeDouble(w, MOODS[n].put(view, p), seconds);
    p = copy(w, WHAT.put(view, p), b, what, what + whatLength);
    w[p] = 34;
    w[p + 1] = 125;
    out.finish(p + 2, b, r.headers, r.end);
    r.p = r.end;
  }
}
