/**
 * A struct in typed form → what Python code sees where types end, and what is written as JSON (runtime.md 3.1, 4.4). In:
 * a value of a type. Out: a private dict in the order of the boundary, floats boxed where they could be taken for ints.
 */
import { makerFor } from "../notations/json-codec/roomy-dict.ts";
import { entriesOf, getKey, setKey } from "../python/dict.ts";
import { boxFloat, type Dict, isDict, type Value } from "../python/value.ts";
import type { DataType } from "./data-type.ts";
import { missingFields } from "./missing-fields.ts";
import { type StructSchema, schemaOf } from "./struct-schema.ts";

type Form = (value: Value) => Value;

/** Functions get this: with `@schema` and `@type`, but not in structs inside of structs. Null: values stay as they are. */
export const dynamicForm = (type: DataType): Form | null =>
  hasSchema(type) ? formOf(type, "outermost", false, false) : null;

/** The same of values that are nobody else's, as just read: they are changed themselves, where that will do. */
export const ownDynamicForm = (type: DataType): Form | null =>
  hasSchema(type) ? formOf(type, "outermost", false, true) : null;

/** What becomes JSON: the fields alone. Null: values stay as they are. */
export const plainForm = (type: DataType): Form | null =>
  hasSchema(type) ? formOf(type, "nowhere", false, false) : null;

/** Whether values of the type hold structs with a schema. */
export function hasSchema({ shape }: DataType): boolean {
  switch (shape.kind) {
    case "struct":
      return shape.schema !== undefined;
    case "list":
      return hasSchema(shape.element);
    case "map":
      return hasSchema(shape.value);
    case "tuple":
      return shape.elements.some(hasSchema);
    case "union":
      return shape.members.some(hasSchema);
    default:
      return false;
  }
}

type Tell = "outermost" | "nowhere";

/** `isInside`: of a struct, whose floats are plain numbers. `isOwn`: values may be changed. */
function formOf(type: DataType, tell: Tell, isInside: boolean, isOwn: boolean): Form {
  const { shape } = type;
  switch (shape.kind) {
    case "float":
    case "double":
      return isInside ? (value) => (typeof value === "number" ? boxFloat(value) : value) : same;
    case "list": {
      const element = formOf(shape.element, tell, isInside, isOwn);
      if (isOwn && element === same) return same;
      return (value) => (Array.isArray(value) ? value.map(element) : value);
    }
    case "map": {
      const of = formOf(shape.value, tell, isInside, isOwn);
      if (isOwn && of === same) return same;
      return (value) => (isDict(value) ? mapEntries(value, of) : value);
    }
    case "struct":
      if (shape.schema === undefined) return isOwn ? same : copyOf;
      return structForm(shape.schema, tell, isOwn);
    case "union":
      return unionForm(shape.members, tell, isInside, isOwn);
    default:
      return same;
  }
}

const same: Form = (value) => value;

/** Nothing in it has a type: as it is, and private. */
const copyOf: Form = (value) =>
  Array.isArray(value) ? value.map(copyOf) : isDict(value) ? mapEntries(value, copyOf) : value;

function mapEntries(dict: Dict, convert: Form): Dict {
  const copy: Dict = {};
  for (const [key, value] of entriesOf(dict)) setKey(copy, key, convert(value));
  return copy;
}

function structForm(schema: StructSchema, tell: Tell, isOwn: boolean): Form {
  const fields = schema.fields.map(({ name, type, required }) => {
    const form = formOf(type, "nowhere", true, isOwn);
    return { name, required, form, isInherited: name in Object.prototype };
  });
  const names = fields.map(({ name }) => name);
  const formed = fields.filter(({ form }) => form !== same);
  const { name: typeName, description } = schema;
  const Make = makerFor(fields.length + 2);
  return (value) => {
    if (!isDict(value)) return value;
    let dict: Dict;
    if (hasJust(value, names)) {
      // One with fields missing has a mark, which is for its typed form.
      dict = isOwn && missingFields(value) === null ? value : { ...value };
      for (const { name, form } of formed) {
        const own = dict[name] as Value;
        if (own !== null) dict[name] = form(own);
      }
    } else {
      dict = new Make();
      for (const { name, required, form, isInherited } of fields) {
        const own = isInherited ? getKey(value, name) : value[name];
        if (own !== undefined && own !== null) dict[name] = form(own);
        else if (own === null || required) dict[name] = null;
      }
    }
    if (tell === "outermost") {
      dict["@schema"] = description;
      dict["@type"] = typeName;
    }
    return dict;
  };
}

/** It has a value for each of the names, in this order, and nothing else: a copy of it as a whole costs far less. */
function hasJust(dict: Dict, names: readonly string[]): boolean {
  let at = 0;
  for (const key in dict) if (key !== names[at++] || dict[key] === undefined) return false;
  return at === names.length;
}

/** Floats of a union are boxed in both forms; of its structs the first that has all fields of the value is meant. */
function unionForm(
  members: readonly DataType[],
  tell: Tell,
  isInside: boolean,
  isOwn: boolean,
): Form {
  const structs = members.flatMap((member) => {
    const schema = schemaOf(member);
    return schema === undefined ? [] : [{ schema, form: structForm(schema, tell, isOwn) }];
  });
  const lists = members.find(({ shape }) => shape.kind === "list");
  const maps = members.find(({ shape }) => shape.kind === "map");
  const list = lists === undefined ? copyOf : formOf(lists, tell, isInside, isOwn);
  const map = maps === undefined ? copyOf : formOf(maps, tell, isInside, isOwn);
  return (value) => {
    if (Array.isArray(value)) return list(value);
    if (!isDict(value)) return value;
    return (structs.find(({ schema }) => isOfSchema(value, schema))?.form ?? map)(value);
  };
}

/** Whether the struct in typed form can be one of the schema: exactly its fields. */
function isOfSchema(value: Dict, { fields }: StructSchema): boolean {
  let known = 0;
  for (const { name, required } of fields) {
    if (Object.hasOwn(value, name)) known++;
    else if (required) return false;
  }
  for (const _ in value) known--;
  return known === 0;
}
