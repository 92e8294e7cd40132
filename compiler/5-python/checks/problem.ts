/** A finding of the second pass: CPython's message at a place. */
import type { Span } from "../../1-source/source-file.ts";

export interface Problem {
  readonly message: string;
  readonly node: { readonly span: Span };
}
