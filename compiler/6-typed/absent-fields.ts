/**
 * Fields that the code reads and no schema has: a constant key of what a parameter, a store's `get` or a field of one of
 * them holds. In: a function, its names inferred. Out: a warning a field. Only what is certain is told: where the code
 * asks whether the key is there, or may have put it there itself, nothing is.
 */
import type { StoreInFunction } from "../3-check/definition.ts";
import type { Expression, Parameters, PythonFunction, Statement } from "../5-python/tree.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { DataType, StructSchema, UserType } from "../language/data-types/data-type.ts";
import type { Facts } from "./ir.ts";
import { fieldOf } from "./typed-form.ts";
import { walkNames } from "./walk-names.ts";
import { walkTree } from "./walk-tree.ts";

export function findAbsentFields(python: PythonFunction, facts: Facts): Diagnostic[] {
  return new Search(python, facts).find();
}

/** A dict in a variable: the variable, then constant keys. */
interface Place {
  readonly root: string;
  readonly keys: readonly string[];
}

/** What a value may be; empty: not known. Each is a struct with a schema, or the value is not followed. */
type Schemas = readonly StructSchema[];

const UNKNOWN: Schemas = [];

interface FieldRead {
  readonly dict: Expression;
  readonly key: Expression & { readonly kind: "string" };
  readonly how: keyof typeof EFFECTS;
}

const EFFECTS = {
  item: "so this raises `KeyError`",
  get: "so this is always `None`",
  getOr: "so this is always the default",
} as const;

class Search {
  readonly #python: PythonFunction;
  readonly #facts: Facts;
  /** Of variables that hold one thing from where they are bound on. */
  readonly #values = new Map<string, Schemas | Expression>();
  /** Variables of which somebody else may change what they hold. */
  readonly #lost = new Set<string>();
  /** Places that the code asks for, or writes to. */
  readonly #touched = new Set<string>();

