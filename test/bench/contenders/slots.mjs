// Objects without code made for them: values in the order they came, keys and their order in a shape shared by all objects
// with these keys. The fields that a function reads are properties of a class written ahead.
import { compareKeys, quote } from "./exact.mjs";
import { Text, WRITE, writeValue } from "./json.mjs";

export class Dict {
  constructor(shape, values) {
    this.shape = shape;
    this.values = values;
  }
  [WRITE](b, d, p) {
    return this.shape.write(b, d, p, this.values);
  }
}

export class Shape {
  constructor(path) {
    this.last = new Map(path.map((k, i) => [k, i]));
    this.keys = [...this.last.keys()].sort(compareKeys);
    this.texts = this.keys.map((k) => new Text(`,${quote(k)}:`));
    this.order = Int32Array.from(this.keys, (k) => this.last.get(k));
    this.plans = new Map();
  }

  make(stack, base, top) {
    return new Dict(this, stack.slice(base, top));
  }

  write(b, d, p, values) {
    const { texts, order } = this,
      first = p;
    for (let i = 0; i < order.length; i++)
      p = writeValue(b, d, texts[i].put(d, p), values[order[i]]);
    if (p === first) p++;
    b[first] = 123;
    b[p] = 125;
    return p + 1;
  }

  with(extra) {
    let w = this.plans.get(extra);
    if (w === undefined) {
      const keys = [...new Set([...this.keys, ...Object.keys(extra)])].sort(compareKeys);
      w = planned(
        keys.map((k) => new Text(`,${quote(k)}:`)),
        Int32Array.from(keys, (k) => (Object.hasOwn(extra, k) ? -1 : this.last.get(k))),
        keys.map((k) => extra[k]),
      );
      this.plans.set(extra, w);
    }
    return w;
  }
}

function planned(texts, order, extra) {
  return (b, d, p, o, x, y) => {
    const values = o.values,
      first = p;
    for (let i = 0; i < order.length; i++) {
      p = texts[i].put(d, p);
      p = order[i] < 0 ? extra[i](b, d, p, o, x, y) : writeValue(b, d, p, values[order[i]]);
    }
    b[first] = 123;
    b[p] = 125;
    return p + 1;
  };
}

// Written ahead, one a definition: what its functions read.

class Sensor extends Dict {
  constructor(s, v, t, d, r) {
    super(s, v);
    this.temperature = t;
    this.device_id = d;
    this.room = r;
  }
}
class SensorShape extends Shape {
  constructor(path) {
    super(path);
    [this.t, this.d, this.r] = ["temperature", "device_id", "room"].map(
      (k) => this.last.get(k) ?? -1,
    );
  }
  make(stack, base, top) {
    return new Sensor(
      this,
      stack.slice(base, top),
      read(stack, base, this.t),
      read(stack, base, this.d),
      read(stack, base, this.r),
    );
  }
}

class Order extends Dict {
  constructor(s, v, a, n, d) {
    super(s, v);
    this.amount = a;
    this.name = n;
    this.discount = d;
  }
}
class OrderShape extends Shape {
  constructor(path) {
    super(path);
    [this.a, this.n, this.d] = ["amount", "name", "discount"].map((k) => this.last.get(k) ?? -1);
  }
  make(stack, base, top) {
    return new Order(
      this,
      stack.slice(base, top),
      read(stack, base, this.a),
      read(stack, base, this.n),
      read(stack, base, this.d),
    );
  }
}

const read = (stack, base, at) => (at < 0 ? undefined : stack[base + at]);
const slots = (Outermost) => (path, outermost) => new (outermost ? Outermost : Shape)(path);
export const SLOTS = {
  json200: slots(SensorShape),
  json1k: slots(SensorShape),
  window: slots(OrderShape),
  join: slots(OrderShape),
};
