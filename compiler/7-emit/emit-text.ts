/**
 * The author's texts in generated code: string literals and comments. Nothing that stands in a definition can end the
 * literal or the comment it is put in, hide from a reviewer (control and bidirectional characters), or turn into a
 * directive of a compiler, linter or formatter.
 */
import { type Document, hardLine, join } from "./document.ts";

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\\", "\\\\"],
]);

/** Control, format (bidirectional marks among them), line and paragraph separators, lone surrogates, odd spaces. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?! )\p{Zs}/u;

/** `A` stays, U+202E becomes `\u202e`, a character beyond the basic plane two such escapes. */
function unicodeEscape(character: string): string {
  let escaped = "";
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}

const visible = (character: string): string =>
  HIDDEN.test(character) ? unicodeEscape(character) : character;

/** A JavaScript string literal; double quotes, single ones where that saves escapes (as Prettier chooses). */
export function stringLiteral(text: string): string {
  let doubles = 0;
  let singles = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) doubles++;
    else if (c === 39) singles++;
  }
  const quote = doubles > singles ? "'" : '"';
  let literal = quote;
  for (const character of text) {
    if (character === quote) literal += `\\${quote}`;
    else literal += NAMED_ESCAPES.get(character) ?? visible(character);
  }
  return literal + quote;
}

/** The inside of a template literal: text that stands between two `${…}`. */
export function templateText(text: string): string {
  let result = "";
  for (const [i, character] of [...text].entries()) {
    if (character === "`") result += "\\`";
    else if (character === "{" && i > 0 && result.endsWith("$"))
      result = `${result.slice(0, -1)}\\\${`;
    else result += NAMED_ESCAPES.get(character) ?? visible(character);
  }
  return result;
}

/** One line in which nothing hides: hidden characters become visible escapes, a tab two blanks. */
export function visibleLine(text: string): string {
  let shown = "";
  for (const character of text.trimEnd()) {
    shown += character === "\t" ? "  " : visible(character);
  }
  return shown;
}

/** What a tool would read as an instruction to itself if it stood at the start of a comment. */
const DIRECTIVE =
  /^[\s/*#]*(?:@|(?:biome|eslint|oxlint|tslint|prettier|jshint|jslint|deno|dprint|istanbul|webpack|c8|v8)\b)/i;

/** One line of a comment: hidden characters become visible escapes, no end of comment, no directive. */
export function commentLine(text: string): string {
  const safe = visibleLine(text).replaceAll("*/", "*\\/");
  return DIRECTIVE.test(safe) ? `# ${safe}` : safe;
}

/** Lines of a comment as the author wrote them; a carriage return ends a line as well. */
export function commentLines(comment: string): string[] {
  return comment.split(/\r\n|[\n\r\u2028\u2029]/u);
}

/** `// text`, for a comment inside of code; an empty line is a bare `//`. */
export function lineComment(text: string): string {
  const safe = commentLine(text);
  return safe === "" ? "//" : `// ${safe}`;
}

/** The comment of a declaration: the author's lines, then the logical path as a `@ksml` tag. Null: nothing to say. */
export function docComment(comment: string | null, path: string | null): Document | null {
  const lines = comment === null ? [] : commentLines(comment).map(commentLine);
  while (lines.length > 0 && lines[0] === "") lines.shift();
  while (lines.length > 0 && lines[lines.length - 1] === "") lines.pop();
  const tag = path === null ? [] : [`@ksml ${commentLine(path)}`];
  const all = lines.length > 0 && tag.length > 0 ? [...lines, "", ...tag] : [...lines, ...tag];
  if (all.length === 0) return null;
  if (all.length === 1) return `/** ${all[0]} */`;
  const body = all.map((line) => (line === "" ? " *" : ` * ${line}`));
  return join(hardLine, ["/**", ...body, " */"]);
}
