// Stage 2: an hour of each listener, in windows, with the set of what was heard.
import { F } from "../../contenders/exact.mjs";
import { Text, writeDouble, writeInt } from "../../contenders/json.mjs";
import { Shape } from "../../contenders/slots.mjs";
import { fail } from "../python.mjs";
import { anyValue, Stage } from "../stage.mjs";
import { countExactly } from "./count-exactly.mjs";
import { FINISHES, LIKES, SKIPS, STARTS } from "./events.mjs";
import { COUNTS, EVENTS, LAST_AT, SECONDS, WIDTH } from "./hours.mjs";

const DIFFERENT = new Text('{"different_episodes":');
const EVENT_COUNT = new Text(',"events":');
const FINISH_COUNT = new Text(',"finish_count":');
const HEARD = new Text(',"heard":');
const LAST_AT_TIME = new Text(',"last_at":');
const LIKE_COUNT = new Text(',"like_count":');
const SECOND_COUNT = new Text(',"seconds":');
const SKIP_COUNT = new Text(',"skip_count":');
const START_COUNT = new Text(',"start_count":');

/** Of a stage that reads some fields: where their values are on the parser's stack. */
class PlayShape {
  constructor(path) {
    [this.what, this.seconds, this.episode, this.at] = ["what", "seconds", "episode", "at"].map(
      (name) => path.lastIndexOf(name),
    );
    this.isUsual = Math.min(this.what, this.seconds, this.episode, this.at) >= 0;
  }

  make() {
    return this;
  }
}

export class Count extends Stage {
  constructor(hours, options) {
    const shapes = (path, isOutermost) => new (isOutermost ? PlayShape : Shape)(path);
    super("counted_hours", { shapes, ...options });
    this.hours = hours;
    this.names = hours.names;
  }

  one(r) {
    if (r.keyEnd < 0) fail("key cannot be null");
    const play = r.valueEnd <= r.value ? null : this.object(r);
    if (play === null || !play.isUsual || !this.add(r, play)) this.exactly(r);
  }

  /** What a full cache flushed goes with it. */
  process(batch) {
    const written = super.process(batch);
    written.push(...this.hours.take());
    return written;
  }

  /** False: it is not as usual. */
  add(r, play) {
    const { stack } = this.json;
    const kind = kindOf(stack[play.what]);
    const seconds = floatOf(stack[play.seconds]);
    const at = stack[play.at];
    if (kind < 0 || Number.isNaN(seconds) || !Number.isSafeInteger(at)) return false;
    const episode = stack[play.episode];
    if (episode === null || episode === "") return this.count(r, kind, seconds, -1, at);
    if (typeof episode !== "string") return false;
    return this.count(r, kind, seconds, this.names.ofText(episode), at);
  }

  /** `name`: -1 for none. False: the hour is not as usual. */
  count(r, kind, seconds, name, at) {
    const { hours } = this;
    const n = hours.find(r, true);
    if (!hours.isUsual(n)) return false;
    const from = n * WIDTH;
    const { numbers } = hours;
    // What is in the cache is used once more when it is written.
    if (numbers[from + EVENTS] > 0 && !hours.cache.has(n)) hours.read(n);
    numbers[from + EVENTS]++;
    numbers[from + COUNTS + kind]++;
    numbers[from + SECONDS] += seconds;
    if (at > numbers[from + LAST_AT]) numbers[from + LAST_AT] = at;
    if (name >= 0) hours.hear(n, name);
    // Who leaves a full cache may be gone for good.
    const heard = hours.heard[n];
    hours.touch(n, r);
    this.write(r, numbers, from, heard);
    return true;
  }

  write(r, numbers, from, heard) {
    const { out, names } = this;
    let bound = 320 + r.end - r.headers;
    for (let i = 0; i < heard.length; i++) bound += names.jsonLength(heard[i]) + 1;
    let p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, bound);
    const { b: w, view } = out;
    p = writeInt(w, DIFFERENT.put(view, p), heard.length);
    p = writeInt(w, EVENT_COUNT.put(view, p), numbers[from + EVENTS]);
    p = writeInt(w, FINISH_COUNT.put(view, p), numbers[from + COUNTS + FINISHES]);
    p = HEARD.put(view, p);
    w[p] = 91;
    for (let i = 0; i < heard.length; i++) {
      if (i > 0) w[p] = 44;
      p = names.putJson(view, p + 1, heard[i]);
    }
    if (heard.length === 0) p++;
    w[p++] = 93;
    p = writeInt(w, LAST_AT_TIME.put(view, p), numbers[from + LAST_AT]);
    p = writeInt(w, LIKE_COUNT.put(view, p), numbers[from + COUNTS + LIKES]);
    p = writeDouble(w, SECOND_COUNT.put(view, p), numbers[from + SECONDS]);
    p = writeInt(w, SKIP_COUNT.put(view, p), numbers[from + COUNTS + SKIPS]);
    p = writeInt(w, START_COUNT.put(view, p), numbers[from + COUNTS + STARTS]);
    w[p] = 125;
    out.finish(p + 1, r.b, r.headers, r.end);
  }

  exactly(r) {
    const { hours, names } = this;
    const value = anyValue(r);
    const { stored, summary } = countExactly(hours, hours.get(r), value);
    const n = hours.find(r, true);
    const from = n * WIDTH;
    hours.numbers[from + EVENTS] = stored.events;
    hours.numbers.set(stored.counts, from + COUNTS);
    hours.numbers[from + SECONDS] = stored.seconds;
    hours.setLastAt(n, stored.lastAt);
    hours.setHeard(
      n,
      stored.heard.map((text) => names.ofText(text)),
    );
    hours.touch(n, r);
    this.emit(r, summary);
  }
}

/** -1: it is none of the four. */
function kindOf(what) {
  if (what === "start") return STARTS;
  if (what === "finish") return FINISHES;
  return what === "skip" ? SKIPS : what === "like" ? LIKES : -1;
}

/** NaN: it is none. */
function floatOf(v) {
  if (typeof v === "number") return Number.isInteger(v) ? Number.NaN : v;
  return v instanceof F ? v.v : Number.NaN;
}
