/** Literals, displays and f-strings. */
import type { Expression, FormattedPart } from "../5-python/tree.ts";
import { isPlainDict, isPlainName } from "../language/python/dict-keys.ts";
import { isOnly } from "../language/python/type.ts";
import {
  arrayLiteral,
  call,
  type Document,
  flatten,
  group,
  indent,
  line,
  objectLiteral,
} from "./document.ts";
import { emit, emitBoxed, emitDynamic, iterable } from "./emit-expression.ts";
import { stringLiteral, templateText } from "./emit-text.ts";
import { callOf, type Emitted, flat, primary } from "./emitted-expression.ts";
import { hasForcedBreak } from "./layout.ts";
import { helper, type PythonContext } from "./python-context.ts";

type Literal = Expression & {
  readonly kind: "none" | "bool" | "int" | "float" | "string" | "bytes" | "ellipsis";
};

export function emitLiteral(e: Literal): Emitted {
  switch (e.kind) {
    case "none":
      return primary("null");
    case "bool":
      return primary(String(e.value));
    case "int":
      return primary(typeof e.value === "bigint" ? `${e.value}n` : String(e.value));
    case "float":
      return primary(floatText(e.value));
    case "string":
      return primary(stringLiteral(e.value));
    case "bytes":
      return callOf(call(helper("bytesOf"), [stringLiteral(String.fromCharCode(...e.value))]));
    case "ellipsis":
      return primary(helper("Ellipsis"));
    default:
      return e satisfies never;
  }
}

/** As Prettier writes numbers: no plus sign in the exponent. */
function floatText(value: number): string {
  return String(value).replace("e+", "e");
}

type Display = Expression & { readonly kind: "list" | "tuple" | "set" | "dict" };

export function emitDisplay(context: PythonContext, e: Display): Emitted {
  switch (e.kind) {
    case "list":
      return primary(arrayLiteral(elements(context, e.elements)), "array");
    case "tuple":
      return callOf(context.helper("tupleOf", elements(context, e.elements)));
    case "set":
      return callOf(context.at(e.span, context.helper("setOf", elements(context, e.elements))));
    case "dict":
      return emitDict(context, e);
    default:
      return e satisfies never;
  }
}

export function elements(context: PythonContext, list: readonly Expression[]): Document[] {
  return list.map((element) =>
    element.kind === "starred"
      ? ["...", spread(context, element.value)]
      : emitDynamic(context, element),
  );
}

/** What `*value` is taken from. */
const spread = (context: PythonContext, value: Expression): Document =>
  isOnly(context.type(value), "list", "str", "tuple", "dict", "set")
    ? iterable(context, value)
    : context.helper("spread", [emitDynamic(context, value)]);

function emitDict(context: PythonContext, e: Expression & { readonly kind: "dict" }): Emitted {
  if (e.entries.some(({ key }) => key === null)) return emitMerged(context, e);
  if (isPlainDict(e)) {
    const entries = e.entries.map(({ key, value }) =>
      entry(propertyName((key as { value: string }).value), emitBoxed(context, value)),
    );
    return primary(objectLiteral(entries), "object");
  }
  return callOf(context.at(e.span, dictOf(context, e.entries)));
}

/** `key: value`, the value on the next line where Prettier puts it there. */
function entry(key: string, value: Emitted): Document {
  if (value.below !== true) return [key, ": ", value.doc];
  return group([key, ":", group(indent([line, flat(value)]))]);
}

type Entries = (Expression & { readonly kind: "dict" })["entries"];

function dictOf(context: PythonContext, entries: Entries): Document {
  return context.helper(
    "dictOf",
    entries.map(({ key, value }) =>
      arrayLiteral([
        key === null ? "null" : emitDynamic(context, key),
        emitDynamic(context, value),
      ]),
    ),
  );
}

/** `{**a, "k": v}`: the parts in a row, later ones win. */
function emitMerged(context: PythonContext, e: Expression & { readonly kind: "dict" }): Emitted {
  const parts: Document[] = [];
  let run: (typeof e.entries)[number][] = [];
  const flush = (): void => {
    if (run.length === 0) return;
    parts.push(emitDict(context, { ...e, entries: run }).doc);
    run = [];
  };
  for (const entry of e.entries) {
    if (entry.key !== null) run.push(entry);
    else {
      flush();
      parts.push(emitDynamic(context, entry.value));
    }
  }
  flush();
  return callOf(context.at(e.span, context.helper("mergeDicts", parts)));
}

export const propertyName = (key: string): string => (isPlainName(key) ? key : stringLiteral(key));

/** An f-string as a template literal. */
export function emitFormatted(context: PythonContext, parts: readonly FormattedPart[]): Document {
  if (parts.every((part) => part.kind === "text")) {
    return stringLiteral(parts.map((part) => (part.kind === "text" ? part.value : "")).join(""));
  }
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "field") return emitField(context, only, true);
  const content = parts.map(
    (part): Document =>
      part.kind === "text"
        ? templateText(part.value)
        : ["${", oneLine(emitField(context, part)), "}"],
  );
  return ["`", ...content, "`"];
}

/** Prettier leaves what stands in a template literal as it is: on one line. */
const oneLine = (content: Document): Document =>
  hasForcedBreak(content) ? content : flatten(content);

const CONVERSIONS = { s: "str", r: "repr", a: "ascii" } as const;

function emitField(
  context: PythonContext,
  part: FormattedPart & { readonly kind: "field" },
  isAlone = false,
): Document {
  const { value, conversion, spec } = part;
  const type = context.type(value);
  const hasSpec = spec !== null && spec.length > 0;
  if (!hasSpec) {
    const isText = type.kind === "str" || (type.kind === "int" && !isAlone);
    if (isText && (conversion === null || conversion === "s")) return emit(context, value).doc;
    return context.at(
      value.span,
      context.helper(CONVERSIONS[conversion ?? "s"], [emitDynamic(context, value)]),
    );
  }
  const converted =
    conversion === null
      ? emitDynamic(context, value)
      : context.helper(CONVERSIONS[conversion], [emitDynamic(context, value)]);
  return context.at(
    value.span,
    context.helper("format", [converted, emitFormatted(context, spec)]),
  );
}
