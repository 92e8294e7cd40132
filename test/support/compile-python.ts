/**
 * Python of a definition through the typed stage and its emission. In: what is told of one function; out: its typed IR
 * as text, its TypeScript, and what was reported.
 */
import type { AuthorModule } from "../../compiler/1-source/author-module.ts";
import { SourceFile, TextOrigin } from "../../compiler/1-source/source-file.ts";
import type {
  CheckedDefinition,
  CheckedFunction,
  CheckedStore,
  PythonSource,
} from "../../compiler/3-check/definition.ts";
import { PLAIN_STORE } from "../../compiler/3-check/store-attributes.ts";
import { parsePython } from "../../compiler/5-python/parse-python.ts";
import { inferTypes } from "../../compiler/6-typed/infer-definition.ts";
import { printTyped } from "../../compiler/6-typed/print-ir.ts";
import { emitModule } from "../../compiler/7-emit/emit-module.ts";
import { emitPython } from "../../compiler/7-emit/emit-python.ts";
import { createNames } from "../../compiler/7-emit/names.ts";
import { printDocument } from "../../compiler/7-emit/print-document.ts";
import { structOf } from "../../compiler/language/data-types/avro-type.ts";
import {
  type DataType,
  inDefault,
  type PrimitiveKind,
  primitive,
  type UserType,
} from "../../compiler/language/data-types/data-type.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { parseAvroSchema } from "../../runtime/notations/avro/parse-avro-schema.ts";

export interface FunctionText {
  readonly name?: string;
  readonly globalCode?: string;
  readonly code?: string;
  readonly expression?: string;
  /** Types of `key` and `value`; null: called from Python only. */
  readonly supplied?: readonly [ValueType, ValueType];
  /** False: a `forEach`. */
  readonly hasResult?: boolean;
  /** Stores that it lists, by name. */
  readonly stores?: Readonly<Record<string, Partial<CheckedStore>>>;
  /** False: not used by a pipeline. */
  readonly usedBy?: CheckedFunction["usedBy"];
}

/** What the author's module binds: names of helpers, `*` behind those that wait. */
export type Helpers = readonly string[];

/** The text of an Avro schema stands for a record of it. */
export type ValueType = PrimitiveKind | "json" | AvroText;

export interface AvroText {
  readonly avro: JsonValue;
}

export interface CompiledPython {
  readonly ir: string;
  readonly text: string;
  /** The arrow function in the place of an inline one; null: it needs a name. */
  readonly inline: string | null;
  readonly reference: string;
  /** What is said beside the declaration of the entries that it uses of its value; null: nothing. */
  readonly entries: string | null;
  readonly codes: readonly string[];
}

export function compilePython(...texts: readonly FunctionText[]): CompiledPython {
  return compileWith([], ...texts);
}

export function compileWith(helpers: Helpers, ...texts: readonly FunctionText[]): CompiledPython {
  const source = texts
    .flatMap((t) => [t.globalCode ?? "", t.code ?? "", t.expression ?? ""])
    .join("");
  const file = new SourceFile("test.yaml", source);
  let at = 0;
  const take = (text: string | undefined): PythonSource | null => {
    if (text === undefined) return null;
    const start = at;
    at += text.length;
    return { text, origin: TextOrigin.straight(file, start), span: file.span(start, at) };
  };
  const known = storesOf(texts, file);
  const functions = texts.map((text, i) => checkedFunction(text, i, file, known, take));
  const stores = [...known.values()];
  const definition: CheckedDefinition = {
    namespace: "test",
    file,
    name: null,
    version: null,
    description: null,
    topics: [],
    stores,
    functions,
    pipelines: [],
    producers: [],
    externals: [],
    configuration: [],
  };
  const python = parsePython(definition, { mode: "service", extensions: authorModule(helpers) });
  const typed = inferTypes(python.value);
  const codes = [...python.diagnostics, ...typed.diagnostics].map((d) => d.code);
  const emitter = emitPython(typed.value);
  const names = createNames({
    namespace: "test",
    python: emitter.identifiers,
    pythonGlobals: new Set(emitter.globals),
    topics: [],
    stores: stores.map(({ name }) => ({ name, kind: "store", inPython: true })),
    imports: new Set(["py", "logger", "mutates", "retains"]),
  });
  const [first] = functions;
  const isLeft =
    first !== undefined && typed.value.functions.some((fn) => fn.python.function === first);
  const text = isLeft ? bodyOf(emitModule({ ...definition, functions }, emitter).text) : "";
  const inline = isLeft ? emitter.inline(first, 2, names) : null;
  return {
    ir: printTyped(typed.value),
    text: text.replace(ENTRIES, ""),
    inline: inline === null ? null : printDocument(inline).text.trim(),
    reference: isLeft ? printDocument(emitter.reference(first, 2, names)).text.trim() : "",
    entries: text.match(ENTRIES)?.[0].trim() ?? null,
    codes,
  };
}

