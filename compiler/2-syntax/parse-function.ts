/** A function of the `functions` section or written at its position, and references to functions (language.md 4, 0.5). */
import type { Span } from "../1-source/source-file.ts";
import type { YamlNode } from "../1-source/yaml-tree.ts";
import { type Entry, type Fields, listEntries, readFields } from "./fields.ts";
import { functionForm } from "./form.ts";
import { type Place, tell, within } from "./place.ts";
import { kindOf, textOf } from "./text.ts";
import type { Form, FunctionTree, FunctionUse, ParameterTree, Text } from "./tree.ts";
import { FUNCTION, FUNCTION_TYPE_DIALECT, PARAMETER } from "./vocabulary.ts";

/** An entry of the section; its key is the function's name whatever its `name` says. */
export function parseFunction(entry: Entry, name: Text, place: Place): FunctionTree | null {
  const fields = readFields(entry.value, place, FUNCTION);
  if (fields === null) return null;
  return functionOf(fields, {
    name,
    inline: false,
    form: functionForm(entry.value, null),
    comment: entry.comment,
    span: entry.keySpan,
  });
}

/**
 * What coerces to a text is a name; a mapping, or nothing, is the function itself. `type`: the function type that the
 * place gives.
 */
export function parseFunctionUse(node: YamlNode, place: Place, type: string): FunctionUse | null {
  const isInline = node.kind === "mapping" || (node.kind === "scalar" && node.value === null);
  if (!isInline) {
    const name = textOf(node, place);
    return name === null ? null : { kind: "reference", name, path: place.path };
  }
  const fields = readFields(node, place, FUNCTION);
  if (fields === null) return null;
  const name = fields.text("name");
  const inline = functionOf(fields, {
    name,
    inline: true,
    form: functionForm(node, type),
    comment: null,
    span: node.span,
  });
  return { kind: "inline", function: inline, path: place.path };
}

/** Of a key that may be missing. */
export function functionUseField(fields: Fields, key: string, type: string): FunctionUse | null {
  const pair = fields.get(key);
  return pair === undefined ? null : parseFunctionUse(pair.value, fields.within(key), type);
}

interface Frame {
  readonly name: Text | null;
  readonly inline: boolean;
  readonly form: Form;
  readonly comment: string | null;
  readonly span: Span;
}

function functionOf(fields: Fields, frame: Frame): FunctionTree {
  refuseStoreValues(fields);
  return {
    ...frame,
    path: fields.place.path,
    type: functionType(fields),
    parameters: listEntries(
      fields.get("parameters"),
      fields.within("parameters"),
      "parameter",
    ).flatMap((entry) => parseParameter(entry, within(fields.within("parameters"), entry.key))),
    globalCode: fields.python("globalCode"),
    code: fields.python("code"),
    expression: fields.python("expression"),
    resultType: fields.text("resultType"),
    stores: storesOf(fields),
  };
}

/** `type` tells the forms of a function apart: a list is no text here. */
function functionType(fields: Fields): Text | null {
  const pair = fields.get("type");
  if (pair === undefined) return null;
  const place = fields.within("type");
  if (pair.value.kind === "sequence") {
    tell(place, "syntax/wrong-kind", pair.value.span, {
      key: "type",
      expected: "a text",
      found: kindOf(pair.value),
    });
    return null;
  }
  const type = textOf(pair.value, place);
  if (type !== null && FUNCTION_TYPE_DIALECT.has(type.value)) {
    tell(place, "dialect/not-built-yet", type.span, {
      construct: `the function type \`${type.value}\``,
    });
    return null;
  }
  return type;
}

/**
 * `storeValues: plain`, of the canonical form (dialect.md 7.5): what stores give without its time. It is what a function in
 * dialect form gets, and the key puts it in that form.
 */
function refuseStoreValues(fields: Fields): void {
  const pair = fields.get("storeValues");
  if (pair === undefined || (pair.value.kind === "scalar" && pair.value.value === "plain")) return;
  tell(fields.within("storeValues"), "syntax/wrong-kind", pair.value.span, {
    key: "storeValues",
    expected: "`plain`",
    found: kindOf(pair.value),
  });
}

/** Names; what each is, a store or a table, is found later. */
function storesOf(fields: Fields): Text[] {
  const place = fields.within("stores");
  return listEntries(fields.get("stores"), place, "store").flatMap(({ key, value }) => {
    const name = textOf(value, within(place, key));
    return name === null ? [] : [name];
  });
}

function parseParameter(entry: Entry, place: Place): ParameterTree[] {
  const fields = readFields(entry.value, place, PARAMETER);
  if (fields === null) return [];
  return [
    {
      path: place.path,
      name: fields.text("name"),
      type: fields.text("type"),
      defaultValue: fields.text("defaultValue"),
      span: entry.value.span,
    },
  ];
}
