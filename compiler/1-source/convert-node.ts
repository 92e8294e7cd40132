/**
 * The library's document -> our YAML tree. In: a composed document without errors. Out: the tree, and what KSML's
 * loader would not take (language.md 0.1): repeated keys, aliases, merge keys, keys that are no text. Keys at top level may
 * repeat: what they mean there is for the syntax stage to say.
 */
import type { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { isAlias, isMap, isScalar, isSeq } from "yaml";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { integer, plainScalar } from "./plain-scalar.ts";
import { flowOrigin, foldedOrigin, literalOrigin } from "./scalar-origin.ts";
import { type SourceFile, type Span, TextOrigin } from "./source-file.ts";
import type { YamlMapping, YamlNode, YamlPair, YamlScalar, YamlSequence } from "./yaml-tree.ts";

export interface Converted {
  readonly root: YamlNode;
  readonly diagnostics: readonly Diagnostic[];
  /** False where a part could not be converted, so that what comes after would only report follow-ups. */
  readonly usable: boolean;
}

export function convertDocument(file: SourceFile, document: Document): Converted {
  const converter = new Converter(file);
  const contents = document.contents as Node | null;
  const root =
    contents === null ? converter.nothing(file.text.length) : converter.node(contents, true);
  return { root, diagnostics: converter.diagnostics, usable: converter.usable };
}

class Converter {
  readonly file: SourceFile;
  readonly diagnostics: Diagnostic[] = [];
  usable = true;
  readonly #anchors = new Map<string, Span>();
  /** End of the last scalar in the order of the text: a comment line before it is inside a block scalar. */
  #previousEnd = 0;

  constructor(file: SourceFile) {
    this.file = file;
  }

  node(node: Node, isRoot = false): YamlNode {
    if (isAlias(node)) return this.#alias(node);
    const anchored = node as Node & { anchor?: string };
    if (anchored.anchor !== undefined) this.#anchors.set(anchored.anchor, this.#span(node));
    if (isMap(node)) return this.#mapping(node, isRoot);
    if (isSeq(node)) return this.#sequence(node);
    return this.#scalar(node as Scalar);
  }

  nothing(offset: number): YamlScalar {
    const span = this.file.span(offset, offset);
    return {
      kind: "scalar",
      span,
      value: null,
      style: "plain",
      source: "",
      isFloat: false,
      origin: TextOrigin.straight(this.file, offset),
    };
  }

  #alias(node: Node & { source: string }): YamlScalar {
    const span = this.#span(node);
    const anchor = this.#anchors.get(node.source);
    const related = anchor === undefined ? [] : [{ message: "the anchor is here", span: anchor }];
    this.diagnostics.push(
      diagnostic(
        "syntax/yaml-alias",
        span,
        { construct: `alias \`*${node.source}\`` },
        { related },
      ),
    );
    this.usable = false;
    return this.nothing(span.start);
  }

  #mapping(node: YAMLMap, mayRepeat: boolean): YamlMapping {
    const pairs: YamlPair[] = [];
    const seen = new Map<string, Span>();
    const start = node.range?.[0] ?? 0;
    let end = start;
    for (const item of node.items as Pair<Node | null, Node | null>[]) {
      const pair = this.#pair(item, end);
      if (pair === null) continue;
      end = Math.max(end, pair.keySpan.end, pair.value.span.end);
      const first = mayRepeat ? undefined : seen.get(pair.key);
      if (first === undefined) {
        seen.set(pair.key, pair.keySpan);
        pairs.push(pair);
      } else {
        const related = [{ message: "first written here", span: first }];
        this.diagnostics.push(
          diagnostic("syntax/duplicate-key", pair.keySpan, { key: pair.key }, { related }),
        );
      }
    }
    return {
      kind: "mapping",
      span: this.file.span(start, isFlow(node) ? (node.range?.[1] ?? end) : end),
      pairs,
    };
  }

  #pair(item: Pair<Node | null, Node | null>, from: number): YamlPair | null {
    if (item.key !== null && !isScalar(item.key)) {
      const span = this.#span(item.key);
      this.diagnostics.push(
        diagnostic("syntax/yaml", span, {
          reason: "a key must be a text, not a mapping, list or alias",
        }),
      );
      this.usable = false;
      return null;
    }
    const start = item.key?.range?.[0] ?? from;
    const above = this.#commentAbove(start);
    const key = item.key === null ? this.nothing(from) : this.#scalar(item.key);
    const merges = key.style === "plain" && key.source === "<<";
    if (merges) {
      this.diagnostics.push(
        diagnostic("syntax/yaml-alias", key.span, { construct: "merge key `<<`" }),
      );
      this.usable = false;
    }
    const value =
      item.value === null || merges ? this.nothing(key.span.end) : this.node(item.value);
    return {
      key: typeof key.value === "string" ? key.value : key.source,
      keySpan: key.span,
      value,
      comment: joined(above, this.#commentBeside(key.span, value.span)),
    };
  }

  #sequence(node: YAMLSeq): YamlSequence {
    const start = node.range?.[0] ?? 0;
    let end = start;
    const items: YamlNode[] = [];
    const itemComments: (string | null)[] = [];
    for (const item of node.items as (Node | null)[]) {
      const above = this.#commentAbove(item?.range?.[0] ?? end);
      const value = item === null ? this.nothing(end) : this.node(item);
      items.push(value);
      itemComments.push(this.#itemComment(above, value));
      end = Math.max(end, value.span.end);
    }
    const span = this.file.span(start, isFlow(node) ? (node.range?.[1] ?? end) : end);
    return {
      kind: "sequence",
      span,
      items,
      itemComments,
      source: this.file.text.slice(span.start, span.end),
    };
  }

  #scalar(node: Scalar): YamlScalar {
    const span = this.#span(node);
    const text = String(node.value ?? "");
    const style = STYLES.get(node.type ?? "PLAIN") ?? "plain";
    this.#previousEnd = Math.max(this.#previousEnd, span.end);
    const plain = style === "plain" ? plainScalar(text) : { value: text, isFloat: false };
    const { value, isFloat } = tagged(node.tag, text, plain);
    const source = style === "plain" ? text : this.file.text.slice(span.start, span.end);
    return {
      kind: "scalar",
      span,
      value,
      style,
      source,
      isFloat,
      origin: this.#origin(node, style, text, span),
    };
  }

  #origin(node: Scalar, style: YamlScalar["style"], value: string, span: Span): TextOrigin {
    const token = node.srcToken;
    if (token?.type === "block-scalar") {
      const header = token.props.at(-1);
      const offset =
        header !== undefined && "source" in header
          ? header.offset + header.source.length
          : span.start;
      return style === "folded"
        ? foldedOrigin(this.file, value, token.source, offset)
        : literalOrigin(this.file, value, token.source, offset);
    }
    const written = this.file.text.slice(span.start, span.end);
    if (style === "single" || style === "double")
      return flowOrigin(this.file, written.slice(1, -1), span.start + 1, style);
    return written.includes("\n")
      ? flowOrigin(this.file, written, span.start, "plain")
      : TextOrigin.straight(this.file, span.start);
  }

  /** Comment lines directly above the line of `offset`. Of `- x: 1` the key is on the dash's line. */
  #commentAbove(offset: number): string | null {
    let line = this.file.lineIndex(offset);
    if (!/^[\s\-?]*$/.test(this.file.text.slice(this.file.lineStart(line), offset))) return null;
    const lines: string[] = [];
    while (--line >= 0 && this.file.lineStart(line) >= this.#previousEnd) {
      const found = /^\s*#( ?)(.*)$/.exec(this.file.lineText(line));
      if (found === null) break;
      lines.unshift((found[2] ?? "").trimEnd());
    }
    return lines.length === 0 ? null : lines.join("\n");
  }

  /** `- type: filter # in time`: what is said of the first key is said of the item; `- {type: filter} # in time` */
  #itemComment(above: string | null, value: YamlNode): string | null {
    if (value.kind !== "mapping") return above;
    const first = value.pairs[0]?.comment ?? null;
    return first ?? joined(above, this.#commentBeside(value.span, value.span));
  }

  /** `filter: is_open # in time`: the comment behind what the key's line has of the pair. */
  #commentBeside(key: Span, value: Span): string | null {
    const line = this.file.lineIndex(key.end);
    const isBeside = value.start < value.end && this.file.lineIndex(value.start) === line;
    if (isBeside && this.file.lineIndex(value.end) !== line) return null;
    const end = isBeside ? value.end : key.end;
    const rest = this.file.lineText(line).slice(end - this.file.lineStart(line));
    const found = /^(?:\s*:)?\s+# ?(.*)$/.exec(rest);
    return found === null ? null : (found[1] ?? "").trimEnd();
  }

  #span(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return this.file.span(start, end);
  }
}

