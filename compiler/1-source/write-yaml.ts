/**
 * A YAML text that `read-yaml.ts` reads back as it was meant. In: mappings, lists, texts and Python. Out: block style,
 * two blanks a level, comments above what they belong to, Python of several lines behind `|`.
 */
import { plainScalar } from "./plain-scalar.ts";

export type WrittenValue =
  /** A string, whatever it looks like: quoted where it would be read as something else. */
  | { readonly kind: "text"; readonly text: string }
  /** A whole number or a boolean. */
  | { readonly kind: "literal"; readonly text: string }
  /** Read as text whether it is written as a string or a number: kept as it is where nothing is lost. */
  | { readonly kind: "coerced"; readonly text: string }
  /** `block`: behind `|` also where one line would do. */
  | { readonly kind: "python"; readonly text: string; readonly block: boolean }
  | { readonly kind: "mapping"; readonly entries: readonly WrittenEntry[]; readonly spaced?: true }
  | { readonly kind: "list"; readonly items: readonly WrittenItem[] };

export interface WrittenEntry {
  readonly key: string;
  readonly value: WrittenValue;
  readonly comment: string | null;
}

export interface WrittenItem {
  readonly value: WrittenValue;
  readonly comment: string | null;
}

/** `spaced` mappings have an empty line between their entries. */
export function writeYaml(entries: readonly WrittenEntry[]): string {
  if (entries.length === 0) return "{}\n";
  return entriesText(entries, 0, true).join("\n").replace(/\n*$/, "\n");
}

const INDENT = "  ";

function entriesText(
  entries: readonly WrittenEntry[],
  level: number,
  spaced: boolean,
): readonly string[] {
  return entries.flatMap(({ key, value, comment }, index) => [
    ...(spaced && index > 0 ? [""] : []),
    ...commentText(comment, level),
    ...valueText(`${indent(level)}${textScalar(key)}:`, value, level),
  ]);
}

/** `head` is the line so far: a key with its colon, or a dash. */
function valueText(head: string, value: WrittenValue, level: number): readonly string[] {
  switch (value.kind) {
    case "text":
      return [`${head} ${textScalar(value.text)}`];
    case "literal":
      return [`${head} ${value.text}`];
    case "coerced":
      return [`${head} ${coercedScalar(value.text)}`];
    case "python":
      return pythonText(head, value.text, value.block, level);
    case "mapping":
      return value.entries.length === 0
        ? [`${head} {}`]
        : [head, ...entriesText(value.entries, level + 1, value.spaced === true)];
    case "list":
      return value.items.length === 0
        ? [`${head} []`]
        : [head, ...value.items.flatMap((item) => itemText(item, level + 1))];
  }
}

function itemText({ value, comment }: WrittenItem, level: number): readonly string[] {
  if (value.kind !== "mapping" || value.entries.length === 0)
    return [...commentText(comment, level), ...valueText(`${indent(level)}-`, value, level)];
  // A comment above the dash is read as the item's and as its first key's.
  const [first, ...rest] = value.entries;
  const entries = first === undefined ? rest : [{ ...first, comment: null }, ...rest];
  const [line = "", ...lines] = entriesText(entries, level + 1, false);
  const head = `${indent(level)}- ${line.trimStart()}`;
  return [...commentText(comment ?? first?.comment ?? null, level), head, ...lines];
}

function commentText(comment: string | null, level: number): readonly string[] {
  if (comment === null) return [];
  return comment
    .split("\n")
    .map((line) => (line === "" ? `${indent(level)}#` : `${indent(level)}# ${line}`));
}

function pythonText(head: string, text: string, block: boolean, level: number): readonly string[] {
  const lines = text.replace(/\n+$/, "").split("\n");
  const [first = ""] = lines;
  if (NOT_FOR_BLOCKS.test(text) || text.trim() === "") return [`${head} ${quoted(text)}`];
  if (!block && lines.length === 1) return [`${head} ${coercedScalar(first)}`];
  // YAML takes the indentation of the first line for that of all, unless it is told.
  const indicator = /^\s/.test(first) || first === "" ? String(INDENT.length) : "";
  const inner = indent(level + 1);
  return [
    `${head} |${indicator}${block ? "" : "-"}`,
    ...lines.map((line) => (line === "" ? "" : inner + line)),
  ];
}

function textScalar(text: string): string {
  return isPlain(text) && plainScalar(text).value === text ? text : quoted(text);
}

function coercedScalar(text: string): string {
  const { value, isFloat } = plainScalar(text);
  const isSame = !isFloat && value !== null && String(value) === text;
  if (isSame && (typeof value !== "string" || isPlain(text))) return text;
  return text.includes("'") || NOT_FOR_BLOCKS.test(text) ? quoted(text) : `'${text}'`;
}

/** Nothing in it that YAML reads as something else, at its start, inside, or at its end. */
const isPlain = (text: string): boolean =>
  /^[A-Za-z0-9_(/.$]/.test(text) && !/: |:$| #|[^ -~]|\s$/.test(text) && text !== "---";

/** What a block cannot hold, or what the reader would not find again: control characters, other line ends. */
const NOT_FOR_BLOCKS =
  /[^\t\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const indent = (level: number): string => INDENT.repeat(level);
