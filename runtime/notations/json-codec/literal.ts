/** A text that is written again and again: four bytes a time. The last store may write up to three bytes too many. */
export class Literal {
  readonly length: number;
  readonly #words: Int32Array;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    const padded = Buffer.concat([bytes, Buffer.alloc(3)]);
    this.#words = Int32Array.from({ length: (this.length + 3) >> 2 }, (_, i) =>
      padded.readInt32LE(i * 4),
    );
  }

  write(view: DataView, at: number): number {
    const words = this.#words;
    for (let i = 0; i < words.length; i++) view.setInt32(at + i * 4, words[i] as number, true);
    return at + this.length;
  }
}
