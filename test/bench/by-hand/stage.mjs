// What reads one topic and writes another, record by record, as best.mjs does it; and the service that stages make.
import { Service } from "../contenders/best.mjs";
import { parse, write } from "../contenders/exact.mjs";
import { start } from "../contenders/json.mjs";
import { MOST_KEYS, Parser } from "./parser.mjs";
import { decode, encodable, isAscii, isRecordUnicode, unicodeBatch } from "./unicode.mjs";

/** As in ours: the service stops. */
function stop(error) {
  throw error;
}

/** A subclass has `one(reader)`, which throws before it changes anything. */
export class Stage extends Service {
  /** `topic`: null for none; `shapes`: of `json`; `failed`: what becomes of a record's error. */
  constructor(topic, { shapes = null, failed = stop } = {}) {
    super(shapes);
    this.json = new Parser(shapes);
    this.view = null;
    this.topic = topic;
    this.failed = failed;
  }

  open(batch) {
    this.reader.open(batch);
    this.json.open(batch);
    this.view = new DataView(batch.buffer, batch.byteOffset, batch.length);
  }

  process(batch) {
    const r = this.reader;
    this.open(batch);
    for (;;) {
      try {
        while (r.next()) {
          if (!this.isAsciiRecord(r) && !isRecordUnicode(r)) this.reopen(batch);
          this.one(r);
        }
        break;
      } catch (error) {
        this.failed(error);
        r.p = r.end;
      }
    }
    const written = this.out.take();
    return written === null ? [] : [[this.topic, written]];
  }

  /** But for its value. */
  isAsciiRecord(r) {
    const { view } = this;
    if (r.keyEnd >= 0 && !isAscii(view, r.key, r.keyEnd)) return false;
    return r.end - r.headers <= 1 || isAscii(view, r.headers, r.end);
  }

  /** With keys and names of headers that are Unicode, at the same record. */
  reopen(batch) {
    const r = this.reader;
    const { left } = r;
    this.open(unicodeBatch(batch));
    do r.next();
    while (r.left > left);
  }

  object(r) {
    if (this.json.learnt > MOST_KEYS) {
      this.json.learnt = 0;
      this.root = start();
    }
    return super.object(r);
  }

  /** A value of exact.mjs, null too; `key`: bytes in place of the record's own. */
  emit(r, value, key = r.b, from = r.key, to = r.keyEnd) {
    const { out } = this;
    if (value === null) {
      out.begin(r.timestamp, key, from, to, 8);
      out.finishNull(r.b, r.headers, r.end);
      return;
    }
    const text = encodable(write(value));
    out.ensure(text.length * 3 + to - from + r.end - r.headers + 1024);
    const p = out.begin(r.timestamp, key, from, to, text.length * 3);
    out.finish(p + out.b.utf8Write(text, p), r.b, r.headers, r.end);
  }
}

/** The value of a record, any JSON; null: there is none. */
export function anyValue(r) {
  if (r.valueEnd <= r.value) return null;
  const text = decode(r.b, r.value, r.valueEnd);
  if (/^\s*[{[]/.test(text)) return parse(text);
  const [item, ...more] = parse(`[${text}]`);
  if (item === undefined || more.length > 0) throw new SyntaxError("no JSON");
  return item;
}

/** What a stage writes to a topic that another one reads goes there, as bytes. */
export class Stages {
  /** By the topics that they read. */
  constructor(stages) {
    this.stages = new Map(Object.entries(stages));
  }

  process(topic, batch) {
    const written = this.stages.get(topic).process(batch);
    for (const [to, bytes] of written) {
      const next = this.stages.get(to);
      if (next !== undefined) written.push(...next.process(bytes));
    }
    return written;
  }
}
