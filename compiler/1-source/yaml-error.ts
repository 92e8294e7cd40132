/**
 * What is wrong with a text that is no YAML, in words about the text. In: the parser's finding. Out: a `syntax/yaml`
 * with the place where it is put right. Rows without words pass the parser's own.
 */
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "./source-file.ts";

export interface YamlFinding {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

interface Words {
  readonly matches: RegExp;
  readonly reason: string;
  readonly help: string;
}

const BLOCK_HELP =
  "put Python that has `: ` or ` #` in it, or begins with a quote or bracket, into a block behind `|`";

const TAB: Omit<Words, "matches"> = {
  reason: "a tab stands where YAML counts blanks",
  help: "indent with blanks",
};

const DEEPER: Omit<Words, "matches"> = {
  reason: "the lines below are indented deeper, and this key has a value already",
  help: "give the keys of one mapping the same indentation",
};

/** Matched against `code message`. */
const WORDS: readonly Words[] = [
  {
    matches: /Missing closing ["']/,
    reason: "the quote is never closed",
    help: "close it, or put a text of several lines into a block behind `|`",
  },
  {
    matches: /^BLOCK_AS_IMPLICIT_KEY/,
    reason: "a mapping begins on a line that already has a value",
    help: BLOCK_HELP,
  },
  {
    matches:
      /^UNEXPECTED_TOKEN Unexpected \S*scalar at node end|^UNEXPECTED_TOKEN Unexpected (?:flow|comment)/,
    reason: "text goes on behind the end of a value",
    help: BLOCK_HELP,
  },
  {
    matches: /^MULTILINE_IMPLICIT_KEY/,
    reason: "a key goes over several lines",
    help: "check the indentation of this line and the one before, and whether a `:` is missing",
  },
  {
    matches: /^MISSING_CHAR Implicit map keys/,
    reason: "a line is neither `key: value` nor an item of a list",
    help: "check its indentation, and whether a `:` is missing",
  },
  {
    matches: /^TAB_AS_INDENT/,
    ...TAB,
  },
  {
    matches: /^BAD_INDENT All (?:mapping|sequence|collection)/,
    reason: "the indentation fits no line above",
    help: "give the items of one mapping or list the same indentation",
  },
  {
    matches: /^BAD_INDENT Block scalar lines/,
    reason: "a line of a block is indented less than its first line",
    help: "give the lines of the block the indentation of the first, or more",
  },
  {
    matches: /^BAD_SCALAR_START/,
    reason: "a text may not begin with this character unless it is quoted",
    help: "put it in quotes",
  },
  {
    matches:
      /^(?:BAD_INDENT|MISSING_CHAR) .*must be sufficiently indented and end with a|^(?:BAD_INDENT|MISSING_CHAR) .*Expected (?:flow )?(?:map|sequence|collection).* to end with/i,
    reason: "a bracket is never closed",
    help: "close it",
  },
];

/** `openQuote`: where the last quoted text begins, since an open one is only noticed at the end of the file. */
export function yamlError(
  file: SourceFile,
  { code, message, pos }: YamlFinding,
  openQuote: number,
): Diagnostic {
  const words = wordsOf(file.text, { code, message, pos });
  const start = words?.reason === WORDS[0]?.reason ? openQuote : Math.min(pos[0], file.text.length);
  const span = file.span(
    start,
    words?.reason === WORDS[0]?.reason
      ? start + 1
      : Math.max(start, Math.min(pos[1], file.text.length)),
  );
  if (words !== undefined)
    return diagnostic("syntax/yaml", span, { reason: words.reason }, { help: words.help });
  const reason = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, "");
  return diagnostic("syntax/yaml", span, { reason });
}

function wordsOf(
  text: string,
  { code, message, pos }: YamlFinding,
): Omit<Words, "matches"> | undefined {
  const [at] = pos;
  const words = WORDS.find(({ matches }) => matches.test(`${code} ${message}`));
  if (code === "BAD_INDENT" && text[at] === "\t") return TAB;
  if (words?.help === BLOCK_HELP && code === "BLOCK_AS_IMPLICIT_KEY" && isBeforeDeeper(text, at)) {
    return DEEPER;
  }
  return words;
}

/** Whether what begins at `at` is all of its line, and the next line that says something is indented deeper. */
function isBeforeDeeper(text: string, at: number): boolean {
  const indent = /[^\n]*$/.exec(text.slice(0, at))?.[0].search(/[^ ]/) ?? 0;
  const [rest = "", ...below] = text.slice(at).split("\n");
  const next = below.find((line) => /^ *[^\s#]/.test(line)) ?? "";
  return !/:(?: |$)/.test(rest.trimEnd()) && next.search(/[^ ]/) > indent;
}

/** Once the parser has lost its place, every line is one that it did not expect; a tab is where it gets lost. */
export function isFollowUp(
  file: SourceFile,
  { message }: YamlFinding,
  first: YamlFinding,
): boolean {
  return (
    /^Unexpected \S+ token in YAML stream/.test(message) ||
    wordsOf(file.text, first)?.reason === TAB.reason
  );
}
