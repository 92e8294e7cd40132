/**
 * What is known of the fields of a dict at a point of a function: those that are certainly there can be read as
 * properties, `rec["a"]["b"]` as `rec.a.b`. A field is known from the dict literal that a constant is declared with
 * (TypeScript is told by the type of the constant), from an assignment, or from a test `"a" in rec` (TypeScript concludes
 * it from that). It is forgotten where something may delete or replace it, in this function or by another name.
 */
import type { Statement } from "../5-python/tree.ts";
import { ANY, equalTypes, isOnly, join, type PyType, widen } from "../language/python/type.ts";

/** The constant keys that lead from a variable to a dict or a value in it. */
export type Path = readonly string[];

export interface DictFacts {
  /** The function made it, and nothing else has it yet. */
  readonly own: boolean;
  /** By `pathKey`. */
  readonly fields: ReadonlyMap<string, Field>;
}

export interface Field {
  readonly path: Path;
  readonly type: PyType;
  /** Of a dict: as above. */
  readonly own: boolean;
  /** Null: it is not in the literal of the declaration. */
  readonly declared: DeclaredField | null;
}

/** A field of the literal that a constant is declared with. */
export interface DeclaredField {
  readonly statement: Statement;
  readonly path: Path;
  /** Its place among the fields of the literal. */
  readonly order: number;
  /** The join of all that is ever assigned to it. */
  type: PyType;
  /** Something else than the literal is assigned to it: what was in that is of no use. */
  replaced: boolean;
}

export const NO_FIELDS: ReadonlyMap<string, Field> = new Map();

export const pathKey = (path: Path): string => path.join("\0");

export const isBelow = (path: Path, above: Path): boolean =>
  path.length > above.length && above.every((key, i) => path[i] === key);

/** A type that a field has in TypeScript, too: in a dict a float is boxed, and other classes are not told apart. */
const TOLD = ["none", "bool", "int", "str", "list", "dict"] as const;

export const fieldTypeOf = (type: PyType): PyType =>
  type.kind === "never" || isOnly(type, ...TOLD) ? type : ANY;

/** Whether all dicts on the way to what is at `path` are the function's own. */
export function isOwn(facts: DictFacts, path: Path): boolean {
  if (!facts.own) return false;
  for (let length = 1; length < path.length; length++) {
    if (facts.fields.get(pathKey(path.slice(0, length)))?.own !== true) return false;
  }
  return true;
}

export function filterFields(facts: DictFacts, keep: (field: Field) => boolean): DictFacts {
  const fields = new Map([...facts.fields].filter(([, field]) => keep(field)));
  if (fields.size === facts.fields.size) return facts;
  // Without a dict nothing in it is known.
  for (const [key, { path }] of fields) {
    for (let length = 1; length < path.length; length++) {
      if (!fields.has(pathKey(path.slice(0, length)))) fields.delete(key);
    }
  }
  return { ...facts, fields };
}

export function joinDictFacts(a: DictFacts | null, b: DictFacts | null): DictFacts | null {
  if (a === b) return a;
  if (a === null || b === null) return null;
  const fields = new Map<string, Field>();
  for (const [key, field] of a.fields) {
    const other = b.fields.get(key);
    if (other === undefined) continue;
    fields.set(key, {
      ...field,
      type: join(field.type, other.type),
      own: field.own && other.own,
      declared: field.declared ?? other.declared,
    });
  }
  const joined: DictFacts = { own: a.own && b.own, fields };
  // What was a dict on one way only has no fields.
  return filterFields(joined, ({ path }) => isInDicts(joined, path));
}

const isInDicts = ({ fields }: DictFacts, path: Path): boolean => {
  for (let length = 1; length < path.length; length++) {
    if (fields.get(pathKey(path.slice(0, length)))?.type.kind !== "dict") return false;
  }
  return true;
};

export function equalDictFacts(a: DictFacts | null, b: DictFacts | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.own !== b.own || a.fields.size !== b.fields.size) return false;
  for (const [key, field] of a.fields) {
    const other = b.fields.get(key);
    if (other === undefined || other.own !== field.own || !equalTypes(field.type, other.type))
      return false;
  }
  return true;
}

export function widenDictFacts(
  before: DictFacts | null,
  after: DictFacts | null,
): DictFacts | null {
  if (before === null || after === null) return after;
  const fields = new Map<string, Field>();
  for (const [key, field] of after.fields) {
    const old = before.fields.get(key);
    fields.set(key, old === undefined ? field : { ...field, type: widen(old.type, field.type) });
  }
  return { ...after, fields };
}