  constructor(python: PythonFunction, facts: Facts) {
    this.#python = python;
    this.#facts = facts;
    this.#bindNames();
    this.#walk(
      (s) => this.#noteStatement(s),
      (e) => this.#noteExpression(e),
    );
  }

  find(): Diagnostic[] {
    const { path } = this.#python.function;
    const found = new Map<string, Diagnostic>();
    this.#walk(
      () => {},
      (e) => {
        const read = fieldRead(e);
        const schema = read === null ? null : this.#schemaWithout(read);
        if (read === null || schema === null) return;
        const { key, how } = read;
        const name = nameOf(schema);
        const id = `${name}\0${key.value}`;
        if (found.has(id)) return;
        const values = { schema: name, field: key.value, effect: EFFECTS[how] };
        const help = helpFor(key.value, schema);
        found.set(id, diagnostic("schema/no-field", key.span, values, { path, help }));
      },
    );
    return [...found.values()];
  }

  #walk(onStatement: (s: Statement) => void, onExpression: (e: Expression) => void): void {
    const { code, expression } = this.#python;
    walkTree(code, expression, onStatement, onExpression);
  }

  #bindNames(): void {
    const { code, expression, function: fn } = this.#python;
    const assigned = new Map<string, Expression>();
    const bound = new Map<string, number>();
    walkNames(code, expression, ({ name, kind, how, site }) => {
      if (kind !== "bind") return;
      bound.set(name, (bound.get(name) ?? 0) + 1);
      if (how === "assign" && site.kind === "assign") assigned.set(name, site.value);
    });
    for (const { name, supplied, fixed } of fn.parameters) {
      if (fixed && !bound.has(name)) this.#values.set(name, schemasOf(supplied));
    }
    const isParameter = new Set(fn.parameters.map(({ name }) => name));
    for (const [name, value] of assigned) {
      if (bound.get(name) === 1 && !isParameter.has(name)) this.#values.set(name, value);
    }
  }

  #noteStatement(s: Statement): void {
    switch (s.kind) {
      case "assign": {
        const [target] = s.targets;
        const isOneName = s.targets.length === 1 && target?.kind === "name";
        if (!isOneName || this.#values.get(target.name) !== s.value) this.#lose(s.value);
        for (const each of s.targets) this.#write(each);
        break;
      }
      case "augmentedAssign":
      case "annotatedAssign":
        if (s.value !== null) this.#lose(s.value);
        this.#write(s.target);
        break;
      case "delete":
        for (const each of s.targets) this.#write(each);
        break;
      case "functionDef":
        this.#shadow(s.parameters);
        break;
      default:
        break;
    }
  }

  #noteExpression(e: Expression): void {
    switch (e.kind) {
      case "lambda":
        this.#shadow(e.parameters);
        break;
      case "named":
        this.#lose(e.value);
        break;
      case "compare":
        if (e.operators.some((operator) => operator === "in" || operator === "not in")) {
          for (const [i, right] of e.comparators.entries()) {
            this.#touch(right, i === 0 ? e.left : (e.comparators[i - 1] ?? e.left));
          }
        }
        break;
      case "call":
        this.#noteCall(e);
        break;
      default:
        if ("generators" in e) for (const name of e.scope.locals) this.#values.delete(name);
    }
  }

  #noteCall(e: Expression & { readonly kind: "call" }): void {
    const { function: callee, arguments: given } = e;
    const [first] = given;
    if (callee.kind === "attribute" && CHANGING.has(callee.attribute)) {
      this.#touch(callee.value, first ?? null);
    }
    const kind = this.#facts.calls.get(e)?.kind;
    if (kind !== "direct" && kind !== "call" && kind !== "external") return;
    for (const argument of [...given, ...e.keywords.map(({ value }) => value)]) {
      this.#lose(argument);
    }
  }

  #shadow(parameters: Parameters): void {
    const { positionalOnly, positional, keywordOnly } = parameters;
    for (const { name } of [...positionalOnly, ...positional, ...keywordOnly]) {
      this.#values.delete(name);
    }
  }

  /** `target[key] = …`, `del target[key]` */
  #write(target: Expression): void {
    if (target.kind === "subscript") this.#touch(target.value, target.index);
    if (target.kind === "tuple" || target.kind === "list") {
      for (const each of target.elements) this.#write(each);
    }
  }

  /** Of what the code does with a key that is not constant nothing is known. */
  #touch(dict: Expression, key: Expression | null): void {
    const place = this.#placeOf(dict);
    if (place === null) return;
    if (key?.kind === "string") this.#touched.add(idOf(place, key.value));
    else this.#lost.add(place.root);
  }

  /** Something else has it now under a name that is not followed. */
  #lose(value: Expression): void {
    const place = this.#placeOf(value);
    if (place !== null) this.#lost.add(place.root);
  }

  /** Null: it is no variable, or below none. */
  #placeOf(e: Expression, depth = 0): Place | null {
    if (depth > MOST_STEPS) return null;
    if (e.kind === "name") {
      const value = this.#values.get(e.name);
      const further = value !== undefined && "kind" in value ? value : null;
      const aliased = further === null ? null : this.#placeOf(further, depth + 1);
      return aliased ?? { root: e.name, keys: [] };
    }
    const read = fieldRead(e);
    const outer = read === null ? null : this.#placeOf(read.dict, depth + 1);
    return read === null || outer === null
      ? null
      : { root: outer.root, keys: [...outer.keys, read.key.value] };
  }

  /** The first of the schemas of what is read, where none has the field. */
  #schemaWithout({ dict, key }: FieldRead): StructSchema | null {
    const schemas = this.#schemasOf(dict);
    const [first] = schemas;
    // `@type` and `@schema` are in every struct.
    if (first === undefined || key.value.startsWith("@")) return null;
    if (schemas.some((schema) => fieldOf(schema, key.value) !== undefined)) return null;
    const place = this.#placeOf(dict);
    if (place === null) return first;
    return this.#lost.has(place.root) || this.#touched.has(idOf(place, key.value)) ? null : first;
  }

  #schemasOf(e: Expression, depth = 0): Schemas {
    if (depth > MOST_STEPS) return UNKNOWN;
    if (e.kind === "name") {
      const value = this.#values.get(e.name);
      if (value === undefined) return UNKNOWN;
      return "kind" in value ? this.#schemasOf(value, depth + 1) : value;
    }
    if (e.kind === "call" && e.function.kind === "attribute" && e.function.attribute === "get") {
      const { value: receiver } = e.function;
      const isStore = this.#facts.injected.get(receiver) === "store";
      const used = isStore ? this.#facts.stores.get(receiver) : undefined;
      if (used !== undefined) return schemasInStore(used);
    }
    const read = fieldRead(e);
    if (read === null || read.how === "getOr") return UNKNOWN;
    const place = this.#placeOf(read.dict);
    if (place !== null && this.#touched.has(idOf(place, read.key.value))) return UNKNOWN;
    return withSchemas(
      this.#schemasOf(read.dict, depth + 1).map(
        (schema) => fieldOf(schema, read.key.value)?.type ?? null,
      ),
    );
  }
}

