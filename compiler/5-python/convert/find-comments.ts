/** Which comments of a piece belong to a statement: the lines above it, those inside it, and the one behind it. */

import type { TokenList } from "../tokens/read-tokens.ts";
import type { SourceComment, Token } from "../tokens/token.ts";
import type { Comments } from "../tree.ts";

export class CommentFinder {
  readonly #tokens: readonly Token[];
  readonly #comments: readonly SourceComment[];
  readonly #indexByStart = new Map<number, number>();

  constructor(list: TokenList) {
    this.#tokens = list.tokens.filter((t) => t.kind !== "indent" && t.kind !== "dedent");
    this.#comments = list.comments;
    if (list.comments.length === 0) return;
    for (const [i, token] of this.#tokens.entries()) {
      if (token.kind !== "newline" && token.kind !== "end") this.#indexByStart.set(token.start, i);
    }
  }

  /** `start` and `end`: offsets of a statement. Null: no comments. */
  find(start: number, end: number, isCompound: boolean): Comments | null {
    if (this.#comments.length === 0) return null;
    const first = this.#indexByStart.get(start);
    if (first === undefined) return null;
    const from = this.#tokens[first - 1]?.end ?? 0;
    let newline = first;
    while (newline < this.#tokens.length && this.#tokens[newline]?.kind !== "newline") newline++;
    const last = this.#tokens[newline - 1];
    const lineEnd = this.#tokens[newline]?.start ?? end;
    const isLast = isCompound
      ? last?.text === ":"
      : last !== undefined && (last.end === end || last.text === ";");
    const innerEnd = isCompound ? (last?.start ?? end) : end;
    const above: string[] = [];
    let behind: string | null = null;
    for (const comment of this.#comments) {
      if (comment.start < from) continue;
      if (comment.start > lineEnd) break;
      if (comment.start < start ? comment.ownLine : comment.start < innerEnd)
        above.push(comment.text);
      else if (comment.start >= innerEnd && isLast && !comment.ownLine) behind = comment.text;
    }
    return above.length === 0 && behind === null ? null : { above, behind };
  }
}
