/** Reads characters of a type string, and collects what is wrong with it. What the characters mean: parse-type.ts. */

export type TypeProblemCode =
  | "type/syntax"
  | "type/unknown-type"
  | "type/unknown-notation"
  | "type/not-in-notation"
  | "type/schema-not-allowed"
  | "type/enum-blank"
  | "type/not-built-yet"
  | "name/unknown-schema";

export interface TypeProblem {
  readonly code: TypeProblemCode;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly values: Readonly<Record<string, string>>;
  /** Names that the author may have meant, to compare with `values.name`. */
  readonly candidates: readonly string[];
}

/** Thrown and caught by the parser: the rest of the text cannot be read after it. */
export class Stop {
  readonly problem: TypeProblem;
  constructor(problem: TypeProblem) {
    this.problem = problem;
  }
}

export class TypeScanner {
  readonly text: string;
  readonly problems: TypeProblem[] = [];
  /** Where the next character is read. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  word(): string {
    const from = this.at;
    while (/[\p{L}\p{Nd}_.:?]/u.test(this.character())) this.at += this.character().length;
    return this.text.slice(from, this.at);
  }

  /** Characters up to the next blank, comma or bracket. */
  restOfName(): string {
    const rest = /^[^\s,()[\]]*/.exec(this.text.slice(this.at))?.[0] ?? "";
    this.at += rest.length;
    return rest;
  }

  close(bracket: ")" | "]", start: number): void {
    if (this.peek() === bracket) {
      this.at++;
      return;
    }
    if (this.peek() === undefined) {
      this.syntax(start, this.text.length, `its closing \`${bracket}\` is missing`);
    }
    const found = this.character();
    this.syntax(this.at, this.at + found.length, `\`${bracket}\` was expected, not \`${found}\``);
  }

  skipBlanks(): void {
    while (/\s/.test(this.peek() ?? "")) this.at++;
  }

  peek(): string | undefined {
    return this.text[this.at];
  }

  /** The character at the place, whole where it takes two code units; empty at the end. */
  character(): string {
    const point = this.text.codePointAt(this.at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  note(
    code: TypeProblemCode,
    start: number,
    end: number,
    values: Readonly<Record<string, string>>,
  ): void {
    this.problems.push({
      code,
      start,
      end,
      values: { text: this.text, ...values },
      candidates: [],
    });
  }

  syntax(start: number, end: number, reason: string): never {
    return this.stop("type/syntax", start, end, { reason }, []);
  }

  stop(
    code: TypeProblemCode,
    start: number,
    end: number,
    values: Readonly<Record<string, string>>,
    candidates: readonly string[],
  ): never {
    throw new Stop({ code, start, end, values: { text: this.text, ...values }, candidates });
  }
}