const ENTRIES = /\nreads\([^;]*\);$/gm;

/** Without the header, the imports and the titles of sections. */
function bodyOf(text: string): string {
  return text
    .replace(/^\/\/ Generated.*\n/, "")
    .replace(/^import .*\n/gm, "")
    .replace(/^\/\/ (?:Functions|Global code)\n/gm, "")
    .replace(/^\/\*\* @ksml .*\n/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function checkedFunction(
  text: FunctionText,
  index: number,
  file: SourceFile,
  known: ReadonlyMap<string, CheckedStore>,
  take: (text: string | undefined) => PythonSource | null,
): CheckedFunction {
  const name = text.name ?? (index === 0 ? "f" : `f${index + 1}`);
  const supplied = text.supplied ?? ["string", "json"];
  const span = file.span(0, 0);
  return {
    name,
    path: `functions.${name}`,
    inline: false,
    type: "valueTransformer",
    parameters: ["key", "value"].map((parameter, i) => ({
      name: parameter,
      declared: inDefault(primitive("any")),
      supplied: [userType(supplied[i] ?? "any")],
      fixed: true,
      defaultText: null,
      span,
    })),
    result: text.hasResult === false ? null : inDefault(primitive("any")),
    globalCode: take(text.globalCode),
    code: take(text.code),
    expression: take(text.expression),
    expressionIsDefault: false,
    isResultInferred: false,
    stores: Object.keys(text.stores ?? {}).flatMap((name) => {
      const store = known.get(name);
      return store === undefined
        ? []
        : [{ name, store: { kind: "store" as const, store }, plain: false, span }];
    }),
    source: "definition",
    form: "2.0",
    loggerKind: "function",
    atOnce: null,
    usedBy: text.usedBy ?? ["pipelines"],
    comment: null,
    span,
  };
}

function storesOf(texts: readonly FunctionText[], file: SourceFile): Map<string, CheckedStore> {
  const stores = new Map<string, CheckedStore>();
  for (const text of texts) {
    for (const [name, given] of Object.entries(text.stores ?? {})) {
      stores.set(name, {
        ...PLAIN_STORE,
        name,
        path: `stores.${name}`,
        origin: "declared",
        key: userType("string"),
        value: userType("json"),
        comment: null,
        span: file.span(0, 0),
        ...given,
      });
    }
  }
  return stores;
}

const authorModule = (helpers: Helpers): AuthorModule => ({
  path: "src/extensions.ts",
  entries: helpers.map((name) => ({
    section: "helpers",
    name: name.replace("*", ""),
    waits: name.endsWith("*"),
  })),
});

function userType(type: ValueType): UserType {
  if (typeof type === "object") return avroType(type.avro);
  if (type !== "json") return inDefault(primitive(type));
  const members: DataType[] = [{ kind: "struct" }, { kind: "list", element: primitive("any") }];
  return { notation: "json", dataType: { kind: "union", members: members.map(inDefault) } };
}

const avroTypes = new Map<JsonValue, UserType>();

/** One schema is one type, however often it is used. */
function avroType(schema: JsonValue): UserType {
  let type = avroTypes.get(schema);
  if (type === undefined) {
    const { type: record } = parseAvroSchema(schema);
    if (record?.kind !== "record") throw new Error("a record is needed");
    type = { notation: "avro", dataType: structOf(record, record.name) };
    avroTypes.set(schema, type);
  }
  return type;
}
