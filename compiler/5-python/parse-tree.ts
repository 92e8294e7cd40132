/**
 * One piece of Python -> its tree, or what is wrong with it. The piece is read as KSML hands it to Python: `globalCode`
 * as a module, `code` as statements in which `return` is allowed, `expression` as what stands behind a `return`,
 * inside implied parentheses (python.md 1).
 */
import type { PythonSource } from "../3-check/definition.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { parseStatementTokens, parseWholeExpression } from "./convert/parse-tokens.ts";
import { readTokens } from "./tokens/read-tokens.ts";
import { RejectedSyntax } from "./tokens/token.ts";
import type { Expression, Statement } from "./tree.ts";

/** Null: not readable. */
export function parseStatements(
  source: PythonSource,
  piece: "globalCode" | "code",
): Checked<readonly Statement[] | null> {
  return guarded(source, null, (diagnostics) =>
    parseStatementTokens(readTokens(source.text, piece), source, diagnostics),
  );
}

/** Null: there is no expression; undefined: not readable. */
export function parseExpressionPiece(source: PythonSource): Checked<Expression | null | undefined> {
  return guarded<Expression | null | undefined>(source, undefined, (diagnostics) =>
    parseWholeExpression(readTokens(source.text, "expression"), source, diagnostics),
  );
}

function guarded<T>(
  source: PythonSource,
  fallback: T,
  read: (diagnostics: Diagnostic[]) => T,
): Checked<T> {
  const diagnostics: Diagnostic[] = [];
  try {
    return { value: read(diagnostics), diagnostics };
  } catch (thrown) {
    diagnostics.push(describe(source, thrown));
    return { value: fallback, diagnostics };
  }
}

function describe(source: PythonSource, thrown: unknown): Diagnostic {
  if (thrown instanceof RangeError) {
    return diagnostic("python/too-deep", source.span, { message: "nesting too deep to be read" });
  }
  if (!(thrown instanceof RejectedSyntax)) throw thrown;
  const { code, message, start, end } = thrown;
  return diagnostic(code, source.origin.span(start, end), { message, construct: message });
}
