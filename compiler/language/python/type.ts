/**
 * The types that inference knows of a Python value (python.md 7), each of which stands for one TypeScript form.
 *
 * What holds everywhere: an emitted expression of type T has a TypeScript type that fits `T`'s own. Elements of
 * containers have no type: what is in them can be replaced by any code that holds the container. A static float is a
 * plain number, so `float` never stands in a union with `int`: such a join is `any`, whose floats are boxed.
 */
import type { StructSchema } from "../data-types/data-type.ts";
import type { ObjectName } from "./ksml-objects.ts";

export type PyType =
  | {
      readonly kind:
        | "none"
        | "bool"
        | "float"
        | "str"
        | "bytes"
        | "list"
        | "dict"
        | "tuple"
        | "set";
    }
  /** A range inside ±(2^53 − 1) means a plain number. */
  | { readonly kind: "int"; readonly min: number; readonly max: number }
  | { readonly kind: "function" | "logger" }
  /** A module of the runtime (`random`), a class object by its Python name (`str`, `ValueError`). */
  | { readonly kind: "module" | "class"; readonly name: string }
  /** An object that KSML provides: a store, a metric, a thread (`ksml-objects.ts`). Its class is TypeScript's to know. */
  | { readonly kind: "object"; readonly name: ObjectName }
  /** A struct with a schema in typed form: nothing but its fields is ever asked of it. */
  | { readonly kind: "struct"; readonly schema: StructSchema }
  | { readonly kind: "union"; readonly members: readonly PyType[] }
  /** No value: code that is never reached. */
  | { readonly kind: "never" }
  /** `isData`: of the values that records and rows hold; no object of KSML, which has methods like those of dicts. */
  | { readonly kind: "any"; readonly isData: boolean };

export type Kind = PyType["kind"];

export const NONE: PyType = { kind: "none" };
export const BOOL: PyType = { kind: "bool" };
export const FLOAT: PyType = { kind: "float" };
export const STR: PyType = { kind: "str" };
export const BYTES: PyType = { kind: "bytes" };
export const LIST: PyType = { kind: "list" };
export const DICT: PyType = { kind: "dict" };
export const TUPLE: PyType = { kind: "tuple" };
export const SET: PyType = { kind: "set" };
export const FUNCTION: PyType = { kind: "function" };
export const LOGGER: PyType = { kind: "logger" };
export const NEVER: PyType = { kind: "never" };
export const ANY: PyType = { kind: "any", isData: false };
export const DATA: PyType = { kind: "any", isData: true };
export const INT: PyType = {
  kind: "int",
  min: Number.NEGATIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
};

export const intBetween = (min: number, max: number): PyType =>
  Number.isSafeInteger(min) && Number.isSafeInteger(max) ? { kind: "int", min, max } : INT;
export const moduleType = (name: string): PyType => ({ kind: "module", name });
export const objectType = (name: ObjectName): PyType => ({ kind: "object", name });
export const classType = (name: string): PyType => ({ kind: "class", name });

export const structType = (schema: StructSchema): PyType => ({ kind: "struct", schema });

/** Sizes of things in memory: what `len` and `range` count. */
export const COUNT: PyType = intBetween(0, 2 ** 32);

const MAX_MEMBERS = 3;

/** The type of a value that is one or the other. */
export function join(a: PyType, b: PyType): PyType {
  if (a === b || b.kind === "never") return a;
  if (a.kind === "never") return b;
  if (a.kind === "any" || b.kind === "any") return anyOf([a, b]);
  const members: PyType[] = [...membersOf(a)];
  for (const member of membersOf(b)) {
    const at = members.findIndex((m) => m.kind === member.kind);
    const same = members[at];
    if (same === undefined) members.push(member);
    else {
      const merged = joinSame(same, member);
      if (merged === null) return anyOf([a, b]);
      members[at] = merged;
    }
  }
  return union(members);
}

export function union(members: readonly PyType[]): PyType {
  const kinds = members.map((m) => m.kind);
  if (kinds.includes("float") && kinds.includes("int")) return anyOf(members);
  if (members.length > MAX_MEMBERS) return anyOf(members);
  const [only] = members;
  if (only === undefined) return NEVER;
  if (members.length === 1) return only;
  const sorted = [...members].sort((x, y) => ORDER.indexOf(x.kind) - ORDER.indexOf(y.kind));
  return { kind: "union", members: sorted };
}

