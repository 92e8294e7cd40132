/**
 * The IR of the source stage: a YAML document as a tree, a span on each node, mapping order kept, nothing coerced.
 * What now holds: one document, no aliases, no merge keys, no repeated key but at top level (sections may be written in
 * several parts), at most `MAX_DEPTH` deep.
 */
import type { SourceFile, Span, TextOrigin } from "./source-file.ts";

export type YamlNode = YamlScalar | YamlMapping | YamlSequence;

/** A plain scalar is read as KSML's loader reads it (language.md 0.1): YAML 1.1 words such as `on` are strings. */
export interface YamlScalar {
  readonly kind: "scalar";
  readonly span: Span;
  /** An integer beyond ±(2^53 − 1) is a bigint. */
  readonly value: string | boolean | number | bigint | null;
  readonly style: "plain" | "single" | "double" | "literal" | "folded";
  /** As it stands in the file; `1.10` for the float 1.1, which is what an error shows. */
  readonly source: string;
  /** For a plain number: written with `.` or an exponent, so a float even where it is whole. */
  readonly isFloat: boolean;
  /** Where the characters of a string value stand in the file. */
  readonly origin: TextOrigin;
}

export interface YamlPair {
  /** Keys are their text, also where they look like a number or `null`; an empty key is "". */
  readonly key: string;
  /** What the author wrote, where a later stage took it for another spelling of `key`. */
  readonly written?: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
  /** Comment lines directly above the key, then the one at the end of its line, without `#` and one blank; null: none. */
  readonly comment: string | null;
}

export interface YamlMapping {
  readonly kind: "mapping";
  readonly span: Span;
  readonly pairs: readonly YamlPair[];
}

export interface YamlSequence {
  readonly kind: "sequence";
  readonly span: Span;
  readonly items: readonly YamlNode[];
  /** Of each item, the comment above it; of a mapping, all that its first key has, or what is behind its braces. */
  readonly itemComments: readonly (string | null)[];
  /** As it stands in the file: an unquoted `[(string, json)]` is re-read as text (language.md 0.2). */
  readonly source: string;
}

export interface YamlDocument {
  readonly file: SourceFile;
  readonly root: YamlNode;
}
