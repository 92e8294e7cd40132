/**
 * Texts that try to be something else, and the places where a definition allows text. `globalThis.PWNED` must stay unset
 * whatever is compiled, checked or run.
 */
export const PLANT = "globalThis.PWNED=1";

const EXPRESSION = `(${PLANT})`;

/** By what each attacks. */
export const TEXTS: ReadonlyMap<string, string> = new Map([
  ["single quote", `'+${EXPRESSION}+'`],
  ["double quote", `"+${EXPRESSION}+"`],
  ["backtick", `\`+${EXPRESSION}+\``],
  ["all quotes", `'"\`;${PLANT};//`],
  ["triple quotes", `"""+${EXPRESSION}+'''`],
  ["backslash", `\\"+${EXPRESSION}+"\\`],
  ["backslash at the end", "ends with \\"],
  ["template", `\${${PLANT}}`],
  ["escaped template", `\\\${${PLANT}}$\\{x}$`],
  ["end of comment", `*/${PLANT};/*`],
  ["end of escaped comment", `*\\/${PLANT};/**/`],
  ["new line", `a\n${PLANT}\nb`],
  ["carriage return", `a\r${PLANT}\rb`],
  ["both", `a\r\n${PLANT}\r\nb`],
  ["line separator", `a\u2028${PLANT}\u2028b`],
  ["paragraph separator", `a\u2029${PLANT}\u2029b`],
  ["next line", `a\u0085${PLANT}\u0085b`],
  ["tab and form feed", "a\tb\fc\vd"],
  ["null", `a\0${PLANT}`],
  ["escape sequence", "\u001b[2J\u001b]0;title\u0007"],
  ["delete and backspace", "a\b\u007f\u009b"],
  ["right to left", "\u202egnp.exe\u202c\u2066x\u2069\u200f"],
  ["zero width", "a\u200bb\ufeffc\u00add"],
  ["no-break space", "a\u00a0b\u3000c"],
  ["emoji", "🚀👩‍👩‍👧‍👦 🇳🇱"],
  ["combining", "e\u0301 ẛ̣ ﬁ"],
  ["placeholders of templates", "{{service}} {{name}} {} %s %d"],
  ["replacement patterns", "$& $1 $$ $` $'"],
  ["HTML", `<script>${PLANT}</script><!-- --> &amp;`],
  ["Markdown", `| [x](javascript:${PLANT}) | **b** # h \`\`\` ~~~ ---`],
  ["directive", "@ts-nocheck eslint-disable // @ts-ignore"],
  ["source map", "//# sourceMappingURL=data:application/json,{}"],
  ["reference", '/// <reference path="/etc/passwd" />'],
  ["path", "../../etc/passwd"],
  ["absolute path", "/etc/passwd"],
  ["Windows path", "..\\..\\con:|"],
  ["blank", "   "],
  ["blanks around", "  a  "],
  ["dots", ".."],
  ["percent", "%00%2e%2e%0a"],
  ["only signs", "!@#$%^&*()=+[]{};:,<>?/|~"],
  ["long", "x".repeat(5000)],
  ["long and hostile", `"\`*/\${${PLANT}}`.repeat(300)],
  ...[
    "__proto__ constructor prototype toString hasOwnProperty valueOf __defineGetter__",
    "class new delete await yield let var function this null true undefined NaN eval arguments",
    "globalThis process require module exports console Buffer Object Map Symbol Promise",
    "py stream json string long topology producers main filter to defineTopology logger mutates",
    "import export default static extensions externals ksmlc if-then a.b c-d 1st 0",
  ].flatMap((words) => words.split(" ").map((word) => [`\`${word}\``, word] as const)),
]);

/** A text as a Python string literal of plain ASCII. */
export function pythonLiteral(text: string): string {
  let literal = '"';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") literal += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) literal += character;
    else literal += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return `${literal}"`;
}

/** Names that Python takes, and TypeScript or the generated module may not. */
export const PYTHON_NAMES: readonly string[] = [
  "__proto__ constructor prototype toString hasOwnProperty valueOf __defineGetter__ __class__x",
  "new delete let var function this null true false undefined NaN Infinity eval arguments void typeof",
  "switch case_ default do enum export extends super static public interface package debugger throw catch const instanceof",
  "globalThis process require module exports console Buffer Object Array Map Set Symbol Promise String Number Error BigInt JSON Math",
  "py stream json string long topology producers main filter to peek defineTopology logger mutates retains transformValue Stream type of as_ get set abstract declare namespace",
  "héllo 变量 ª µ ﬁ ℘ x·y _ __ ___ _key _value $".replace(" $", ""),
]
  .join(" ")
  .split(" ");
