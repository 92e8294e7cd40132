/**
 * What the walks from py-ast's tree to ours share: places, names, refusals and the depth limit.
 */
import type { Span } from "../../1-source/source-file.ts";
import type { PythonSource } from "../../3-check/definition.ts";
import { type DiagnosticCode, diagnostic, type SlotValues } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { RejectedSyntax } from "../tokens/token.ts";
import type { Comments } from "../tree.ts";
import type { CommentFinder } from "./find-comments.ts";
import type { ParserInput, Word } from "./parser-input.ts";

const MAX_NESTING = 400;

export interface Place {
  readonly lineno?: number;
  readonly col_offset?: number;
  readonly end_lineno?: number;
  readonly end_col_offset?: number;
}

export class Conversion {
  readonly input: ParserInput;
  readonly source: PythonSource;
  readonly diagnostics: Diagnostic[];
  readonly #comments: CommentFinder | null;
  #depth: number;

  constructor(
    input: ParserInput,
    source: PythonSource,
    diagnostics: Diagnostic[],
    comments: CommentFinder | null,
    depth = 0,
  ) {
    this.input = input;
    this.source = source;
    this.diagnostics = diagnostics;
    this.#comments = comments;
    this.#depth = depth;
  }

  /** The same piece seen through the tokens of a field of an f-string. */
  inside(input: ParserInput): Conversion {
    return new Conversion(input, this.source, this.diagnostics, null, this.#depth);
  }

  firstIndex(node: Place): number {
    return this.input.startingAt(node.lineno ?? 0, node.col_offset ?? 0);
  }

  firstWord(node: Place): Word | undefined {
    return this.input.word(this.firstIndex(node));
  }

  lastWord(node: Place): Word | undefined {
    return this.input.word(this.input.endingAt(node.end_lineno ?? 0, node.end_col_offset ?? 0));
  }

  span(node: Place): Span {
    const start = this.firstWord(node)?.start ?? 0;
    return this.spanOf(start, Math.max(start, this.lastWord(node)?.end ?? start));
  }

  spanOf(start: number, end: number): Span {
    return this.source.origin.span(start, end);
  }

  comments(node: Place, isCompound: boolean): { comments: Comments } | undefined {
    const first = this.firstWord(node);
    const last = this.lastWord(node);
    if (first === undefined || last === undefined || this.#comments === null) return undefined;
    const comments = this.#comments.find(first.start, last.end, isCompound);
    return comments === null ? undefined : { comments };
  }

  refuse(code: DiagnosticCode, span: Span, values: SlotValues = {}): void {
    this.diagnostics.push(diagnostic(code, span, values));
  }

  /** Runs a walk one level deeper. */
  nested<T>(node: Place, walk: () => T): T {
    if (this.#depth >= MAX_NESTING) {
      const start = this.firstWord(node)?.start ?? 0;
      throw new RejectedSyntax(
        `nesting deeper than ${MAX_NESTING}`,
        start,
        start + 1,
        "python/too-deep",
      );
    }
    this.#depth++;
    const result = walk();
    this.#depth--;
    return result;
  }
}
