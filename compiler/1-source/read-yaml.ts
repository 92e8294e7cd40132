/**
 * YAML text -> `YamlDocument`, as KSML's loader reads it (language.md 0.1). In: a file's text. Out: the tree with a
 * span on each node, or null where the text is no YAML that means anything. What now holds: see `yaml-tree.ts`.
 */
import type { Document } from "yaml";
import { Composer, Lexer, Parser } from "yaml";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { convertDocument } from "./convert-node.ts";
import type { SourceFile } from "./source-file.ts";
import { isFollowUp, yamlError } from "./yaml-error.ts";
import type { YamlDocument } from "./yaml-tree.ts";

/** Nesting that a definition can have; KSML's own constructs need about ten. Keeps every later stage off the stack's end. */
export const MAX_DEPTH = 200;

/** KSML's loader stops at 3 MiB of text as well. */
export const MAX_LENGTH = 3 * 1024 * 1024;

/** Follow-ups of one mistake are many: this many are told. */
const MAX_YAML_ERRORS = 3;

type Token = ReturnType<Parser["next"]> extends Generator<infer T> ? T : never;

export function readYaml(file: SourceFile): Checked<YamlDocument | null> {
  const refused = refuseText(file);
  if (refused !== null) return { value: null, diagnostics: [refused] };
  const parsed = parseTokens(file);
  if ("code" in parsed) return { value: null, diagnostics: [parsed] };
  return readDocuments(file, composeDocuments(file, parsed.tokens), parsed.lastQuote);
}

function readDocuments(
  file: SourceFile,
  documents: readonly Document.Parsed[],
  lastQuote: number,
): Checked<YamlDocument | null> {
  const all = documents.flatMap((document) => document.errors);
  const [first] = all;
  const errors = all
    .filter((each) => first === undefined || each === first || !isFollowUp(file, each, first))
    .map((each) => yamlError(file, each, lastQuote));
  if (errors.length > 0) return { value: null, diagnostics: onePerLine(errors) };
  const [document, second] = documents;
  if (document === undefined || isEmpty(file)) {
    return { value: null, diagnostics: [diagnostic("syntax/empty-file", file.span(0, 0))] };
  }
  if (second !== undefined) {
    const start = second.range[0];
    return {
      value: null,
      diagnostics: [diagnostic("syntax/several-documents", file.span(start, start))],
    };
  }
  const { root, diagnostics, usable } = convertDocument(file, document);
  return { value: usable ? { file, root } : null, diagnostics };
}

function refuseText(file: SourceFile): Diagnostic | null {
  if (file.text.length > MAX_LENGTH) {
    return diagnostic("syntax/too-large", file.span(0, 0), {
      size: file.text.length,
      limit: MAX_LENGTH,
    });
  }
  const found = NOT_PRINTABLE.exec(file.text);
  if (found === null) return null;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const reason = `the character U+${code} may not occur in it`;
  return diagnostic(
    "syntax/yaml",
    file.span(found.index, found.index + found[0].length),
    { reason },
    { help: NOT_PRINTABLE_HELP },
  );
}

/** What YAML 1.2 does not count as printable; KSML's loader refuses it everywhere, in comments too. */
const NOT_PRINTABLE = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const NOT_PRINTABLE_HELP =
  'remove it, or write it as an escape such as "\\u0007" inside double quotes';

/** What follows on a line is mostly the same mistake again. */
function onePerLine(errors: readonly Diagnostic[]): Diagnostic[] {
  const lines = new Set<number>();
  const first = errors.filter(({ span }) => {
    const line = span.file.lineIndex(span.start);
    return !lines.has(line) && lines.add(line) !== undefined;
  });
  return first.slice(0, MAX_YAML_ERRORS);
}

interface Parsed {
  readonly tokens: readonly Token[];
  /** Where the last quoted text begins. */
  readonly lastQuote: number;
}

/** The parser keeps its own stack, so depth is known before anything recursive looks at the result. */
function parseTokens(file: SourceFile): Parsed | Diagnostic {
  const parser = new Parser();
  const tokens: Token[] = [];
  let lastQuote = 0;
  for (const lexeme of new Lexer().lex(file.text)) {
    if (lexeme.startsWith('"') || lexeme.startsWith("'")) lastQuote = parser.offset;
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) {
      const span = file.span(parser.offset, parser.offset);
      return diagnostic("syntax/too-deep", span, { limit: MAX_DEPTH });
    }
  }
  tokens.push(...parser.end());
  return { tokens, lastQuote };
}

/** The failsafe schema leaves each scalar a text: what a plain one means is decided in `plain-scalar.ts`. */
function composeDocuments(file: SourceFile, tokens: readonly Token[]): Document.Parsed[] {
  const composer = new Composer({
    schema: "failsafe",
    merge: false,
    uniqueKeys: false,
    keepSourceTokens: true,
    prettyErrors: false,
    logLevel: "silent",
  });
  return [...composer.compose(tokens, false, file.text.length)];
}

/** Only blank lines and comments: KSML's loader then finds no content. */
function isEmpty(file: SourceFile): boolean {
  return file.text
    .replace(/^\ufeff/, "")
    .split(/[\r\n]+/)
    .every((line) => /^[ \t]*(?:#|$)/.test(line));
}
