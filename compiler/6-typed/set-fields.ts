/**
 * Fields that hold sets in what a store keeps, where the store's type has none (dialect.md 7.6): a set is given to a key
 * of a dict in a function that puts the dict into the store, or returns it as the result of the store's aggregation.
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
import type { Facts } from "./ir.ts";
import { walkTree } from "./walk-tree.ts";

export interface SetFields {
  /** By name of the store, in the order of the text. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly diagnostics: readonly Diagnostic[];
}

export function inferSetFields(
  definition: CheckedDefinition,
  functions: readonly PythonFunction[],
  facts: Facts,
): SetFields {
  const fields = new Map<string, string[]>();
  const diagnostics: Diagnostic[] = [];
  const add = (store: CheckedStore, sets: readonly SetField[], path: string): void => {
    for (const { field, span } of sets) {
      if (!losesSets(store, field)) continue;
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
function losesSets({ value: { notation, dataType }, kind }: CheckedStore, field: string): boolean {
  if (kind === "custom" || notation === "json" || dataType.kind !== "struct") return false;
  const declared = dataType.schema?.fields.find(({ name }) => name === field);
  return declared !== undefined && declared.isSet !== true;
}

interface SetField {
  readonly field: string;
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

  setsOf(value: Expression): readonly SetField[] {
    if (value.kind === "name") return this.#byName.get(value.name) ?? [];
    return value.kind === "dict" ? this.#entries(value) : [];
  }

  #isSet(e: Expression): boolean {
    return this.#facts.types.get(e)?.kind === "set";
  }

  #entries({ entries }: Expression & { readonly kind: "dict" }): SetField[] {
    return entries.flatMap(({ key, value }) =>
      key?.kind === "string" && this.#isSet(value) ? [{ field: key.value, span: key.span }] : [],
    );
  }

  #note(name: string, sets: readonly SetField[]): void {
    if (sets.length > 0) this.#byName.set(name, [...(this.#byName.get(name) ?? []), ...sets]);
  }

  #statement(s: Statement): void {
    if (s.kind === "return" && s.value !== null) this.results.push(s.value);
    if (s.kind !== "assign") return;
    for (const target of s.targets) {
      if (target.kind === "name" && s.value.kind === "dict") {
        this.#note(target.name, this.#entries(s.value));
      } else if (target.kind === "subscript" && this.#isSet(s.value)) {
        this.#item(target.value, target.index);
      }
    }
  }

  /** `name[key]` is given a set. */
  #item(dict: Expression, key: Expression): void {
    if (dict.kind !== "name" || key.kind !== "string") return;
    this.#note(dict.name, [{ field: key.value, span: key.span }]);
  }

  #expression(e: Expression): void {
    if (e.kind !== "call" || e.function.kind !== "attribute") return;
    const { value: receiver, attribute } = e.function;
    const [key, value] = e.arguments;
    if (key === undefined || value === undefined) return;
    if (attribute === "setdefault" && this.#isSet(value)) this.#item(receiver, key);
    const listed = this.#facts.injected.get(receiver) === "store";
    const used = listed ? this.#facts.stores.get(receiver)?.store : undefined;
    if (used?.kind === "store" && (attribute === "put" || attribute === "putIfAbsent")) {
      this.puts.push({ store: used.store, value });
    }
  }
}

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
