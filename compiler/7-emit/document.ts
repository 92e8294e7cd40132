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
  /** On one line, however long: what stands inside of a template literal. */
  | { readonly kind: "flat"; readonly content: Document }
  /** The first option that fits in one line, forced breaks apart; else the last one, broken (Prettier's conditionalGroup). */
  | { readonly kind: "choice"; readonly options: readonly Document[] }
  | { readonly kind: "indent"; readonly content: Document }
  /** `soft`: nothing when flat; `space`: a blank when flat; `hard`: always a line end, and every group around breaks. */
  | { readonly kind: "line"; readonly mode: "soft" | "space" | "hard" }
  /** One text when the group around is broken, another when it is flat (a trailing comma). */
  | { readonly kind: "ifBreak"; readonly broken: Document; readonly flat: Document }
  /** A name imported from a module: printed as `name`, and listed in the module's imports. `namespace`: `import * as py`. */
  | {
      readonly kind: "imported";
      readonly name: string;
      readonly from: string;
      readonly namespace: boolean;
      readonly typeOnly: boolean;
    }
  /** `callee(a, b)`: laid out as Prettier does, the last argument hugged where it may be. */
  | { readonly kind: "call"; readonly callee: Document; readonly arguments: readonly Document[] }
  /** `head.via(x).end(y)`: one line if it fits and all arguments are simple, else one call a line. */
  | { readonly kind: "chain"; readonly head: Document; readonly links: readonly ChainLink[] }
  /** `(a, b) => body`; `head` is all before ` =>`. The body of kind `object` gets its parentheses here. */
  | {
      readonly kind: "arrow";
      readonly head: Document;
      readonly body: Document;
      readonly bodyKind: ArrowBody;
    }
  /** An object literal: an entry is `key: value`. `expanded`: one a line even where it would fit in one. */
  | { readonly kind: "object"; readonly entries: readonly Document[]; readonly expanded: boolean }
  | { readonly kind: "array"; readonly elements: readonly Document[] }
  /** Printed at the end of the line, and not counted in its width: a comment behind a statement. */
  | { readonly kind: "lineSuffix"; readonly content: Document }
  /** Where in the YAML the content comes from; `frame` is the logical path of the Python function, null outside of one. */
  | {
      readonly kind: "origin";
      readonly span: Span;
      readonly frame: string | null;
      readonly content: Document;
    };

/** Decides how an arrow function is broken; `block` bodies begin with `{` and end with `}`. */
export type ArrowBody = "block" | "object" | "array" | "call" | "conditional" | "other";

export interface ChainLink {
  readonly name: string;
  readonly arguments: readonly Document[];
  /** Comment lines above the link, without `//`. */
  readonly comments?: readonly string[];
}

export const group = (content: Document, shouldBreak = false): Document => ({
  kind: "group",
  content,
  shouldBreak,
});
export const flatten = (content: Document): Document => ({ kind: "flat", content });
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
/** A name that is used as a type only. */
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

export const call = (callee: Document, args: readonly Document[]): Document => ({
  kind: "call",
  callee,
  arguments: args,
});
export const chain = (head: Document, links: readonly ChainLink[]): Document => ({
  kind: "chain",
  head,
  links,
});
export const arrow = (head: Document, body: Document, bodyKind: ArrowBody): Document => ({
  kind: "arrow",
  head,
  body,
  bodyKind,
});
export const objectLiteral = (entries: readonly Document[], expanded = false): Document => ({
  kind: "object",
  entries,
  expanded,
});
export const arrayLiteral = (elements: readonly Document[]): Document => ({
  kind: "array",
  elements,
});
export const lineSuffix = (content: Document): Document => ({ kind: "lineSuffix", content });

export function join(separator: Document, parts: readonly Document[]): Document {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part]));
}

/** `(a, b)` on one line, or one a line with a trailing comma. */
export function list(open: string, items: readonly Document[], close: string): Document {
  if (items.length === 0) return [open, close];
  return group([open, indent([softLine, join([",", line], items)]), ifBreak(","), softLine, close]);
}
