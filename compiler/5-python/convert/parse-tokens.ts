/**
 * The one import of py-ast (pinned 1.16.0): tokens -> its tree, any failure of it -> RejectedSyntax.
 */
import { parse, type StmtNode } from "py-ast";
import type { PythonSource } from "../../3-check/definition.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkPlacement } from "../checks/check-placement.ts";
import { badTargetOf } from "../checks/check-targets.ts";
import { checkTokens } from "../checks/check-tokens.ts";
import type { TokenList } from "../tokens/read-tokens.ts";
import { RejectedSyntax, type Token } from "../tokens/token.ts";
import type { Expression, Statement } from "../tree.ts";
import { Conversion } from "./conversion.ts";
import { convertExpression } from "./convert-expression.ts";
import { convertBody } from "./convert-statement.ts";
import { CommentFinder } from "./find-comments.ts";
import { ParserInput } from "./parser-input.ts";
import { cpythonFinding } from "./parser-message.ts";

export function parseStatementTokens(
  list: TokenList,
  source: PythonSource,
  diagnostics: Diagnostic[],
): readonly Statement[] {
  checkTokens(list.tokens);
  const input = new ParserInput(list.tokens);
  const conversion = new Conversion(input, source, diagnostics, new CommentFinder(list));
  return convertBody(conversion, runParser(input, conversion));
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
  const inner = around.inside(input);
  const body = runParser(input, inner);
  const statement = body[0];
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

function runParser(input: ParserInput, conversion: Conversion): readonly StmtNode[] {
  if (input.text.trim() === "") return [];
  try {
    const { body } = parse(input.text);
    checkPlacement(input, body);
    return body;
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      throw new RejectedSyntax("nesting too deep to be read", 0, 1, "python/too-deep");
    }
    throw thrown instanceof RejectedSyntax ? thrown : rejected(conversion, thrown as ParserError);
  }
}

/** py-ast gives the place as fields, or in its message only, or not at all. */
function rejected(conversion: Conversion, error: ParserError): RejectedSyntax {
  const { input } = conversion;
  const inMessage = /at line (\d+)(?:, column (\d+))?/.exec(error.message);
  const line = error.lineno ?? Number(inMessage?.[1] ?? 0);
  const column = error.col_offset ?? Number(inMessage?.[2] ?? 0);
  const at = input.startingAt(line, column);
  const word = input.word(at) ?? null;
  const text = error.message.replace(/ at (?:line|position) \d+.*$/s, "");
  if (text.startsWith("cannot assign to")) {
    const target = badTarget(conversion, at);
    if (target !== null) return target;
  }
  const before = word === null ? input.endingAt(line, column) : at - 1;
  const found = cpythonFinding(text, word, input.word(before) ?? input.lastWord ?? null);
  return new RejectedSyntax(found.message, found.start, found.end);
}

/** What stands before the `=` at which py-ast stopped, in CPython's words. */
function badTarget(conversion: Conversion, at: number): RejectedSyntax | null {
  const { words } = conversion.input;
  const text = (index: number) => words[index]?.tokens[0]?.text ?? ";";
  const end = text(at - 1) === "=" ? at - 1 : at;
  let from = end;
  while (from > 0 && !/^[;:=]$/.test(text(from - 1))) {
    if (conversion.input.lineOf(from - 1) !== conversion.input.lineOf(end)) break;
    from--;
  }
  const tokens = words.slice(from, end).flatMap((word) => word.tokens);
  const [first] = tokens;
  if (first === undefined) return null;
  try {
    const input = new ParserInput(tokens);
    const statement = parse(input.text).body[0];
    if (statement?.nodeType !== "Expr") return null;
    const isAugmented = text(end) !== "=";
    const target = convertExpression(conversion.inside(input), statement.value);
    const found = badTargetOf(target, isAugmented);
    const start = tokens.at(0)?.start ?? 0;
    return found === null ? null : new RejectedSyntax(found, start, tokens.at(-1)?.end ?? start);
  } catch {
    // It is wrong in some other way as well; py-ast's own finding stands.
    return null;
  }
}
