/** MT19937 as CPython seeds and reads it, so that a seed gives the same numbers. */

const N = 624;
const M = 397;

export class MersenneTwister {
  private readonly state = new Uint32Array(N);
  private index = N;

  /** Seeds by an array of 32-bit words. */
  seed(key: ArrayLike<number>): void {
    const { state } = this;
    this.fill(19650218);
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      const previous = state[i - 1] as number;
      const mixed = Math.imul(previous ^ (previous >>> 30), 1664525);
      state[i] = ((state[i] as number) ^ mixed) + (key[j] as number) + j;
      i++;
      j++;
      if (i >= N) {
        state[0] = state[N - 1] as number;
        i = 1;
      }
      if (j >= key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      const previous = state[i - 1] as number;
      const mixed = Math.imul(previous ^ (previous >>> 30), 1566083941);
      state[i] = ((state[i] as number) ^ mixed) - i;
      i++;
      if (i >= N) {
        state[0] = state[N - 1] as number;
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  private fill(seed: number): void {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1] as number;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.index = N;
  }

  /** The next 32 bits. */
  next32(): number {
    if (this.index >= N) this.twist();
    let y = this.state[this.index++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  private twist(): void {
    const { state } = this;
    for (let k = 0; k < N; k++) {
      const y = ((state[k] as number) & 0x80000000) | ((state[(k + 1) % N] as number) & 0x7fffffff);
      state[k] = (state[(k + M) % N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.index = 0;
  }

  /** A double in [0, 1) with 53 bits. */
  random(): number {
    const a = this.next32() >>> 5;
    const b = this.next32() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  /** `bits` random bits, the first word lowest. */
  bits(bits: number): bigint {
    if (bits <= 32) return BigInt(bits === 0 ? 0 : this.next32() >>> (32 - bits));
    let result = 0n;
    let shift = 0n;
    for (let left = bits; left > 0; left -= 32) {
      const word = this.next32();
      result |= BigInt(left < 32 ? word >>> (32 - left) : word) << shift;
      shift += 32n;
    }
    return result;
  }

  /** What the state is made of, for `getstate` and copies. */
  snapshot(): { readonly words: Uint32Array; readonly index: number } {
    return { words: this.state.slice(), index: this.index };
  }

  restore(words: Uint32Array, index: number): void {
    this.state.set(words);
    this.index = index;
  }
}
