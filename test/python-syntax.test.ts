/**
 * The Python front-end against CPython 3.12: what is accepted (recorded answers), and, where CPython and KSML's own
 * definitions are at hand, the trees with all their places, and mutants of the definitions' Python.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceFile, TextOrigin } from "../compiler/1-source/source-file.ts";
import {
  checkExpression,
  checkModule,
  checkStatements,
} from "../compiler/5-python/checks/check-syntax.ts";
import { resolveScopes } from "../compiler/5-python/names/resolve-scopes.ts";
import { newScope } from "../compiler/5-python/names/scope-builder.ts";
import { makeScope } from "../compiler/5-python/names/scope-node.ts";
import { moduleScope, ScopeCollector } from "../compiler/5-python/names/scope-tree.ts";
import { parseExpressionPiece, parseStatements } from "../compiler/5-python/parse-tree.ts";
import type { Expression, Statement } from "../compiler/5-python/tree.ts";
import { mutantsOf, type Piece, piecesBelow } from "./support/python-pieces.ts";
import { findCPython } from "./support/run-cpython.ts";

const here = import.meta.dirname;
const corpus = resolve(here, "../../shared/corpus/ksml");

interface Answer {
  readonly ok: boolean;
  readonly tree?: unknown;
}

/** What we make of a piece; `accepted` leaves out what only ksmlc refuses. */
function ours({ kind, text }: Piece): {
  readonly accepted: boolean;
  readonly refused: boolean;
  readonly tree: unknown;
} {
  const file = new SourceFile("piece", text);
  const source = { text, origin: TextOrigin.straight(file, 0), span: file.span(0, text.length) };
  const read = kind === "expression" ? parseExpressionPiece(source) : parseStatements(source, kind);
  const found: { readonly code: string }[] = [...read.diagnostics];
  const tree = read.value;
  if (tree !== null && tree !== undefined) {
    const module = moduleScope();
    const scope = kind === "globalCode" ? module : makeScope("function", module, newScope(), "f");
    const collector = new ScopeCollector(scope);
    if (kind === "expression") {
      found.push(...checkExpression(tree as Expression));
      collector.expression(tree as Expression);
    } else {
      const body = tree as readonly Statement[];
      found.push(...(kind === "code" ? checkStatements(body) : checkModule(body)));
      collector.body(body);
    }
    const refusals = [...collector.refusals, ...resolveScopes(module, new Set()).refusals];
    found.push(...refusals.map(() => ({ code: "python/syntax" })));
  }
  return {
    accepted: !found.some(({ code }) => code === "python/syntax" || code === "python/too-deep"),
    refused: found.length > 0,
    tree,
  };
}

describe("accepted or not, as recorded", () => {
  const path = resolve(here, "../fixtures/python-syntax/cases.json");
  const cases = JSON.parse(readFileSync(path, "utf8")) as [string, boolean, boolean][];
  /** A gap that closes has to go from here. */
  const gaps = [
    // KSML's blanks before each line come in between for CPython here.
    "code \\",
    "code   \\",
    "code \fx = 1",
    "code \f  z",
    // The parser takes this for two items.
    "code with (x := 1, y): pass",
    "globalCode with (x := 1, y): pass",
  ];

  it("is what CPython says", () => {
    const wrong: string[] = [];
    for (const [text, asModule, asBody] of cases) {
      for (const [kind, expected] of [
        ["globalCode", asModule],
        ["code", asBody],
      ] as const) {
        const { accepted, refused } = ours({ kind, text });
        if (expected ? !accepted : !refused) wrong.push(`${kind} ${text}`);
      }
    }
    expect(wrong.filter((each) => !gaps.includes(each))).toEqual([]);
    const known = gaps.filter((gap) => cases.some(([text]) => gap.endsWith(` ${text}`)));
    expect(known.filter((gap) => !wrong.includes(gap))).toEqual([]);
  });
});

const cpython = existsSync(corpus) ? findCPython() : null;

describe.skipIf(cpython === null)("KSML's own definitions", () => {
  const pieces = cpython === null ? [] : piecesBelow(corpus);
  const ask = (of: readonly Piece[]): Answer[] =>
    (
      cpython?.run(
        join(here, "support/dump-python.py"),
        of.map((piece) => JSON.stringify(piece)).join("\n"),
      ) ?? ""
    )
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Answer);

  it("have CPython's trees and places", () => {
    const answers = ask(pieces);
    for (const [i, piece] of pieces.entries()) {
      const answer = answers[i];
      if (answer?.tree === undefined) continue;
      const shift = piece.kind === "expression" ? "return ".length : 0;
      expect(comparable(ours(piece).tree, shift), piece.text).toEqual(comparable(answer.tree, 0));
    }
  });

  it("are accepted and refused with CPython when tokens are lost, doubled or put in", () => {
    const mutants = mutantsOf(pieces, 2);
    const answers = ask(mutants);
    const wrong = mutants.filter((mutant, i) => {
      const { accepted, refused } = ours(mutant);
      // One statement more behind an expression is none of it.
      if (mutant.kind === "expression" && mutant.text.includes(";")) return false;
      return answers[i]?.ok ? !accepted : !refused;
    });
    expect(wrong.map(({ kind, text }) => `${kind} ${text}`)).toEqual([]);
  });
});

/** Fields that CPython's tree does not have. */
const OURS = new Set([
  "scope",
  "comments",
  "nameSpan",
  "attributeSpan",
  "docstring",
  "isGenerator",
  "source",
]);

/** Plain JSON of a tree; strings of several lines, which KSML changes, are left out. */
function comparable(value: unknown, shift: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return value.includes("\n") ? "…" : value;
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map((item) => comparable(item, shift));
  if (typeof value !== "object" || value === null) return value;
  const kind = "kind" in value ? value.kind : "";
  const fields = Object.entries(value).filter(([name]) => !OURS.has(name));
  return Object.fromEntries(
    fields.map(([name, field]) => {
      if (name === "span" && !Array.isArray(field)) {
        const { start, end } = field as { start: number; end: number };
        return [name, [start + shift, end + shift]];
      }
      if (name === "value" && kind === "int") return [name, String(field)];
      if (name === "value" && kind === "float") return [name, Number(field)];
      return [name, comparable(field, shift)];
    }),
  );
}
