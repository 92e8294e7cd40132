/**
 * State stores: of the `stores` section, written in place, of tables, and those that the dialect leaves out. In: their
 * trees, and what operations and tables keep in them. Out: checked stores, types settled when all uses are known.
 */
import type { Place } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { StoreTree, StoreUse, Text } from "../2-syntax/tree.ts";
import { accepts } from "../language/data-types/assignable.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { anyType } from "../language/operations/roles.ts";
import type { Draft } from "./check-function.ts";
import type { Mode } from "./context.ts";
import type { CheckedStore, CheckedTopic } from "./definition.ts";
import { tellDuplicateStores } from "./duplicate-stores.ts";
import type { Externals } from "./externals.ts";
import { hasSerde } from "./has-serde.ts";
import { readType } from "./read-type.ts";
import { type Declared, meant, resolve } from "./resolve-names.ts";
import type { Schemas } from "./resolve-schemas.ts";
import { PLAIN_STORE, STORE_KINDS, storeAttributes } from "./store-attributes.ts";

export interface StoreEntry {
  readonly checked: Draft<CheckedStore>;
  /** Types that the author states; null: those of what is kept in it. */
  readonly stated: { readonly key: UserType | null; readonly value: UserType | null };
  /** Kafka keeps a time with each value where an operation or a table owns the store (runtime.md 2.2). */
  owner: "operation" | "table" | null;
}

export class Stores {
  readonly #mode: Mode;
  readonly #externals: Externals;
  readonly #schemas: Schemas;
  readonly #lost: Set<string>;
  readonly #declared = new Map<string, StoreEntry>();
  readonly #more: StoreEntry[] = [];
  readonly #external = new Map<string, StoreEntry>();

  constructor(mode: Mode, externals: Externals, schemas: Schemas, lost: Iterable<string>) {
    this.#mode = mode;
    this.#schemas = schemas;
    this.#externals = externals;
    this.#lost = new Set(lost);
  }

  /** The `stores` section. */
  declare(trees: readonly StoreTree[], outer: Spot): void {
    for (const tree of trees) {
      if (tree.name === null) continue;
      const name = tree.name.value;
      const entry = this.#make(tree, name, "declared", STORE_KINDS, within(outer, name));
      if (entry === null) this.#lost.add(name);
      else this.#declared.set(name, entry);
    }
  }

  declared(name: string): StoreEntry | "lost" | undefined {
    return this.#declared.get(name) ?? (this.#lost.has(name) ? "lost" : undefined);
  }

