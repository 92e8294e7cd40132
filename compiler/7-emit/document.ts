/**
 * The layout document: what the emitters build and `print-document.ts` lays out in lines of at most 100 columns, as
 * Prettier would. Names of imports are values in it, so that the import list of a module is exactly what it uses.
 */
import type { Span } from "../1-source/source-file.ts";

export type Document =
  | string
  | readonly Document[]
  /** Printed flat if it fits into the rest of the line, else broken: its `line`s become line ends. */
  | { readonly kind: "group"; readonly content: Document; readonly shouldBreak: boolean }
  | { readonly kind: "indent"; readonly content: Document }
  /** `soft`: nothing when flat; `space`: a blank when flat; `hard`: always a line end, and every group around breaks. */
  | { readonly kind: "line"; readonly mode: "soft" | "space" | "hard" }
  /** One text when the group around is broken, another when it is flat (a trailing comma). */
  | { readonly kind: "ifBreak"; readonly broken: Document; readonly flat: Document }
  /** A name imported from a module: printed as `name`, and listed in the module's imports. `namespace`: `import * as py`. */
  | { readonly kind: "imported"; readonly name: string; readonly from: string; readonly namespace: boolean; readonly typeOnly: boolean }
  /** Where in the YAML the content comes from; `frame` is the logical path of the Python function, null outside of one. */
  | { readonly kind: "origin"; readonly span: Span; readonly frame: string | null; readonly content: Document };

export const group = (content: Document, shouldBreak = false): Document => ({
  kind: "group",
  content,
  shouldBreak,
});
export const indent = (content: Document): Document => ({ kind: "indent", content });
export const softLine: Document = { kind: "line", mode: "soft" };
export const line: Document = { kind: "line", mode: "space" };
export const hardLine: Document = { kind: "line", mode: "hard" };
export const ifBreak = (broken: Document, flat: Document = ""): Document => ({
  kind: "ifBreak",
  broken,
  flat,
});
export const imported = (name: string, from: string): Document => ({
  kind: "imported",
  name,
  from,
  namespace: false,
  typeOnly: false,
});
export const importedType = (name: string, from: string): Document => ({
  kind: "imported",
  name,
  from,
  namespace: false,
  typeOnly: true,
});
export const importedNamespace = (name: string, from: string): Document => ({
  kind: "imported",
  name,
  from,
  namespace: true,
  typeOnly: false,
});
export const origin = (span: Span, frame: string | null, content: Document): Document => ({
  kind: "origin",
  span,
  frame,
  content,
});

export function join(separator: Document, parts: readonly Document[]): Document {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part]));
}

/** `(a, b)` on one line, or one a line with a trailing comma. */
export function list(open: string, items: readonly Document[], close: string): Document {
  if (items.length === 0) return [open, close];
  return group([open, indent([softLine, join([",", line], items)]), ifBreak(","), softLine, close]);
}
