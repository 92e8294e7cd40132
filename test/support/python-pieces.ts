/** Pieces of Python for the comparison with CPython: those of definitions, and mutants of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isScalar, parseAllDocuments, visit } from "yaml";
import { type PieceKind, readTokens } from "../../compiler/5-python/tokens/read-tokens.ts";

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

/** All `globalCode`, `code` and `expression` texts of the YAML files below a folder, each once. */
export function piecesBelow(folder: string): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    if (!/\.ya?ml$/.test(name)) continue;
    for (const document of parseAllDocuments(readFileSync(join(folder, name), "utf8"))) {
      if (!("contents" in document)) continue;
      visit(document, {
        Pair(_, { key, value }) {
          const kind = isScalar(key) ? String(key.value) : "";
          if (!isPieceKind(kind) || !isScalar(value) || typeof value.value !== "string") return;
          pieces.set(`${kind} ${value.value}`, { kind, text: value.value });
        },
      });
    }
  }
  return [...pieces.values()].filter(({ text }) => text.trim() !== "");
}

function isPieceKind(kind: string): kind is PieceKind {
  return kind === "globalCode" || kind === "code" || kind === "expression";
}

const WORDS =
  "* ** = := : , ( ) [ ] { } lambda yield not in is if else for del return break import from as @ . -> 1 0x 01 1.5 None try except with class def match case print ! ? ' \" # != / raise pass elif while and or __debug__".split(
    " ",
  );

/** Tokens left out, doubled, replaced or put in, by a fixed sequence of numbers. */
export function mutantsOf(pieces: readonly Piece[], each: number): Piece[] {
  let seed = 20240612;
  const below = (limit: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * limit);
  };
  const mutants: Piece[] = [];
  for (const { kind, text } of pieces) {
    const tokens = tokensOf(kind, text);
    if (tokens.length === 0 || text.length > 1500) continue;
    for (let i = 0; i < each; i++) {
      const one = tokens[below(tokens.length)] ?? { start: 0, end: 0 };
      const other = tokens[below(tokens.length)] ?? one;
      const word = WORDS[below(WORDS.length)] ?? "";
      const own = text.slice(one.start, one.end);
      const changed = [
        "",
        `${own} ${own}`,
        ` ${word} ${own}`,
        `${own} ${word}`,
        text.slice(other.start, other.end),
      ];
      mutants.push({
        kind,
        text: text.slice(0, one.start) + changed[below(changed.length)] + text.slice(one.end),
      });
    }
  }
  return mutants;
}

function tokensOf(kind: PieceKind, text: string) {
  try {
    return readTokens(text, kind).tokens.filter(({ start, end }) => end > start);
  } catch {
    return [];
  }
}
