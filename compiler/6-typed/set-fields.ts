/**
 * Fields that hold sets in what a store keeps, where the store's type has lists (dialect.md 7.6): those that the schema
 * says are sets, and those inferred: a set is given to a key of a dict in a function that puts the dict into the store,
 * or returns it as the result of the store's aggregation.
 */
import type { Span } from "../1-source/source-file.ts";
import type {
  CheckedArgument,
  CheckedBranch,
  CheckedDefinition,
  CheckedFunction,
  CheckedStep,
  CheckedStore,
} from "../3-check/definition.ts";
import type { Expression, PythonFunction, Statement } from "../5-python/tree.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { DataType } from "../language/data-types/data-type.ts";
import type { Facts } from "./ir.ts";
import { walkTree } from "./walk-tree.ts";

export interface SetFields {
  /** By name of the store, in the order of the text; a field inside of another one has its path, with dots. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly diagnostics: readonly Diagnostic[];
}

export function inferSetFields(
  definition: CheckedDefinition,
  functions: readonly PythonFunction[],
  facts: Facts,
): SetFields {
  const fields = new Map(
    definition.stores.map((store) => [store.name, declaredSets(store).map(pathText)]),
  );
  const diagnostics: Diagnostic[] = [];
  const add = (store: CheckedStore, sets: readonly SetField[], path: string): void => {
    for (const { fields: names, span } of sets) {
      if (!losesSets(store, names)) continue;
      const field = pathText(names);
      const known = fields.get(store.name) ?? [];
      if (known.includes(field)) continue;
      fields.set(store.name, [...known, field]);
      const values = { field, store: store.name };
      diagnostics.push(diagnostic("type/inferred-set", span, values, { path }));
    }
  };
  const aggregations = aggregationStores(definition);
  for (const fn of functions) {
    const { path } = fn.function;
    const dicts = new DictsWithSets(fn, facts);
    for (const { store, value } of dicts.puts) add(store, dicts.setsOf(value), path);
    for (const store of aggregations.get(fn.function) ?? []) {
      for (const value of dicts.results) add(store, dicts.setsOf(value), path);
    }
  }
  return { fields, diagnostics };
}

/** A JSON store marks sets by itself; a field that the schema declares a set is known. */
function losesSets({ value: { notation, dataType }, kind }: CheckedStore, path: Path): boolean {
  return kind !== "custom" && notation !== "json" && isPlainList(dataType, path);
}

/** Whether a list that is not declared a set is at the path; lists on the way are gone through. */
function isPlainList(type: DataType, [name, ...rest]: Path): boolean {
  if (type.kind === "list") return name !== undefined && isPlainList(type.element, [name, ...rest]);
  if (type.kind !== "struct" || name === undefined) return false;
  const field = type.schema?.fields.find((each) => each.name === name);
  if (field === undefined) return false;
  return rest.length > 0 ? isPlainList(field.type, rest) : field.isSet !== true;
}

/** Paths of the fields that the schema declares sets. */
function declaredSets({ kind, value: { notation, dataType } }: CheckedStore): Path[] {
  return kind === "custom" || notation === "json" ? [] : setsWithin(dataType);
}

function setsWithin(type: DataType): Path[] {
  if (type.kind === "list") return setsWithin(type.element);
  if (type.kind === "union") return type.members.flatMap(({ dataType }) => setsWithin(dataType));
  const fields = type.kind === "struct" ? (type.schema?.fields ?? []) : [];
  return fields.flatMap(({ name, type: inner, isSet }) => [
    ...(isSet === true ? [[name]] : []),
    ...setsWithin(inner).map((path) => [name, ...path]),
  ]);
}

type Path = readonly string[];

const pathText = (path: Path): string => path.join(".");

interface SetField {
  /** From the dict inwards. */
  readonly fields: Path;
  readonly span: Span;
}

interface Put {
  readonly store: CheckedStore;
  readonly value: Expression;
}

/** What one function puts into stores and returns, and which keys of its dicts it gives sets. */
class DictsWithSets {
  readonly puts: Put[] = [];
  readonly results: Expression[] = [];
  readonly #facts: Facts;
  readonly #byName = new Map<string, SetField[]>();

  constructor(fn: PythonFunction, facts: Facts) {
    this.#facts = facts;
    if (fn.expression !== null) this.results.push(fn.expression);
    walkTree(
      fn.code,
      fn.expression,
      (s) => this.#statement(s),
      (e) => this.#expression(e),
    );
  }

