/**
 * Which constants a value can be, as TypeScript concludes from the tests on the way: it refuses to compare `"a"` with
 * `"b"`, and to look for anything in what can be no value at all. To know more here than TypeScript does is no harm:
 * a comparison by `py.eq` is always right.
 */
import { type Kind, mayBe, membersOf, type PyType } from "../language/python/type.ts";

export type Constant = string | number | bigint | boolean;

export interface Constants {
  readonly values: ReadonlySet<Constant>;
  /** It may be any str, any number, something else than these and the booleans: None, a dict. */
  readonly text: boolean;
  readonly number: boolean;
  readonly other: boolean;
}

/** What is known of a variable and of fields in it, by `pathKey`: the variable itself has the path without keys. */
export type KnownConstants = ReadonlyMap<string, Constants>;

export const NO_CONSTANTS: KnownConstants = new Map();

const NO_VALUES: ReadonlySet<Constant> = new Set();

export const NO_VALUE: Constants = { values: NO_VALUES, text: false, number: false, other: false };

/** None, a dict. */
export const OTHER: Constants = { ...NO_VALUE, other: true };

export const oneConstant = (value: Constant): Constants => ({
  ...NO_VALUE,
  values: new Set([value]),
});

const BOOLEANS: ReadonlySet<Constant> = new Set([true, false]);

const LISTED: ReadonlySet<Kind> = new Set(["bool", "str", "int", "float"]);

export function constantsOfType(type: PyType): Constants {
  const isOther = membersOf(type).some(({ kind }) => !LISTED.has(kind));
  return {
    values: mayBe(type, "bool") ? BOOLEANS : NO_VALUES,
    text: mayBe(type, "str"),
    number: mayBe(type, "int") || mayBe(type, "float"),
    other: isOther,
  };
}

export const isNoValue = (c: Constants): boolean =>
  c.values.size === 0 && !c.text && !c.number && !c.other;

function admits(c: Constants, value: Constant): boolean {
  if (c.values.has(value)) return true;
  return typeof value === "string" ? c.text : typeof value !== "boolean" && c.number;
}

/** No str, number or boolean can be both: TypeScript refuses to compare the two. */
export function areApart(a: Constants, b: Constants): boolean {
  const both = bothConstants(a, b);
  return both.values.size === 0 && !both.text && !both.number;
}

export function joinConstants(a: Constants, b: Constants): Constants {
  return {
    values: new Set([...a.values, ...b.values]),
    text: a.text || b.text,
    number: a.number || b.number,
    other: a.other || b.other,
  };
}

/** What can be both. */
export function bothConstants(a: Constants, b: Constants): Constants {
  const values = [...a.values, ...b.values].filter((value) => admits(a, value) && admits(b, value));
  return {
    values: new Set(values),
    text: a.text && b.text,
    number: a.number && b.number,
    other: a.other && b.other,
  };
}

const filterValues = (c: Constants, keep: (value: Constant) => boolean): Constants => ({
  ...c,
  values: new Set([...c.values].filter(keep)),
});

/** Without what is certainly `b`. */
export function exceptConstant(a: Constants, b: Constants): Constants {
  const [only, ...others] = b.values;
  const isOne = only !== undefined && others.length === 0 && !b.text && !b.number && !b.other;
  return isOne ? filterValues(a, (value) => value !== only) : a;
}

/** Without what is certainly of the type. */
export function exceptType(c: Constants, type: PyType): Constants {
  const gone = constantsOfType(type);
  return {
    ...filterValues(c, (value) => !admits(gone, value)),
    text: c.text && !gone.text,
    number: c.number && !gone.number,
  };
}

export const trueConstants = (c: Constants): Constants => filterValues(c, Boolean);

export const falseConstants = (c: Constants): Constants => filterValues(c, (value) => !value);

/** The type of `a` in `a && b`: of any str it is `""`. */
export function falsePart(c: Constants): Constants {
  const values = [...falseConstants(c).values, ...(c.text ? [""] : []), ...(c.number ? [0] : [])];
  return { ...OTHER, values: new Set(values), other: c.other };
}

export function equalKnown(a: KnownConstants, b: KnownConstants): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  return [...a].every(([key, one]) => {
    const other = b.get(key);
    return other !== undefined && equalConstants(one, other);
  });
}

const equalConstants = (a: Constants, b: Constants): boolean =>
  a.text === b.text &&
  a.number === b.number &&
  a.other === b.other &&
  a.values.size === b.values.size &&
  [...a.values].every((value) => b.values.has(value));

/** Of a variable that comes from two ways. Of a field of which nothing is known on one of them, nothing is. */
export function joinKnown(
  a: KnownConstants,
  aType: PyType,
  b: KnownConstants,
  bType: PyType,
): KnownConstants {
  if (a === b || (a.size === 0 && b.size === 0)) return a;
  const joined = new Map<string, Constants>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const one = a.get(key) ?? (key === "" ? constantsOfType(aType) : undefined);
    const other = b.get(key) ?? (key === "" ? constantsOfType(bType) : undefined);
    if (one !== undefined && other !== undefined) joined.set(key, joinConstants(one, other));
  }
  return joined;
}
