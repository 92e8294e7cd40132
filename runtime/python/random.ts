/** Module `random`: MT19937, exact for a given seed. */

import { PyBytes } from "./bytes.ts";
import { defineClass, object, type PyClass } from "./classes.ts";
import { lt } from "./compare.ts";
import { environment } from "./environment.ts";
import { indexError, typeError, valueError } from "./exceptions.ts";
import { toFloat } from "./float.ts";
import { canonical, intAdd, intFloordiv, intMul, intSub, toIndex, toSmallIndex } from "./int.ts";
import { iter } from "./iteration.ts";
import { len } from "./iterators.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import { defineModule, type Members, NativeObject, native } from "./module.ts";
import { add } from "./operators.ts";
import { str } from "./repr.ts";
import { seedWords } from "./seed-words.ts";
import { PySet } from "./set.ts";
import { getItem, setItem } from "./subscript.ts";
import { PyTuple } from "./tuple.ts";
import { boxFloat, type Int, isDict, isInt, type Value } from "./value.ts";

const MEMBERS: Members = {
  seed: { parameters: ["a", "version"], required: 0 },
  random: { float: true },
  getrandbits: {},
  randbytes: {},
  randrange: { parameters: ["start", "stop", "step"], required: 1 },
  randint: { parameters: ["a", "b"] },
  choice: { parameters: ["seq"] },
  choices: {
    parameters: ["population", "weights", "cum_weights", "k"],
    required: 1,
    positional: 2,
  },
  sample: { parameters: ["population", "k", "counts"], required: 2, positional: 2 },
  shuffle: { parameters: ["x"] },
  uniform: { parameters: ["a", "b"], float: true },
  triangular: { parameters: ["low", "high", "mode"], required: 0, float: true },
  gauss: { parameters: ["mu", "sigma"], required: 0, float: true },
  normalvariate: { parameters: ["mu", "sigma"], required: 0, float: true },
  lognormvariate: { parameters: ["mu", "sigma"], required: 0, float: true },
  expovariate: { parameters: ["lambd"], required: 0, float: true },
  gammavariate: { parameters: ["alpha", "beta"], float: true },
  betavariate: { parameters: ["alpha", "beta"], float: true },
  paretovariate: { parameters: ["alpha"], float: true },
  weibullvariate: { parameters: ["alpha", "beta"], float: true },
  getstate: {},
  setstate: { parameters: ["state"] },
};

const NV_MAGIC = (4 * Math.exp(-0.5)) / Math.sqrt(2);
const LOG4 = Math.log(4);
const SG_MAGIC = 1 + Math.log(4.5);

/** A generator of its own: `random.Random(seed)`. */
class PyRandom extends NativeObject {
  private readonly twister = new MersenneTwister();
  private nextGauss: number | null = null;

