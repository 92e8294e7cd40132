/**
 * The one import of py-ast (pinned 1.16.0): tokens -> its tree, any failure of it -> RejectedSyntax.
 */
import { parse, type StmtNode } from "py-ast";
import type { PythonSource } from "../../3-check/definition.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkPlacement } from "../checks/check-placement.ts";
import { checkTokens } from "../checks/check-tokens.ts";
import type { TokenList } from "../tokens/read-tokens.ts";
import { RejectedSyntax, type Token } from "../tokens/token.ts";
import type { Expression, Statement } from "../tree.ts";
import { Conversion } from "./conversion.ts";
import { convertExpression } from "./convert-expression.ts";
import { convertBody } from "./convert-statement.ts";
import { CommentFinder } from "./find-comments.ts";
import { ParserInput } from "./parser-input.ts";

export function parseStatementTokens(
  list: TokenList,
  source: PythonSource,
  diagnostics: Diagnostic[],
): readonly Statement[] {
  checkTokens(list.tokens);
  const input = new ParserInput(list.tokens);
  const conversion = new Conversion(input, source, diagnostics, new CommentFinder(list));
  return convertBody(conversion, runParser(input));
}

/** Null: no expression there, only comments. */
export function parseWholeExpression(
  list: TokenList,
  source: PythonSource,
  diagnostics: Diagnostic[],
): Expression | null {
  const tokens = list.tokens.filter((t) => t.kind !== "newline" && t.kind !== "end");
  if (tokens.length === 0) return null;
  const conversion = new Conversion(new ParserInput([]), source, diagnostics, null);
  const expression = parseExpressionTokens(conversion, tokens, "");
  if (expression.kind === "yield" || expression.kind === "yieldFrom") {
    const first = tokens[0];
    if (first?.text === "yield") throw new RejectedSyntax("invalid syntax", first.start, first.end);
  }
  return expression;
}

/** What may stand behind `return`: one expression, or several as a tuple. */
export function parseExpressionTokens(
  around: Conversion,
  tokens: readonly Token[],
  area: string,
): Expression {
  checkTokens(tokens);
  const input = new ParserInput(tokens);
  const body = runParser(input);
  const statement = body[0];
  const inner = around.inside(input);
  if (body.length !== 1 || statement?.nodeType !== "Expr" || tokens.some((t) => t.text === ";")) {
    const start = tokens[0]?.start ?? 0;
    const message =
      statement?.nodeType === "Assign"
        ? `${area}invalid syntax. Maybe you meant '==' or ':=' instead of '='?`
        : `${area}invalid syntax`;
    throw new RejectedSyntax(message, start, tokens.at(-1)?.end ?? start);
  }
  return convertExpression(inner, statement.value);
}

interface ParserError {
  readonly message: string;
  readonly lineno?: number;
  readonly col_offset?: number;
}

function runParser(input: ParserInput): readonly StmtNode[] {
  if (input.text.trim() === "") return [];
  try {
    const { body } = parse(input.text);
    checkPlacement(input, body);
    return body;
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      throw new RejectedSyntax("nesting too deep to be read", 0, 1, "python/too-deep");
    }
    throw thrown instanceof RejectedSyntax ? thrown : rejected(input, thrown as ParserError);
  }
}

/** py-ast gives the place as fields, or in its message only, or not at all. */
function rejected(input: ParserInput, error: ParserError): RejectedSyntax {
  const inMessage = /at line (\d+)(?:, column (\d+))?/.exec(error.message);
  const line = error.lineno ?? Number(inMessage?.[1] ?? 0);
  const column = error.col_offset ?? Number(inMessage?.[2] ?? 0);
  const word = input.word(input.startingAt(line, column)) ?? input.lastWord;
  const text = error.message.replace(/ at (?:line|position) \d+.*$/s, "");
  const message = isCPythonText(text) ? text : "invalid syntax";
  return new RejectedSyntax(message, word?.start ?? 0, word?.end ?? 0);
}

/** Texts of py-ast that are CPython's own. */
function isCPythonText(text: string): boolean {
  return /^(?:invalid syntax|unexpected indent|cannot assign to|'(?:tuple|list)' is an illegal|arguments cannot follow|named arguments must|\/ m|\* argument may|iterable unpacking)/.test(
    text,
  );
}
