// Record keys, as bytes, to 0, 1, 2, ...: no string is made, and what belongs to a key lives in typed arrays beside it.
export class Keys {
  constructor(capacity = 1024) {
    this.size = 0;
    this.slots = new Int32Array(capacity * 2);
    this.hashes = new Int32Array(capacity);
    this.starts = new Int32Array(capacity + 1);
    this.bytes = new Uint8Array(capacity * 16);
  }

  find(b, from, to, add) {
    let h = 0x811c9dc5;
    for (let i = from; i < to; i++) h = Math.imul(h ^ b[i], 0x01000193);
    h ^= h >>> 15;
    const slots = this.slots,
      mask = slots.length - 1;
    let at = h & mask;
    for (let n; (n = slots[at]) !== 0; at = (at + 1) & mask)
      if (this.hashes[n - 1] === h && this.same(n - 1, b, from, to)) return n - 1;
    if (!add) return -1;
    return this.add(h, at, b, from, to);
  }

  same(n, b, from, to) {
    const bytes = this.bytes,
      start = this.starts[n];
    if (this.starts[n + 1] - start !== to - from) return false;
    for (let i = start; from < to; i++, from++) if (bytes[i] !== b[from]) return false;
    return true;
  }

  add(h, at, b, from, to) {
    const n = this.size++,
      start = this.starts[n],
      end = start + to - from;
    if (end > this.bytes.length) this.bytes = grown(this.bytes, end * 2);
    this.bytes.set(b.subarray(from, to), start);
    this.starts[n + 1] = end;
    this.hashes[n] = h;
    this.slots[at] = n + 1;
    if (this.size === this.hashes.length) this.rehash();
    return n;
  }

  rehash() {
    const capacity = this.size * 2,
      mask = capacity * 2 - 1,
      slots = (this.slots = new Int32Array(capacity * 2));
    this.hashes = grown(this.hashes, capacity);
    this.starts = grown(this.starts, capacity + 1);
    for (let n = 0; n < this.size; n++) {
      let at = this.hashes[n] & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = n + 1;
    }
  }
}

export function grown(a, length) {
  const bigger = new a.constructor(length);
  bigger.set(a);
  return bigger;
}
