/** Reading items and slices. Writing them is in emit-target.ts. */
import type { Expression } from "../5-python/tree.ts";
import { fieldOf, structOf } from "../6-typed/typed-form.ts";
import { isPlainName, isPropertyKey } from "../language/python/dict-keys.ts";
import { mayBe } from "../language/python/type.ts";
import type { Document } from "./document.ts";
import { emit, emitDynamic, emitReceiver } from "./emit-expression.ts";
import { stringLiteral } from "./emit-text.ts";
import { callOf, type Emitted, primary } from "./emitted-expression.ts";
import type { PythonContext } from "./python-context.ts";

/** `value.key`, `value["other-key"]` */
export function property(object: Document, key: string): Document {
  return isPlainName(key) ? [object, ".", key] : [object, "[", stringLiteral(key), "]"];
}

/** A name, or a field that is known (`rec.inner`), that holds a dict, and a constant ordinary key. */
export function dictProperty(
  context: PythonContext,
  value: Expression,
  index: Expression,
): { readonly object: Document; readonly key: string } | null {
  if (index.kind !== "string" || !isPropertyKey(index.value)) return null;
  if (context.type(value).kind !== "dict" || context.facts.unbound.has(value)) return null;
  const isPlace =
    value.kind === "name" || (value.kind === "subscript" && context.facts.knownFields.has(value));
  return isPlace ? { object: emitReceiver(context, value).doc, key: index.value } : null;
}

/** A field of a struct in typed form; null: `value` is none. `use`: how Python refuses None there. */
export function fieldProperty(
  context: PythonContext,
  value: Expression,
  key: string,
  use: string,
): { readonly loaded: Document; readonly isOptional: boolean } | null {
  const type = context.type(value);
  const schema = structOf(type);
  const field = schema === null ? undefined : fieldOf(schema, key);
  if (field === undefined) return null;
  const struct = emitReceiver(context, value).doc;
  const object = mayBe(type, "none")
    ? context.at(value.span, context.helper("asStruct", [struct, stringLiteral(use)]))
    : struct;
  return { loaded: property(object, key), isOptional: !field.required };
}

export function emitSubscript(
  context: PythonContext,
  e: Expression & { readonly kind: "subscript" },
): Emitted {
  const { value, index } = e;
  const field = index.kind === "string" ? fieldProperty(context, value, index.value, "[]") : null;
  if (field !== null) {
    const { loaded, isOptional } = field;
    if (!isOptional) return primary(loaded);
    const args = [loaded, stringLiteral(index.kind === "string" ? index.value : "")];
    return callOf(context.at(e.span, context.helper("item", args)));
  }
  const known = dictProperty(context, value, index);
  if (known !== null) {
    const { object, key } = known;
    if (context.facts.knownFields.has(e)) return primary(property(object, key));
    return callOf(
      context.at(e.span, context.helper("item", [property(object, key), stringLiteral(key)])),
    );
  }
  if (index.kind === "slice") {
    const bounds = [index.lower, index.upper, index.step].map((part) =>
      part === null ? "null" : emitDynamic(context, part),
    );
    if (index.step === null) bounds.pop();
    return callOf(
      context.at(e.span, context.helper("getSlice", [emitDynamic(context, value), ...bounds])),
    );
  }
  // `value["key"]` of what is most likely a dict: the access stands at the site, with an inline cache of its own.
  if (
    index.kind === "string" &&
    isPropertyKey(index.value) &&
    value.kind === "name" &&
    mayBe(context.type(value), "dict") &&
    (context.type(value).kind === "any" || !mayBe(context.type(value), "float"))
  ) {
    const object = emit(context, value).doc;
    const loaded = property(context.helper("asDict", [object, '"[]"']), index.value);
    return callOf(context.at(e.span, context.helper("item", [loaded, stringLiteral(index.value)])));
  }
  return callOf(
    context.at(
      e.span,
      context.helper("getItem", [emitDynamic(context, value), emitDynamic(context, index)]),
    ),
  );
}
