/**
 * Reads a type string (language.md 8). In: the text of keyType, valueType, resultType, `into` or a parameter's type.
 * Out: the type, or what is wrong with offsets into the text; a part that only draws a remark has both.
 */
import { findNotation, notationNames } from "../notations/index.ts";
import type { Notation } from "../notations/notation.ts";
import { accepts } from "./assignable.ts";
import { ANY, type DataType, type PrimitiveKind, primitive, type UserType } from "./data-type.ts";
import { Stop, type TypeProblem, TypeScanner } from "./type-scanner.ts";

export interface ParsedType {
  /** Null: there is an error, or the type is not built yet. */
  readonly type: UserType | null;
  readonly problems: readonly TypeProblem[];
}

const SIMPLE: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ["any", ANY],
  ["?", ANY],
  ["null", primitive("null")],
  ["none", primitive("null")],
  ["int", primitive("integer")],
  ["str", primitive("string")],
  ["map", { kind: "map", value: ANY }],
  ["struct", { kind: "struct" }],
  ...(
    ["boolean", "byte", "short", "integer", "long", "float", "double", "bytes", "string"] as const
  ).map((kind: PrimitiveKind) => [kind, primitive(kind)] as const),
]);

const CONSTRUCTORS = ["enum", "list", "map", "tuple", "union", "windowed"] as const;

/** Nothing an author writes by hand is deeper; a bomb of brackets must not become a stack overflow. */
const MAX_DEPTH = 100;

/** The type of `<notation>:<name>`; `unknown`: there is no schema of that name; `broken`: it has an error, which was told. */
export type SchemaLookup = (notation: string, name: string) => DataType | "unknown" | "broken";

const noSchemas: SchemaLookup = () => "unknown";

export function parseType(text: string, schemas: SchemaLookup = noSchemas): ParsedType {
  return new TypeParser(text, schemas).parse();
}

/** What leaves a type usable. */
const REMARKS = new Set<string>(["type/enum-blank", "name/unknown-schema"]);

/** The notation that a term stands in: written at the term itself, or taken over from the term around it. */
interface Context {
  readonly notation: Notation;
  readonly isWritten: boolean;
}

class TypeParser {
  readonly #scan: TypeScanner;
  readonly #schemas: SchemaLookup;
  #depth = 0;

  constructor(text: string, schemas: SchemaLookup) {
    this.#scan = new TypeScanner(text);
    this.#schemas = schemas;
  }

  parse(): ParsedType {
    try {
      const type = this.#whole();
      return { type: this.#isUsable() ? type : null, problems: this.#scan.problems };
    } catch (stopped) {
      if (!(stopped instanceof Stop)) throw stopped;
      return { type: null, problems: [...this.#scan.problems, stopped.problem] };
    }
  }

  #isUsable(): boolean {
    return this.#scan.problems.every(({ code }) => REMARKS.has(code));
  }

  #whole(): UserType {
    const inDefault: Context = { notation: builtin("default"), isWritten: false };
    this.#scan.skipBlanks();
    if (this.#scan.at === this.#scan.text.length) return { notation: "default", dataType: ANY };
    const type = this.#term(inDefault);
    this.#scan.skipBlanks();
    if (this.#scan.at < this.#scan.text.length) {
      this.#scan.syntax(this.#scan.at, this.#scan.text.length, "nothing can follow a whole type");
    }
    return type;
  }

  #term(outer: Context): UserType {
    if (++this.#depth > MAX_DEPTH) {
      this.#scan.syntax(
        this.#scan.at,
        this.#scan.text.length,
        `it nests deeper than ${MAX_DEPTH} levels`,
      );
    }
    const type = this.#notationAndBody(outer);
    this.#depth--;
    return type;
  }

