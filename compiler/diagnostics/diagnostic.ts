/**
 * What a stage has to say about the author's files. A diagnostic is a value: stages collect them, nothing is thrown
 * for a mistake in a definition.
 */
import type { Span } from "../1-source/source-file.ts";

export type Severity = "error" | "warning" | "info";

/** Another place that belongs to the finding ("first defined here"). */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

export interface Diagnostic {
  /** A slug by area, as in `catalog/`: `name/unknown-function`. */
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  /** One sentence about the author's file, in their words, values in backquotes. */
  readonly message: string;
  /** One thing to do. */
  readonly help?: string;
  readonly related: readonly RelatedPlace[];
  /** The place in the author's terms, `pipelines.main.via.step1.if`; shown beside line and column. */
  readonly path?: string;
}

/** The result of a stage: its value and all that it found. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