  /** The fields of a value that hold sets; those of lists are those of their elements. */
  setsOf(value: Expression): readonly SetField[] {
    switch (value.kind) {
      case "name":
        return this.#byName.get(value.name) ?? [];
      case "list":
        return value.elements.flatMap((element) => this.setsOf(element));
      case "dict":
        return value.entries.flatMap(({ key, value: item }) =>
          key === null ? this.setsOf(item) : this.#entry(key, item),
        );
      default:
        return [];
    }
  }

  #entry(key: Expression, value: Expression): SetField[] {
    return key.kind === "string" ? this.#at([key.value], value, key.span) : [];
  }

  /** What `value` brings at a path. */
  #at(path: Path, value: Expression, span: Span): SetField[] {
    if (this.#isSet(value)) return [{ fields: path, span }];
    return this.setsOf(value).map((inner) => ({ ...inner, fields: [...path, ...inner.fields] }));
  }

  #isSet(e: Expression): boolean {
    return this.#facts.types.get(e)?.kind === "set";
  }

  #note(name: string, sets: readonly SetField[]): void {
    const known = this.#byName.get(name) ?? [];
    const more = sets.filter((set) => !known.some((each) => isSamePath(each, set)));
    if (more.length > 0) this.#byName.set(name, [...known, ...more]);
  }

  #statement(s: Statement): void {
    if (s.kind === "return" && s.value !== null) this.results.push(s.value);
    if (s.kind !== "assign") return;
    for (const target of s.targets) {
      if (target.kind === "name") this.#note(target.name, this.setsOf(s.value));
      else if (target.kind === "subscript") this.#item(target.value, target.index, s.value);
    }
  }

  /** `name[key] = value`, or deeper: `name["outer"][key] = value`. */
  #item(dict: Expression, key: Expression, value: Expression): void {
    if (key.kind !== "string") return;
    const path = [key.value];
    let at = dict;
    while (at.kind === "subscript") {
      const { index } = at;
      if (index.kind === "string") path.unshift(index.value);
      else if (this.#facts.types.get(index)?.kind !== "int") return;
      at = at.value;
    }
    if (at.kind === "name") this.#note(at.name, this.#at(path, value, key.span));
  }

  #expression(e: Expression): void {
    if (e.kind !== "call" || e.function.kind !== "attribute") return;
    const { value: receiver, attribute } = e.function;
    const [key, value] = e.arguments;
    if (key === undefined || value === undefined) return;
    if (attribute === "setdefault") this.#item(receiver, key, value);
    const listed = this.#facts.injected.get(receiver) === "store";
    const used = listed ? this.#facts.stores.get(receiver)?.store : undefined;
    if (used?.kind === "store" && (attribute === "put" || attribute === "putIfAbsent")) {
      this.puts.push({ store: used.store, value });
    }
  }
}

const isSamePath = (a: SetField, b: SetField): boolean =>
  a.fields.length === b.fields.length && a.fields.every((name, i) => name === b.fields[i]);

/** The stores whose values a function makes, as an initializer or aggregator of a step. */
function aggregationStores(
  definition: CheckedDefinition,
): ReadonlyMap<CheckedFunction, readonly CheckedStore[]> {
  const stores = new Map<CheckedFunction, CheckedStore[]>();
  const visit = (steps: readonly CheckedStep[]): void => {
    for (const step of steps) {
      const given = Object.values(step.arguments);
      const kept = given.flatMap((argument) => (argument.kind === "store" ? [argument.store] : []));
      for (const argument of given) {
        if (argument.kind === "branches") argument.branches.forEach(visitBranch);
        const fn = makerOf(argument);
        if (fn !== null) stores.set(fn, [...(stores.get(fn) ?? []), ...kept]);
      }
    }
  };
  const visitBranch = ({ steps, sink }: CheckedBranch): void => visit([...steps, sink]);
  for (const { steps, sink } of definition.pipelines) visit([...steps, sink]);
  return stores;
}

const MAKERS: ReadonlySet<string> = new Set(["initializer", "aggregator", "reducer", "merger"]);

const makerOf = (argument: CheckedArgument): CheckedFunction | null =>
  argument.kind === "function" && MAKERS.has(argument.function.type) ? argument.function : null;