const joined = (above: string | null, beside: string | null): string | null =>
  above === null || beside === null ? (above ?? beside) : `${above}\n${beside}`;

const STYLES: ReadonlyMap<string, YamlScalar["style"]> = new Map([
  ["PLAIN", "plain"],
  ["QUOTE_SINGLE", "single"],
  ["QUOTE_DOUBLE", "double"],
  ["BLOCK_LITERAL", "literal"],
  ["BLOCK_FOLDED", "folded"],
] as const);

/** `!!str 5` is a text, `!!int "5"` a number; a tag that the loader does not know makes a text. */
function tagged(
  tag: string | undefined,
  text: string,
  plain: { value: YamlScalar["value"]; isFloat: boolean },
): { value: YamlScalar["value"]; isFloat: boolean } {
  if (tag === undefined || tag === "!") return plain;
  const name = tag.replace(/^tag:yaml\.org,2002:/, "");
  const read = plainScalar(text);
  if (name === "int" && (typeof read.value === "number" || typeof read.value === "bigint"))
    return { value: integer(text), isFloat: false };
  if (name === "float" && typeof read.value === "number")
    return { value: read.value, isFloat: true };
  if (name === "bool" && typeof read.value === "boolean") return read;
  if (name === "null" && text !== "") return { value: null, isFloat: false };
  return { value: text, isFloat: false };
}

function isFlow(node: YAMLMap | YAMLSeq): boolean {
  return node.flow === true;
}