  constructor(seed: Value = null) {
    super();
    this.seed(seed);
  }
  members(): Members {
    return MEMBERS;
  }
  override pyTypeName(): string {
    return "Random";
  }
  seed(a: Value = null, _version: Value = 2): null {
    this.twister.seed(a === null ? environment.entropy(624) : seedWords(a));
    this.nextGauss = null;
    return null;
  }
  random(): number {
    return this.twister.random();
  }
  getrandbits(k: Value): Int {
    const bits = toIndex(k);
    if (bits < 0) throw valueError("number of bits must be non-negative");
    return canonical(this.twister.bits(Number(bits)));
  }
  randbytes(n: Value): PyBytes {
    const count = toSmallIndex(n);
    const data = new Uint8Array(count);
    let value = this.twister.bits(count * 8);
    for (let i = 0; i < count; i++) {
      data[i] = Number(value & 255n);
      value >>= 8n;
    }
    return new PyBytes(data);
  }
  /** A uniform int in [0, n). */
  private below(n: Int): Int {
    if (typeof n === "number" && n <= 0x7fffffff) {
      const bits = 32 - Math.clz32(n);
      let r = this.twister.next32() >>> (32 - bits);
      while (r >= n) r = this.twister.next32() >>> (32 - bits);
      return r;
    }
    const limit = BigInt(n);
    const bits = limit.toString(2).length;
    let r = this.twister.bits(bits);
    while (r >= limit) r = this.twister.bits(bits);
    return canonical(r);
  }
  private belowSmall(n: number): number {
    return Number(this.below(n));
  }
  randrange(start: Value, stop: Value = null, step: Value = 1): Int {
    const first = toIndex(start);
    if (stop === null) {
      if (step !== 1) throw typeError("Missing a non-None stop argument");
      if (first > 0) return this.below(first);
      throw valueError("empty range for randrange()");
    }
    const width = intSub(toIndex(stop), first);
    const by = toIndex(step);
    if (by === 1) {
      if (width > 0) return intAdd(first, this.below(width));
      throw valueError(`empty range in randrange(${str(start)}, ${str(stop)})`);
    }
    if (by === 0) throw valueError("zero step for randrange()");
    const count = intFloordiv(
      by > 0 ? intSub(intAdd(width, by), 1) : intAdd(intAdd(width, by), 1),
      by,
    );
    if (count <= 0) {
      throw valueError(`empty range in randrange(${str(start)}, ${str(stop)}, ${str(step)})`);
    }
    return intAdd(first, intMul(by, this.below(count)));
  }
  randint(a: Value, b: Value): Int {
    return this.randrange(a, add(b, 1));
  }
  choice(sequence: Value): Value {
    const length = len(sequence);
    if (length === 0) throw indexError("Cannot choose from an empty sequence");
    return getItem(sequence, this.belowSmall(length));
  }
  choices(
    population: Value,
    weights: Value = null,
    cumWeights: Value = null,
    k: Value = 1,
  ): Value[] {
    const length = len(population);
    const count = toSmallIndex(k);
    const result: Value[] = [];
    if (weights === null && cumWeights === null) {
      for (let i = 0; i < count; i++)
        result.push(getItem(population, Math.floor(this.random() * length)));
      return result;
    }
    if (weights !== null && cumWeights !== null) {
      throw typeError("Cannot specify both weights and cumulative weights");
    }
    if (isInt(weights)) {
      throw typeError(`The number of choices must be a keyword argument: k=${str(weights)}`);
    }
    const sums = cumWeights === null ? accumulate(weights) : Array.from(iter(cumWeights));
    if (sums.length !== length) {
      throw valueError("The number of weights does not match the population");
    }
    const total = toFloat(sums.at(-1));
    if (total <= 0) throw valueError("Total of weights must be greater than zero");
    if (!Number.isFinite(total)) throw valueError("Total of weights must be finite");
    for (let i = 0; i < count; i++) {
      result.push(getItem(population, bisect(sums, boxFloat(this.random() * total), length - 1)));
    }
    return result;
  }
  sample(population: Value, k: Value, counts: Value = null): Value[] {
    if (isDict(population) || population instanceof PySet) {
      throw typeError("Population must be a sequence.  For dicts or sets, use sorted(d).");
    }
    const length = len(population);
    if (counts !== null) return this.sampleCounts(population, length, k, counts);
    const count = toSmallIndex(k);
    if (count < 0 || count > length) {
      throw valueError("Sample larger than population or is negative");
    }
    const result: Value[] = [];
    if (length <= setSize(count)) {
      const pool = Array.from(iter(population));
      for (let i = 0; i < count; i++) {
        const j = this.belowSmall(length - i);
        result.push(pool[j] as Value);
        pool[j] = pool[length - i - 1] as Value;
      }
      return result;
    }
    const selected = new Set<number>();
    for (let i = 0; i < count; i++) {
      let j = this.belowSmall(length);
      while (selected.has(j)) j = this.belowSmall(length);
      selected.add(j);
      result.push(getItem(population, j));
    }
    return result;
  }
  private sampleCounts(population: Value, length: number, k: Value, counts: Value): Value[] {
    const sums = accumulate(counts);
    if (sums.length !== length) {
      throw valueError("The number of counts does not match the population");
    }
    const total = sums.pop() as Value;
    if (!isInt(total)) throw typeError("Counts must be integers");
    if (Number(total) <= 0) throw valueError("Total of counts must be greater than zero");
    const places = Array.from({ length: Number(total) }, (_, i) => i);
    return this.sample(places, k).map((s) => getItem(population, bisect(sums, s, sums.length)));
  }
  shuffle(x: Value): null {
    for (let i = len(x) - 1; i > 0; i--) {
      const j = this.belowSmall(i + 1);
      const [a, b] = [getItem(x, i), getItem(x, j)];
      setItem(x, i, b);
      setItem(x, j, a);
    }
    return null;
  }
  uniform(a: Value, b: Value): number {
    const low = toFloat(a);
    return low + (toFloat(b) - low) * this.random();
  }
  triangular(low: Value = 0, high: Value = 1, mode: Value = null): number {
    let [from, to] = [toFloat(low), toFloat(high)];
    let u = this.random();
    if (mode !== null && from === to) return from;
    let c = mode === null ? 0.5 : (toFloat(mode) - from) / (to - from);
    if (u > c) {
      u = 1 - u;
      c = 1 - c;
      [from, to] = [to, from];
    }
    return from + (to - from) * Math.sqrt(u * c);
  }
  gauss(mu: Value = 0, sigma: Value = 1): number {
    let z = this.nextGauss;
    this.nextGauss = null;
    if (z === null) {
      const x = this.random() * 2 * Math.PI;
      const g = Math.sqrt(-2 * Math.log(1 - this.random()));
      z = Math.cos(x) * g;
      this.nextGauss = Math.sin(x) * g;
    }
    return toFloat(mu) + z * toFloat(sigma);
  }
  normalvariate(mu: Value = 0, sigma: Value = 1): number {
    for (;;) {
      const u1 = this.random();
      const u2 = 1 - this.random();
      const z = (NV_MAGIC * (u1 - 0.5)) / u2;
      if ((z * z) / 4 <= -Math.log(u2)) return toFloat(mu) + z * toFloat(sigma);
    }
  }
  lognormvariate(mu: Value = 0, sigma: Value = 1): number {
    return Math.exp(this.normalvariate(mu, sigma));
  }
  expovariate(lambd: Value = 1): number {
    return -Math.log(1 - this.random()) / toFloat(lambd);
  }
  gammavariate(alpha: Value, beta: Value): number {
    const [a, b] = [toFloat(alpha), toFloat(beta)];
    if (a <= 0 || b <= 0) throw valueError("gammavariate: alpha and beta must be > 0.0");
    if (a === 1) return -Math.log(1 - this.random()) * b;
    if (a > 1) {
      const ainv = Math.sqrt(2 * a - 1);
      const bbb = a - LOG4;
      const ccc = a + ainv;
      for (;;) {
        const u1 = this.random();
        if (u1 <= 1e-7 || u1 >= 0.9999999) continue;
        const u2 = 1 - this.random();
        const v = Math.log(u1 / (1 - u1)) / ainv;
        const x = a * Math.exp(v);
        const z = u1 * u1 * u2;
        const r = bbb + ccc * v - x;
        if (r + SG_MAGIC - 4.5 * z >= 0 || r >= Math.log(z)) return x * b;
      }
    }
    for (;;) {
      const u = this.random();
      const limit = (Math.E + a) / Math.E;
      const p = limit * u;
      const x = p <= 1 ? p ** (1 / a) : -Math.log((limit - p) / a);
      const u1 = this.random();
      if (p > 1 ? u1 <= x ** (a - 1) : u1 <= Math.exp(-x)) return x * b;
    }
  }
  betavariate(alpha: Value, beta: Value): number {
    const y = this.gammavariate(alpha, 1);
    return y === 0 ? 0 : y / (y + this.gammavariate(beta, 1));
  }
  paretovariate(alpha: Value): number {
    const u = 1 - this.random();
    return u ** (-1 / toFloat(alpha));
  }
  weibullvariate(alpha: Value, beta: Value): number {
    const u = 1 - this.random();
    return toFloat(alpha) * (-Math.log(u)) ** (1 / toFloat(beta));
  }
  getstate(): PyTuple {
    const { words, index } = this.twister.snapshot();
    const gauss = this.nextGauss === null ? null : boxFloat(this.nextGauss);
    return new PyTuple([3, new PyTuple([...words, index]), gauss]);
  }
  setstate(state: Value): null {
    const [, words, gauss] = (state as PyTuple).items;
    const all = (words as PyTuple).items.map(Number);
    this.twister.restore(Uint32Array.from(all.slice(0, 624)), all[624] as number);
    this.nextGauss = gauss === null ? null : toFloat(gauss);
    return null;
  }
}

