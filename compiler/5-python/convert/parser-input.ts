/**
 * Tokens -> the plain text that py-ast reads, and the way back from its lines and columns to our tokens.
 *
 * py-ast is asked about grammar only. It sees one logical line a line, one blank between tokens, ASCII names, and a
 * stand-in for each literal (`0`, `""`, `b""`, `f""`), so that none of its own number, string, f-string, indentation
 * and column handling is relied on.
 */
import type { Token } from "../tokens/token.ts";

/** A token of the text; neighbouring string literals are one. */
export interface Word {
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
}

/** py-ast does not know the last comma of `del a, b,`. */
function isCommaBehindDel(tokens: readonly Token[], at: number): boolean {
  if (
    tokens[at]?.text !== "," ||
    !(tokens[at + 1]?.kind === "newline" || tokens[at + 1]?.text === ";")
  )
    return false;
  for (let i = at - 1; i >= 0; i--) {
    const token = tokens[i];
    if (token?.kind === "newline" || token?.text === ";" || token?.text === ":") return false;
    if (token?.kind === "keyword" && token.text === "del") return true;
  }
  return false;
}

interface Marks {
  readonly before: Set<Token>;
  readonly behind: Set<Token>;
}

/**
 * Tuples that py-ast reads in parentheses only: behind `match` and `case`, and `for x in a,:`. Gives the token to put
 * `(` before and the one to put `)` before.
 */
function wrapOpenTuples(tokens: readonly Token[]): Marks {
  const marks: Marks = { before: new Set(), behind: new Set() };
  let first = 0;
  for (let i = 0; i < tokens.length; i++) {
    const kind = tokens[i]?.kind;
    if (kind === "newline" || kind === "indent" || kind === "dedent") first = i + 1;
    else if (i === first) {
      const word = tokens[i]?.text;
      if (word === "match" || word === "case" || word === "for") markTuple(tokens, i, word, marks);
    }
  }
  return marks;
}

function markTuple(tokens: readonly Token[], at: number, word: string, marks: Marks): void {
  let start = at + 1;
  let depth = 0;
  let commas = 0;
  for (let i = at + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined || token.kind === "newline") return;
    if ("([{".includes(token.text)) depth++;
    else if (")]}".includes(token.text)) depth--;
    else if (depth > 0) continue;
    else if (word === "for" && token.text === "in") {
      start = i + 1;
      commas = 0;
    } else if (token.text === ",") commas++;
    else if (token.text === ":" || (word === "case" && token.text === "if")) {
      const isOpen = word === "for" ? commas === 1 && tokens[i - 1]?.text === "," : commas > 0;
      const opens = tokens[start];
      if (isOpen && opens !== undefined && opens.text !== ",") {
        marks.before.add(opens);
        marks.behind.add(token);
      }
      return;
    }
  }
}

const COLUMNS = 2 ** 24;

export class ParserInput {
  readonly text: string;
  readonly #words: Word[] = [];
  /** Line of each word in `text`. */
  readonly #lines: number[] = [];
  readonly #starts = new Map<number, number>();
  readonly #ends = new Map<number, number>();
  readonly #names = new Map<string, string>();

  constructor(tokens: readonly Token[]) {
    const lines: string[] = [];
    let line = "";
    let depth = 0;
    const wrapped = wrapOpenTuples(tokens);
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (token === undefined || token.kind === "end") break;
      if (token.kind === "indent") depth++;
      else if (token.kind === "dedent") depth--;
      else if (isCommaBehindDel(tokens, i)) continue;
      else if (token.kind === "newline") {
        lines.push(line);
        line = "";
      } else {
        const group = [token];
        while (token.kind === "string" && tokens[i + 1]?.kind === "string") {
          i++;
          group.push(tokens[i] as Token);
        }
        line += line === "" ? " ".repeat(depth) : " ";
        if (wrapped.before.has(token)) {
          this.#starts.set((lines.length + 1) * COLUMNS + line.length, this.#words.length);
          line += "( ";
        }
        const start = line.length;
        line += this.#standIn(group);
        this.#add(group, lines.length + 1, start, line.length);
        const next = tokens[i + 1];
        if (next !== undefined && wrapped.behind.has(next)) {
          line += " )";
          this.#ends.set((lines.length + 1) * COLUMNS + line.length, this.#words.length - 1);
        }
      }
    }
    if (line !== "") lines.push(line);
    this.text = `${lines.join("\n")}\n`;
  }

  #add(group: readonly Token[], line: number, start: number, end: number): void {
    const index = this.#words.length;
    this.#lines.push(line);
    this.#words.push({ tokens: group, start: group[0]?.start ?? 0, end: group.at(-1)?.end ?? 0 });
    this.#starts.set(line * COLUMNS + start, index);
    this.#ends.set(line * COLUMNS + end, index);
  }

  #standIn(group: readonly Token[]): string {
    const token = group[0] as Token;
    if (token.kind === "number") return /[jJ]$/.test(token.text) ? "0j" : "0";
    if (token.kind === "string") {
      if (group.some((t) => t.literal?.formatted)) return 'f""';
      return token.literal?.bytes ? 'b""' : '""';
    }
    if (token.kind !== "name" || /^[\0-\x7f]*$/.test(token.text)) return token.text;
    const known = [...this.#names].find(([, name]) => name === token.text);
    if (known !== undefined) return known[0];
    const standIn = `ksmlc_name_${this.#names.size}_`;
    this.#names.set(standIn, token.text);
    return standIn;
  }

  /** A name, or names joined by dots, as the author wrote it. */
  name(text: string): string {
    if (this.#names.size === 0) return text;
    return text
      .split(".")
      .map((part) => this.#names.get(part) ?? part)
      .join(".");
  }

  /** Index of the word that starts there. */
  startingAt(line: number, column: number): number {
    return this.#starts.get(line * COLUMNS + column) ?? -1;
  }

  endingAt(line: number, column: number): number {
    return this.#ends.get(line * COLUMNS + column) ?? -1;
  }

  word(index: number): Word | undefined {
    return this.#words[index];
  }

  lineOf(index: number): number {
    return this.#lines[index] ?? 0;
  }

  get lastWord(): Word | undefined {
    return this.#words.at(-1);
  }

  get words(): readonly Word[] {
    return this.#words;
  }
}