  #notationAndBody(outer: Context): UserType {
    const start = this.#scan.at;
    const word = this.#scan.word();
    const colon = word.indexOf(":");
    if (colon < 0) {
      // Simple types come first: they are no notation's names.
      const alone = SIMPLE.has(word) ? undefined : findNotation(word);
      if (alone !== undefined && word !== "" && this.#scan.peek() !== "(") {
        return this.#notationAlone(alone, start);
      }
      return this.#body(outer, word, start);
    }
    const name = word.slice(0, colon);
    const notation = findNotation(name);
    if (notation === undefined) {
      this.#scan.stop("type/unknown-notation", start, start + colon, { name }, notationNames());
    }
    const written: Context = { notation, isWritten: true };
    return this.#body(written, word.slice(colon + 1), start + colon + 1);
  }

  /** `word` has been read and starts at `start`; what follows may be a bracket. */
  #body(context: Context, word: string, start: number): UserType {
    const bracket = this.#scan.peek();
    if (word === "") return this.#bracketed(context, start);
    if (bracket === "(") {
      const composed = CONSTRUCTORS.find((name) => name === word);
      if (composed === undefined) {
        this.#scan.stop("type/unknown-type", start, this.#scan.at, { name: word }, CONSTRUCTORS);
      }
      return this.#constructed(context, composed, start);
    }
    const simple = SIMPLE.get(word);
    return simple === undefined
      ? this.#schema(context, word, start)
      : this.#simple(context, simple, word, start);
  }

  #bracketed(context: Context, start: number): UserType {
    const bracket = this.#scan.peek();
    if (bracket === "[") {
      this.#scan.at++;
      const element = this.#term(inherited(context));
      this.#scan.close("]", start);
      return this.#made(context, { kind: "list", element: element.dataType }, start);
    }
    if (bracket === "(") {
      this.#scan.at++;
      return this.#made(context, { kind: "tuple", elements: this.#types(context, start) }, start);
    }
    const found = bracket === undefined ? "the end" : `\`${this.#scan.character()}\``;
    return this.#scan.syntax(
      this.#scan.at,
      this.#scan.at + (bracket === undefined ? 0 : this.#scan.character().length),
      `a type was expected, not ${found}`,
    );
  }

  #constructed(context: Context, composed: (typeof CONSTRUCTORS)[number], start: number): UserType {
    this.#scan.at++;
    const inner = inherited(context);
    switch (composed) {
      case "list":
      case "map":
      case "windowed": {
        const { dataType } = this.#term(inner);
        this.#scan.close(")", start);
        return this.#made(context, composite(composed, dataType), start);
      }
      case "tuple":
        return this.#made(context, { kind: "tuple", elements: this.#types(context, start) }, start);
      case "union":
        return this.#made(context, { kind: "union", members: this.#types(context, start) }, start);
      case "enum":
        return this.#made(context, { kind: "enum", symbols: this.#symbols(start) }, start);
    }
  }

  /** The elements of a tuple or union and the bracket that ends it; blanks around elements are fine. */
  #types(context: Context, start: number): UserType[] {
    const types: UserType[] = [];
    for (;;) {
      this.#scan.skipBlanks();
      const next = this.#scan.peek();
      // An element that is left out is the unknown type, as the empty type string is.
      if (next === "," || next === ")") types.push({ notation: "default", dataType: ANY });
      else types.push(this.#term(inherited(context)));
      this.#scan.skipBlanks();
      if (this.#scan.peek() !== ",") break;
      this.#scan.at++;
    }
    this.#scan.close(")", start);
    return types;
  }

  /** Split at commas, blanks kept: that is what KSML compares values with. Double quotes around a symbol are dropped (V15). */
  #symbols(start: number): string[] {
    const from = this.#scan.at;
    let level = 1;
    while (this.#scan.at < this.#scan.text.length) {
      if (this.#scan.text[this.#scan.at] === "(") level++;
      else if (this.#scan.text[this.#scan.at] === ")" && --level === 0) break;
      this.#scan.at++;
    }
    const inside = this.#scan.text.slice(from, this.#scan.at);
    this.#scan.close(")", start);
    let at = from;
    return inside.split(",").map((written) => {
      const symbol = /^".*"$/s.test(written) && written.length > 1 ? written.slice(1, -1) : written;
      if (symbol !== symbol.trim()) {
        this.#scan.note("type/enum-blank", at, at + written.length, { symbol });
      }
      at += written.length + 1;
      return symbol;
    });
  }

  #simple(context: Context, dataType: DataType, word: string, start: number): UserType {
    const { notation, isWritten } = context;
    if (notation.isBuilt && accepts(notation.defaultType, dataType)) {
      return { notation: notation.name, dataType };
    }
    if (!isWritten) return { notation: "default", dataType };
    if (!accepts(notation.defaultType, dataType)) {
      this.#scan.stop(
        "type/not-in-notation",
        start,
        this.#scan.at,
        { notation: notation.name, type: word },
        [],
      );
    }
    return this.#made(context, dataType, start);
  }

  /** A composite type: its notation is not asked whether it accepts it. */
  #made(context: Context, dataType: DataType, start: number): UserType {
    if (!context.notation.isBuilt && context.isWritten) this.#notBuilt(context.notation, start);
    return { notation: context.notation.name, dataType };
  }

  #notationAlone(notation: Notation, start: number): UserType {
    if (!notation.isBuilt) this.#notBuilt(notation, start);
    else if (notation.schema === "required") {
      const construct = `\`${notation.name}\` without the name of a schema`;
      this.#scan.note("type/not-built-yet", start, this.#scan.at, { construct });
    }
    return { notation: notation.name, dataType: notation.defaultType };
  }

  #schema(context: Context, word: string, start: number): UserType {
    const { notation, isWritten } = context;
    // What a name cannot hold belongs to it all the same: `my-type` is one mistake.
    const name = word + this.#scan.restOfName();
    if (notation.schema === "never") {
      if (isWritten && notation.name !== "default") {
        this.#scan.stop(
          "type/schema-not-allowed",
          start,
          this.#scan.at,
          { notation: notation.name, name },
          [...SIMPLE.keys()],
        );
      }
      this.#scan.stop("type/unknown-type", start, this.#scan.at, { name }, [
        ...SIMPLE.keys(),
        ...notationNames(),
      ]);
    }
    const struct: UserType = { notation: notation.name, dataType: { kind: "struct" } };
    if (!notation.isBuilt) {
      this.#notBuilt(notation, start);
      return struct;
    }
    const dataType = this.#schemas(notation.name, name);
    if (dataType === "broken") return struct;
    if (dataType !== "unknown") return { notation: notation.name, dataType };
    else {
      const file = `${name.slice(name.lastIndexOf(".") + 1)}.${notation.schemaFormat ?? ""}`;
      this.#scan.note("name/unknown-schema", start, this.#scan.at, { name, file });
      return { notation: notation.name, dataType: { kind: "struct", open: name } };
    }
  }

  #notBuilt(notation: Notation, start: number): void {
    const before = this.#scan.text.lastIndexOf(notation.name, start);
    const from = before >= 0 && this.#scan.text.slice(before, start).endsWith(":") ? before : start;
    this.#scan.note("type/not-built-yet", from, this.#scan.at, {
      construct: `the notation \`${notation.name}\``,
    });
  }
}

const inherited = (context: Context): Context => ({ notation: context.notation, isWritten: false });

function composite(composed: "list" | "map" | "windowed", inner: DataType): DataType {
  switch (composed) {
    case "list":
      return { kind: "list", element: inner };
    case "map":
      return { kind: "map", value: inner };
    case "windowed":
      return { kind: "windowed", key: inner };
  }
}

function builtin(name: string): Notation {
  const notation = findNotation(name);
  if (notation === undefined) throw new Error(`no notation ${name}`);
  return notation;
}
