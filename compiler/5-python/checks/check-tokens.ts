/**
 * What shows in the tokens alone: blocks that are missing or not wanted, and mistakes that people make.
 * @throws {RejectedSyntax}
 */
import { RejectedSyntax, type Token } from "../tokens/token.ts";

const BLOCKS: Readonly<Record<string, string>> = {
  if: "'if' statement",
  elif: "'elif' statement",
  else: "'else' statement",
  for: "'for' statement",
  while: "'while' statement",
  with: "'with' statement",
  try: "'try' statement",
  except: "'except' statement",
  finally: "'finally' statement",
  def: "function definition",
  class: "class definition",
  match: "'match' statement",
  case: "'case' statement",
};

export function checkTokens(tokens: readonly Token[]): void {
  let lineFirst: Token | undefined;
  for (const [i, token] of tokens.entries()) {
    if (token.text === "/" && (tokens[i - 1]?.text === "(" || tokens[i - 1]?.text === "lambda")) {
      throw new RejectedSyntax("at least one argument must precede /", token.start, token.end);
    }
    if (token.kind === "newline") {
      const opensBlock = tokens[i - 1]?.text === ":" && tokens[i - 1]?.kind === "operator";
      const next = tokens[i + 1];
      if (opensBlock && next?.kind !== "indent") {
        const block = BLOCKS[lineFirst?.text ?? ""];
        const message =
          block === undefined ? "invalid syntax" : `expected an indented block after ${block}`;
        const at = next?.kind === "end" || next === undefined ? tokens[i - 1] : next;
        throw new RejectedSyntax(message, at?.start ?? 0, at?.end ?? 0);
      }
      if (!opensBlock && next?.kind === "indent") {
        const wantsColon = lineFirst?.kind === "keyword" && Object.hasOwn(BLOCKS, lineFirst.text);
        throw wantsColon
          ? new RejectedSyntax("expected ':'", token.start, token.start)
          : new RejectedSyntax("unexpected indent", next.start, next.end);
      }
      lineFirst = undefined;
    } else if (token.kind === "indent" && i === 0) {
      throw new RejectedSyntax("unexpected indent", token.start, token.end);
    } else if (token.kind !== "indent" && token.kind !== "dedent") {
      lineFirst ??= token;
      if (token === lineFirst) checkPrint(token, tokens[i + 1]);
    }
  }
}

function checkPrint(first: Token, next: Token | undefined): void {
  if (first.kind !== "name" || (first.text !== "print" && first.text !== "exec")) return;
  if (
    next === undefined ||
    !(next.kind === "name" || next.kind === "string" || next.kind === "number")
  )
    return;
  throw new RejectedSyntax(
    `Missing parentheses in call to '${first.text}'. Did you mean ${first.text}(...)?`,
    first.start,
    next.end,
  );
}