const anyOf = (types: readonly PyType[]): PyType =>
  types.some((type) => mayBe(type, "object")) ? ANY : DATA;

/** `null` comes last, as people write it. */
const ORDER: readonly Kind[] = [
  "bool",
  "int",
  "float",
  "str",
  "bytes",
  "list",
  "dict",
  "struct",
  "tuple",
  "set",
  "function",
  "class",
  "module",
  "logger",
  "object",
  "none",
];

function joinSame(a: PyType, b: PyType): PyType | null {
  if (a.kind === "int" && b.kind === "int") {
    if (a.min <= b.min && a.max >= b.max) return a;
    return intBetween(Math.min(a.min, b.min), Math.max(a.max, b.max));
  }
  if ((a.kind === "module" || a.kind === "class" || a.kind === "object") && a.kind === b.kind)
    return a.name === b.name ? a : null;
  if (a.kind === "struct" && b.kind === "struct") return a.schema === b.schema ? a : null;
  return a;
}

export function membersOf(type: PyType): readonly PyType[] {
  if (type.kind === "union") return type.members;
  return type.kind === "never" ? [] : [type];
}

export function equalTypes(a: PyType, b: PyType): boolean {
  if (a === b) return true;
  if (a.kind === "int" && b.kind === "int") return a.min === b.min && a.max === b.max;
  if ((a.kind === "module" || a.kind === "class" || a.kind === "object") && a.kind === b.kind)
    return a.name === b.name;
  if (a.kind === "struct" && b.kind === "struct") return a.schema === b.schema;
  if (a.kind === "any" && b.kind === "any") return a.isData === b.isData;
  if (a.kind === "union" && b.kind === "union") {
    return (
      a.members.length === b.members.length &&
      a.members.every((m, i) => equalTypes(m, b.members[i] ?? NEVER))
    );
  }
  return a.kind === b.kind && a.kind !== "union";
}

/** After a few rounds of a loop a range that still grows becomes unbounded. */
export function widen(before: PyType, after: PyType): PyType {
  if (equalTypes(before, after)) return after;
  const members = membersOf(after).map((m) => (m.kind === "int" ? INT : m));
  return after.kind === "any" ? after : union(members);
}

/** True when every value of the type is of one of the kinds (and there is a value). */
export function isOnly(type: PyType, ...kinds: readonly Kind[]): boolean {
  const members = membersOf(type);
  return members.length > 0 && members.every((m) => kinds.includes(m.kind));
}

export function mayBe(type: PyType, kind: Kind): boolean {
  if (type.kind === "any") return kind !== "object" || !type.isData;
  return membersOf(type).some((m) => m.kind === kind);
}

/** Without the values of a kind; `any` stays. */
export function without(type: PyType, ...kinds: readonly Kind[]): PyType {
  if (type.kind === "any") return type;
  return union(membersOf(type).filter((m) => !kinds.includes(m.kind)));
}

/** Only the values of a kind; of `any`: `all`. */
export function only(type: PyType, kind: Kind, all: PyType): PyType {
  if (type.kind === "any") return all;
  return union(membersOf(type).filter((m) => m.kind === kind));
}

/** An int that is certainly a plain number. */
export function isSafeInt(
  type: PyType,
): type is PyType & { kind: "int"; min: number; max: number } {
  return type.kind === "int" && Number.isSafeInteger(type.min) && Number.isSafeInteger(type.max);
}

/** Scalars cannot be changed in place and hold no reference to anything that can. */
export function isImmutable(type: PyType): boolean {
  return isOnly(
    type,
    "none",
    "bool",
    "int",
    "float",
    "str",
    "bytes",
    "module",
    "class",
    "logger",
    "object",
    "function",
  );
}

export function printType(type: PyType): string {
  switch (type.kind) {
    case "int":
      if (type.min === type.max) return `int ${type.min}`;
      return isSafeInt(type) ? `int ${type.min}..${type.max}` : "int";
    case "module":
    case "class":
    case "object":
      return `${type.kind} ${type.name}`;
    case "struct":
      return `struct ${type.schema.name}`;
    case "union":
      return type.members.map(printType).join(" | ");
    default:
      return type.kind;
  }
}
