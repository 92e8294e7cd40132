// aggregate.yaml by hand, of the parts that values need: JSON as values (contenders/json.mjs, with shapes as in slots.mjs),
// keys as bytes in a table (keys.mjs), batches in slabs (slab.mjs). What is rare goes through exact.mjs.
import { item } from "../contenders/exact.mjs";
import { Shape } from "../contenders/slots.mjs";
import { toText } from "./conversions.mjs";
import { fail, isDict } from "./python.mjs";
import { anyValue, Stage, Stages } from "./stage.mjs";
import { Sums } from "./sums.mjs";
import { encodable } from "./unicode.mjs";

class PassageShape extends Shape {
  constructor(path) {
    super(path);
    this.section = this.last.get("section") ?? -1;
  }

  /** The outermost object is what the parser's stack holds. */
  make() {
    return this;
  }
}

export class Sort extends Stage {
  constructor(options) {
    const shapes = (path, isOutermost) => new (isOutermost ? PassageShape : Shape)(path);
    super("passages_by_section", { shapes, ...options });
  }

  one(r) {
    const passage = r.valueEnd <= r.value ? null : this.object(r);
    const { stack } = this.json;
    const section = passage === null || passage.section < 0 ? null : stack[passage.section];
    if (typeof section !== "string") {
      this.exactly(r);
      return;
    }
    const { out } = this;
    const bound = (r.valueEnd - r.value) * 8 + r.end - r.headers + 1024;
    const p = putAscii(out.b, out.open(r.timestamp, section.length, bound), section);
    if (p < 0) this.exactly(r);
    else out.finish(passage.write(out.b, out.view, out.value(p), stack), r.b, r.headers, r.end);
  }

  exactly(r) {
    const value = anyValue(r);
    const section = isDict(value) ? item(value, "section") : fail("not subscriptable");
    if (section === null) this.emit(r, value, r.b, 0, -1);
    else {
      const key = Buffer.from(encodable(toText(section, true)));
      this.emit(r, value, key, 0, key.length);
    }
  }
}

/** -1: it is not all ASCII. */
function putAscii(b, p, s) {
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c > 127) return -1;
    b[p + i] = c;
  }
  return p + s.length;
}

/** Of a stage that reads one field: its value alone. */
class CentsShape {
  constructor(path) {
    this.at = path.lastIndexOf("cents");
  }

  make(stack, base) {
    return this.at < 0 ? undefined : stack[base + this.at];
  }
}

export class AddUp extends Stage {
  constructor(sums, options) {
    const shapes = (path, isOutermost) => new (isOutermost ? CentsShape : Shape)(path);
    super(null, { shapes, ...options });
    this.sums = sums;
  }

  one(r) {
    if (r.keyEnd < 0) return;
    const cents = r.valueEnd <= r.value ? undefined : this.object(r);
    this.sums.add(r, Number.isSafeInteger(cents) ? cents : undefined);
  }

  /** What a full cache flushed. */
  process(batch) {
    super.process(batch);
    return this.sums.take();
  }
}

export class Aggregate extends Stages {
  constructor({ folder, cacheBytes, ...options }, stages = { Sort, AddUp }) {
    const sums = new Sums(folder, cacheBytes);
    super({
      passages: new stages.Sort(options),
      passages_by_section: new stages.AddUp(sums, options),
    });
    this.sums = sums;
  }

  open() {
    return this.sums.open();
  }

  commit() {
    return this.sums.commit();
  }

  async close() {
    await this.sums.disk?.close();
  }
}