function accumulate(x: Value): Value[] {
  const sums: Value[] = [];
  let total: Value | undefined;
  for (const item of iter(x)) {
    total = total === undefined ? item : add(total, item);
    sums.push(total);
  }
  return sums;
}

/** The place behind all that are not greater. */
function bisect(sums: readonly Value[], x: Value, high: number): number {
  let low = 0;
  let end = high;
  while (low < end) {
    const middle = (low + end) >> 1;
    if (lt(x, sums[middle] as Value)) end = middle;
    else low = middle + 1;
  }
  return low;
}

/** Up to this length CPython picks from a copied pool. */
function setSize(count: number): number {
  return count > 5 ? 21 + 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 21;
}

const shared = new PyRandom();

/** A method of the shared generator as a function of the module. */
function bound<F extends (...args: never[]) => Value>(name: string, fn: F): F {
  const { parameters, required, ...rest } = MEMBERS[name] as {
    parameters?: readonly string[];
    required?: number;
  };
  const of = fn.bind(shared) as F;
  const dicts = ["choice", "choices", "sample", "shuffle", "seed"].includes(name) ? 1 : 0;
  return native(name, parameters ?? [], required ?? parameters?.length ?? 0, of, {
    ...rest,
    ...(parameters === undefined ? { rest: true } : {}),
    dicts,
  });
}