  /** The store of a step; an inline one without `name` is called like the step (language.md 0.6). Null: told. */
  use(
    use: StoreUse,
    step: Place,
    allowed: readonly CheckedStore["kind"][],
    spot: Spot,
  ): StoreEntry | null {
    if (use.kind === "reference") {
      const entry = resolve(use.name, this.#names(), "name/unknown-store", this.#mode, spot);
      if (entry === null) return null;
      if (allowed.includes(entry.checked.kind)) return entry;
      const values = {
        store: entry.checked.name,
        kind: entry.checked.kind,
        wanted: allowed.join(" or "),
      };
      const related = [{ message: "the store is defined here", span: entry.checked.span }];
      tell(spot, "store/wrong-kind", use.name.span, values, { related });
      return null;
    }
    const name = use.store.name?.value ?? step.at(-1) ?? "";
    const entry = this.#make(use.store, name, "inline", allowed, spot);
    if (entry !== null) this.#more.push(entry);
    return entry;
  }

  /** Takes what an operation keeps into its store: the store's own types, where stated, must take them. */
  keep(entry: StoreEntry, key: UserType, value: UserType, span: Span, spot: Spot): void {
    const { checked, stated } = entry;
    for (const [part, given] of [
      ["key", key],
      ["value", value],
    ] as const) {
      const declared = stated[part];
      if (declared === null || given.dataType.kind === "any") continue;
      if (accepts(declared.dataType, given.dataType)) continue;
      const values = {
        store: checked.name,
        part,
        declared: printType(declared),
        given: printType(given),
      };
      const related = [{ message: "the store is defined here", span: checked.span }];
      tell(spot, "store/wrong-type", span, values, { related });
    }
    if (entry.owner !== null && checked.origin !== "implicit") {
      const related = [{ message: "the store is defined here", span: checked.span }];
      tell(spot, "store/used-twice", span, { store: checked.name }, { related });
    }
    entry.owner = "operation";
    const isInline = checked.origin === "inline";
    // KSML gives a store that is written in place the types of what is kept.
    checked.key = (isInline ? null : stated.key) ?? key;
    checked.value = (isInline ? null : stated.value) ?? value;
    // In the canonical form only stores of the section have types.
    if (isInline && stated.value === value) checked.origin = "declared";
    hasSerde(checked.key, "key", span, spot);
    hasSerde(checked.value, "value", span, spot);
  }

  /** S1: what Kafka Streams made where the store was optional in KSML. */
  implicit(name: string, path: string, span: Span): StoreEntry {
    const entry: StoreEntry = {
      checked: {
        ...PLAIN_STORE,
        name,
        path,
        origin: "implicit",
        key: anyType,
        value: anyType,
        persistent: true,
        caching: true,
        logging: true,
        comment: null,
        span,
      },
      stated: { key: null, value: null },
      owner: "operation",
    };
    this.#more.push(entry);
    return entry;
  }

  /** What a table is held in: its types, and the topic's name, but for a store that has a name of its own (G14). */
  ofTable(
    use: StoreUse | null,
    topic: Pick<CheckedTopic, "topic" | "path" | "key" | "value" | "span">,
    spot: Spot,
  ): CheckedStore | null {
    const entry = this.#tableEntry(use, topic, spot);
    if (entry === null) return null;
    entry.owner = "table";
    const { checked, stated } = entry;
    checked.key = stated.key ?? topic.key ?? anyType;
    checked.value = stated.value ?? topic.value ?? anyType;
    return checked;
  }

  #tableEntry(
    use: StoreUse | null,
    topic: Pick<CheckedTopic, "topic" | "path" | "span">,
    spot: Spot,
  ): StoreEntry | null {
    if (use?.kind === "inline") {
      const made = this.#make(use.store, topic.topic, "table", ["keyValue"], spot);
      return made === null ? null : this.#add({ ...made, stated: { key: null, value: null } });
    }
    if (use !== null && this.#lost.has(use.name.value)) return null;
    const declared = use === null ? undefined : this.#declared.get(use.name.value);
    if (declared !== undefined) return declared;
    const { path, span } = topic;
    return this.#add({
      checked: {
        ...PLAIN_STORE,
        name: use?.name.value ?? topic.topic,
        path,
        origin: "table",
        key: anyType,
        value: anyType,
        persistent: use !== null,
        comment: null,
        span: use?.name.span ?? span,
      },
      stated: { key: null, value: null },
      owner: "table",
    });
  }

  /** A store that only the author's module can have (dialect.md 5.3). */
  external(name: Text, near: ReturnType<typeof meant>, spot: Spot): CheckedStore {
    this.#externals.use("store", name, spot, { near });
    const known = this.#external.get(name.value);
    if (known !== undefined) return known.checked;
    const checked: Draft<CheckedStore> = {
      ...PLAIN_STORE,
      kind: "custom",
      name: name.value,
      path: spot.path,
      origin: "implicit",
      key: anyType,
      value: anyType,
      implementation: name.value,
      comment: null,
      span: name.span,
    };
    const entry: StoreEntry = { checked, stated: { key: null, value: null }, owner: null };
    this.#external.set(name.value, entry);
    this.#more.push(entry);
    return checked;
  }

  near(name: string): ReturnType<typeof meant> {
    return meant(name, this.#names());
  }

  /** Whether an operation or a table owns it. */
  isOwned(store: CheckedStore): boolean {
    return [...this.#declared.values(), ...this.#more].some(
      ({ checked, owner }) => checked === store && owner !== null,
    );
  }

  /** All of them, now that what is kept in them is known. */
  finish(root: Spot): CheckedStore[] {
    for (const entry of this.#declared.values()) this.#tellMissingTypes(entry, root);
    const all = [...this.#declared.values(), ...this.#more];
    tellDuplicateStores(
      all.map(({ checked }) => checked),
      root.report,
    );
    for (const { checked, owner } of all) {
      const { kind, logging, path, name, span } = checked;
      if (kind === "custom" || logging || owner === "table") continue;
      tell({ path, report: root.report }, "store/no-changelog", span, { store: name });
    }
    return all.map(({ checked }) => checked);
  }

  #tellMissingTypes({ checked, stated, owner }: StoreEntry, root: Spot): void {
    if (checked.kind === "custom" || owner !== null) return;
    for (const part of ["key", "value"] as const) {
      if (stated[part] !== null) continue;
      const spot: Spot = { path: checked.path, report: root.report };
      tell(spot, "store/type-missing", checked.span, { store: checked.name, key: `${part}Type` });
    }
  }

  #names(): Declared<StoreEntry> {
    return { entries: this.#declared, lost: this.#lost, spanOf: ({ checked }) => checked.span };
  }

  #add(entry: StoreEntry): StoreEntry {
    this.#more.push(entry);
    return entry;
  }

  #make(
    tree: StoreTree,
    name: string,
    origin: CheckedStore["origin"],
    allowed: readonly CheckedStore["kind"][],
    spot: Spot,
  ): StoreEntry | null {
    const attributes = storeAttributes(tree, name, allowed, spot);
    const key = this.#typeOf(tree.keyType, within(spot, "keyType"));
    const value = this.#typeOf(tree.valueType, within(spot, "valueType"));
    if (attributes === null || key === "broken" || value === "broken") return null;
    if (attributes.kind !== "custom") {
      const parts = [
        [key, "key", tree.keyType],
        [value, "value", tree.valueType],
      ] as const;
      for (const [type, part, text] of parts) {
        if (type === null || text === null) continue;
        if (!hasSerde(type, part, text.span, within(spot, `${part}Type`))) return null;
      }
    }
    if (tree.implementation !== null && attributes.kind === "custom")
      this.#externals.use("storeClass", tree.implementation, within(spot, "implementation"));
    const { comment, span, path } = tree;
    return {
      checked: {
        ...attributes,
        name,
        path,
        origin,
        key: key ?? anyType,
        value: value ?? anyType,
        comment,
        span,
      },
      stated: { key, value },
      owner: null,
    };
  }

  #typeOf(text: Text | null, spot: Spot): UserType | null | "broken" {
    return text === null ? null : (readType(text, spot, this.#schemas) ?? "broken");
  }
}
