// Stage 4: what an editor reads, with the subscriber. JSON in, Avro out.
import { F } from "../../contenders/exact.mjs";
import { Shape } from "../../contenders/slots.mjs";
import { fail } from "../python.mjs";
import { anyValue, Stage } from "../stage.mjs";
import { putBytes, putLong } from "../state.mjs";
import { encodable } from "../unicode.mjs";
import {
  AT,
  DIFFERENT,
  FINISHES,
  LIKES,
  LONGS,
  NUMBERS,
  putCounts,
  putRate,
  putSubscriber,
  SECONDS,
  STARTS,
} from "./insight.mjs";
import { insightExactly } from "./insight-exactly.mjs";

/** Of a stage that reads some fields: where their values are on the parser's stack. */
class SummaryShape {
  constructor(path) {
    this.longs = Int32Array.from(LONGS, (name) => path.lastIndexOf(name));
    this.seconds = path.lastIndexOf("seconds");
    this.genres = path.lastIndexOf("genres");
    this.isUsual = Math.min(this.seconds, ...this.longs) >= 0;
  }

  make() {
    return this;
  }
}

export class WriteInsights extends Stage {
  constructor(subscribers, options) {
    const shapes = (path, isOutermost) => new (isOutermost ? SummaryShape : Shape)(path);
    super("insights", { shapes, ...options });
    this.subscribers = subscribers;
    this.numbers = new Float64Array(NUMBERS);
  }

  one(r) {
    if (r.keyEnd < 0) fail("key cannot be null");
    const summary = r.valueEnd <= r.value ? null : this.object(r);
    if (summary === null || !summary.isUsual || !this.read(summary)) {
      this.exactly(r);
      return;
    }
    const { numbers } = this;
    const genres = summary.genres < 0 ? null : this.json.stack[summary.genres];
    if (!isListOfPairs(genres)) {
      this.exactly(r);
      return;
    }
    const bound = r.end - r.value;
    const starts = numbers[STARTS];
    const finishes = numbers[FINISHES];
    const finishRate = starts > 0 ? finishes / starts : null;
    const likeRate = finishes > 0 ? numbers[LIKES] / finishes : null;
    this.write(r, bound, numbers, finishRate, likeRate, genres);
  }

  /** The numbers. False: they are not all as usual. */
  read({ longs, seconds }) {
    const { numbers } = this;
    const { stack } = this.json;
    for (let i = AT; i <= DIFFERENT; i++) {
      const v = stack[longs[i]];
      if (!Number.isSafeInteger(v)) return false;
      numbers[i] = v;
    }
    const v = stack[seconds];
    if (typeof v !== "number" && !(v instanceof F)) return false;
    numbers[SECONDS] = typeof v === "number" ? v : v.v;
    return true;
  }

  write(r, bound, numbers, finishRate, likeRate, genres, row = this.subscribers.get(r)) {
    const { out } = this;
    const most = bound + r.keyEnd - r.key + (row?.length ?? 0) + 256;
    let p = out.begin(r.timestamp, r.b, r.key, r.keyEnd, most);
    const w = out.b;
    p = putRate(w, putCounts(w, p, r, numbers), finishRate);
    p = putSubscriber(w, putRate(w, p, likeRate), row);
    out.finish(putGenres(w, p, genres), r.b, r.headers, r.end);
  }

  exactly(r) {
    const value = anyValue(r);
    // Before anything can fail.
    const row = this.subscribers.get(r);
    const { numbers, finishRate, likeRate, genres } = insightExactly(value);
    const texts = (genres ?? []).reduce((sum, [genre]) => sum + genre.length * 3 + 20, 0);
    this.write(r, texts + r.end - r.headers, numbers, finishRate, likeRate, genres, row);
  }
}

const isListOfPairs = (genres) =>
  genres === null || (Array.isArray(genres) && genres.every(isPair));

const isPair = (pair) =>
  Array.isArray(pair) &&
  pair.length === 2 &&
  typeof pair[0] === "string" &&
  Number.isSafeInteger(pair[1]);

/** Null: the field is. */
function putGenres(w, p, genres) {
  if (genres === null) {
    w[p] = 0;
    return p + 1;
  }
  w[p++] = 2;
  if (genres.length > 0) p = putLong(w, p, genres.length);
  for (let i = 0; i < genres.length; i++) {
    const [genre, episodes] = genres[i];
    p = putLong(w, putText(w, p, genre), episodes);
  }
  w[p] = 0;
  return p + 1;
}

function putText(w, p, text) {
  const { length } = text;
  if (length < 64) {
    let i = 0;
    let c = 0;
    for (; i < length && c < 128; i++) w[p + 1 + i] = c = text.charCodeAt(i);
    if (c < 128) {
      w[p] = length * 2;
      return p + 1 + length;
    }
  }
  const bytes = Buffer.from(encodable(text));
  return putBytes(w, p, bytes, 0, bytes.length);
}