/** `random.Random` */
export const Random: ((seed?: Value) => PyRandom) & PyClass = defineClass(
  (seed: Value = null) => new PyRandom(seed),
  "Random",
  [object],
  "random",
);
PyRandom.prototype.pyType = () => Random;

export const random = defineModule("random", {
  Random,
  seed: bound("seed", shared.seed),
  random: bound("random", shared.random),
  getrandbits: bound("getrandbits", shared.getrandbits),
  randbytes: bound("randbytes", shared.randbytes),
  randrange: bound("randrange", shared.randrange),
  randint: bound("randint", shared.randint),
  choice: bound("choice", shared.choice),
  choices: bound("choices", shared.choices),
  sample: bound("sample", shared.sample),
  shuffle: bound("shuffle", shared.shuffle),
  uniform: bound("uniform", shared.uniform),
  triangular: bound("triangular", shared.triangular),
  gauss: bound("gauss", shared.gauss),
  normalvariate: bound("normalvariate", shared.normalvariate),
  lognormvariate: bound("lognormvariate", shared.lognormvariate),
  expovariate: bound("expovariate", shared.expovariate),
  gammavariate: bound("gammavariate", shared.gammavariate),
  betavariate: bound("betavariate", shared.betavariate),
  paretovariate: bound("paretovariate", shared.paretovariate),
  weibullvariate: bound("weibullvariate", shared.weibullvariate),
  getstate: bound("getstate", shared.getstate),
  setstate: bound("setstate", shared.setstate),
});