/** Of one assigned to another, and keys inside of keys: more than that nobody follows. */
const MOST_STEPS = 20;

const CHANGING: ReadonlySet<string> = new Set("setdefault update pop popitem clear".split(" "));

const idOf = ({ root, keys }: Place, key: string): string => [root, ...keys, key].join("\0");

/** `dict["key"]`, `dict.get("key")`; null: it is neither. */
function fieldRead(e: Expression): FieldRead | null {
  if (e.kind === "subscript") {
    return e.index.kind === "string" ? { dict: e.value, key: e.index, how: "item" } : null;
  }
  if (e.kind !== "call" || e.function.kind !== "attribute" || e.function.attribute !== "get")
    return null;
  const [key, fallback] = e.arguments;
  if (key?.kind !== "string" || e.arguments.length > 2 || e.keywords.length > 0) return null;
  const isNone = fallback === undefined || fallback.kind === "none";
  return { dict: e.function.value, key, how: isNone ? "get" : "getOr" };
}

const schemasOf = (types: readonly UserType[]): Schemas =>
  withSchemas(types.map(({ dataType }) => dataType));

function withSchemas(types: readonly (DataType | null)[]): Schemas {
  const schemas: StructSchema[] = [];
  for (const type of types) {
    if (type?.kind !== "struct" || type.schema?.avro === undefined) return UNKNOWN;
    schemas.push(type.schema);
  }
  return schemas;
}

/** What `get` gives; a timestamp beside it is another dict. */
function schemasInStore({ store, plain }: StoreInFunction): Schemas {
  if (store.kind === "table") return withSchemas([store.topic.value?.dataType ?? null]);
  const { value, kind, timestamped, versioned } = store.store;
  const isValue = kind === "window" || (kind === "keyValue" && !versioned);
  return isValue && (plain || !timestamped) ? schemasOf([value]) : UNKNOWN;
}

const nameOf = ({ reference, name }: StructSchema): string => reference ?? name;

/** The field that was meant, and where another one would go. */
function helpFor(field: string, schema: StructSchema): string {
  const names = schema.fields.map(({ name }) => name);
  const near = nearest(field, names);
  const add = `add it to the schema \`${nameOf(schema)}\``;
  if (near !== null) return `did you mean \`${near}\`? If not, ${add}`;
  const listed = names.slice(0, MOST_LISTED).map((name) => `\`${name}\``);
  const more = names.length > MOST_LISTED ? ", …" : "";
  return names.length === 0 ? add : `${add}, or read what it has: ${listed.join(", ")}${more}`;
}

const MOST_LISTED = 8;
