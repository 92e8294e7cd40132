/**
 * "X accepts Y" (language.md 8.5). Only data types count: the notation is no part of it. In: two types. Out: null when
 * X accepts Y, else why not, from the outside to the inside.
 */
import type { DataType, LogicalType, StructSchema } from "./data-type.ts";
import { printDataType } from "./print-type.ts";

/** One reason a level: `list(long)` takes no `list(string)`, its element `long` takes no `string`. */
export type Refusal = readonly string[];

export const accepts = (target: DataType, source: DataType): boolean =>
  refusal(target, source) === null;

/** The reasons as one text for a message: `a`, since `b`, since `c`. */
export const printRefusal = (reasons: Refusal): string => reasons.join(", since ");

export function refusal(target: DataType, source: DataType): Refusal | null {
  switch (target.kind) {
    case "any":
      return null;
    case "string":
    case "enum":
      return source.kind === "string" || source.kind === "enum" ? null : refuse(target, source);
    case "list":
      if (source.kind !== "list") return refuse(target, source);
      return within(target, source, refusal(target.element, source.element));
    case "map":
      if (source.kind === "struct")
        return target.value.kind === "any" ? null : refuse(target, source);
      if (source.kind !== "map") return refuse(target, source);
      return within(target, source, refusal(target.value, source.value));
    case "struct":
      if (source.kind === "null") return null;
      if (source.kind !== "struct") return refuse(target, source);
      return target.schema === undefined ? null : schemaRefusal(target, target.schema, source);
    case "tuple":
      return tupleRefusal(target, source);
    case "windowed":
      if (source.kind !== "windowed") return refuse(target, source);
      return within(target, source, refusal(target.key, source.key));
    case "union":
      return unionRefusal(target, source);
    default:
      return source.kind === target.kind ? null : refuse(target, source);
  }
}

const refuse = (target: DataType, source: DataType): Refusal => [
  `\`${printDataType(target)}\` takes no \`${printDataType(source)}\``,
];

const within = (target: DataType, source: DataType, inner: Refusal | null): Refusal | null =>
  inner === null ? null : [...refuse(target, source), ...inner];

function tupleRefusal(
  target: DataType & { readonly kind: "tuple" },
  source: DataType,
): Refusal | null {
  if (source.kind !== "tuple") return refuse(target, source);
  if (source.elements.length !== target.elements.length) {
    return [
      ...refuse(target, source),
      `the first has ${target.elements.length} elements, the second ${source.elements.length}`,
    ];
  }
  for (const [i, element] of target.elements.entries()) {
    const given = source.elements[i];
    if (given === undefined) continue;
    const inner = refusal(element.dataType, given.dataType);
    if (inner !== null) return within(target, source, inner);
  }
  return null;
}

function unionRefusal(
  target: DataType & { readonly kind: "union" },
  source: DataType,
): Refusal | null {
  const takes = (type: DataType): boolean =>
    target.members.some((member) => accepts(member.dataType, type));
  if (source.kind !== "union") return takes(source) ? null : refuse(target, source);
  const odd = source.members.find((member) => !takes(member.dataType));
  return odd === undefined ? null : within(target, source, refuse(target, odd.dataType));
}

function schemaRefusal(
  target: DataType,
  schema: StructSchema,
  source: DataType & { readonly kind: "struct" },
): Refusal | null {
  if (source.schema === undefined) {
    return [...refuse(target, source), "a struct without schema promises no fields"];
  }
  const given = new Map(source.schema.fields.map((field) => [field.name, field]));
  for (const field of schema.fields) {
    const other = given.get(field.name);
    if (other === undefined) {
      if (!field.required) continue;
      return [...refuse(target, source), `the field \`${field.name}\` is missing`];
    }
    if (field.required && !other.required) {
      return [...refuse(target, source), `the field \`${field.name}\` is optional there`];
    }
    if (!acceptsField(field.type, other.type)) {
      return [
        ...refuse(target, source),
        `the field \`${field.name}\` differs`,
        ...refuse(field.type, other.type),
      ];
    }
  }
  return null;
}

const INTEGERS = ["byte", "short", "integer", "long"];
const FLOATS = ["float", "double"];

/** Inside a struct schema numbers widen; everything else is compared as outside. */
function acceptsField(target: DataType, source: DataType): boolean {
  if (!acceptsLogical(logicalOf(target), logicalOf(source))) return false;
  for (const family of [INTEGERS, FLOATS]) {
    const to = family.indexOf(target.kind);
    const from = family.indexOf(source.kind);
    if (to >= 0 && from >= 0) return from <= to;
  }
  if (target.kind === "string" && source.kind === "null") return true;
  if (target.kind === "enum" && source.kind === "enum") {
    return source.symbols.every((symbol) => target.symbols.includes(symbol));
  }
  return accepts(target, source);
}

const logicalOf = (type: DataType): LogicalType | undefined =>
  "logical" in type ? type.logical : undefined;

/** A decimal takes one with the same scale and no more digits; all others only their like. */
function acceptsLogical(target: LogicalType | undefined, source: LogicalType | undefined): boolean {
  if (target?.name !== source?.name) return false;
  if (target?.name === "decimal" && source?.name === "decimal") {
    return target.scale === source.scale && target.precision >= source.precision;
  }
  return target?.name !== "fixed" || source?.name !== "fixed" || target.size === source.size;
}
