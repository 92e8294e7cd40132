/**
 * One step or sink: what its operation asks about its keys. In: the fields as read and the stream that comes in. Out: the
 * checks that `Operation.result` calls; each tells what does not fit, in the author's terms.
 */

import { fieldPlace, type Place } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import { accepts } from "../language/data-types/assignable.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { ANY_JSON, asWrittenJson } from "../language/notations/json.ts";
import type { Operation } from "../language/operations/operation.ts";
import { partitionerRole, type Role } from "../language/operations/roles.ts";
import { checkRole, ownResult } from "./check-role.ts";
import type { StoreEntry } from "./check-store.ts";
import { hasTopic, type TopicEntry } from "./check-topic.ts";
import type { CheckContext } from "./context.ts";
import type { CheckedStore, CheckedTopic, StreamType } from "./definition.ts";
import { canBeWritten, flat, hasSerde } from "./has-serde.ts";
import type { FieldContent, ReadField } from "./read-step-fields.ts";
import { implicitStore } from "./repair/implicit-stores.ts";
import { settleResult } from "./repair/inferred-result.ts";

/** What `Operation.result` gets. A check that fails has told it. */
export interface CheckStep {
  readonly input: StreamType;
  /** Types of key and value as functions get them. */
  readonly passed: readonly [key: UserType, value: UserType];
  has(field: string): boolean;
  /** What the function says that it returns; `fallback` where it says nothing, or `any`. */
  ownResult(field: string, fallback: UserType): UserType;
  /** Whether the function fits its position; it learns what it is given there. */
  role(field: string, role: Role): void;
  /** Tells that a type has not the shape that the operation needs. */
  wrongResult(field: string, found: UserType, wanted: string): null;
  /** Tells that a key is not there which the operation cannot do without. */
  missing(field: string): null;
  notBuilt(construct: string, help: string): null;
  typeIn(field: string): UserType | null;
  streamIn(field: string): StreamType | null;
  /** Whether each of two types takes the other. */
  sameType(field: string, part: "key" | "value", other: UserType, own: UserType): void;
  /** Whether the topic takes what comes in; its partitioner is checked with it. */
  fitsTarget(field: string): void;
  /** Whether there are wire formats for what comes in. */
  canBeWritten(field: string): void;
  /** The global table's types. */
  tableIn(field: string): StreamType;
  /** Whether the keys of the table are of the type of the ones that come in. */
  sameKey(field: string): void;
  /** Whether the store, where one is given, is of the kind that what comes in needs. */
  storeKind(field: string, wanted: CheckedStore["kind"]): void;
  /** What the operation keeps; null: the field is not there and a store is made (dialect.md S1). */
  keep(field: string, key: UserType, value: UserType): UserType;
  /** The first type that one of the functions states; null: none does. */
  statedResult(...fields: readonly string[]): UserType | null;
  /** A function that the author may leave out: one that returns the key as it is (dialect.md A13). */
  orKey(field: string, type: string, result: UserType): void;
  /** Makes the input known to later pipelines. */
  register(field: string): void;
  warnStoreWithoutEffect(field: string): void;
}

/** Where the step stands. */
export interface StepPlace {
  readonly place: Place;
  readonly path: string;
  readonly span: Span;
}

export class StepCheck implements CheckStep {
  readonly input: StreamType;
  readonly passed: readonly [key: UserType, value: UserType];
  readonly #operation: Operation;
  readonly #fields: Map<string, ReadField>;
  readonly #context: CheckContext;
  readonly #step: StepPlace;

  constructor(
    operation: Operation,
    fields: Map<string, ReadField>,
    input: StreamType,
    step: StepPlace,
    context: CheckContext,
  ) {
    this.#step = step;
    this.#operation = operation;
    this.#fields = fields;
    this.#context = context;
    this.input = input;
    this.passed = [flat(input.key), flat(input.value)];
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  ownResult(field: string, fallback: UserType): UserType {
    const { entry } = this.#content(field, "function");
    const [key, value] = this.passed;
    const { sinkKey, source } = this.#context.flow;
    settleResult(entry, { key: sinkKey ?? source?.key ?? key, value });
    return ownResult(entry, fallback);
  }

  statedResult(...fields: readonly string[]): UserType | null {
    const results = fields.map((field) => this.#content(field, "function").entry.checked.result);
    return results.find((type) => type !== null && type.dataType.kind !== "any") ?? null;
  }

  role(field: string, role: Role): void {
    const { span } = this.#field(field);
    const { entry } = this.#content(field, "function");
    const takesStores = this.#operation.connectsStores === true;
    checkRole(entry, { role, span, spot: this.#spot(field), by: "pipelines", takesStores });
  }

  wrongResult(field: string, found: UserType, wanted: string): null {
    const { content, span } = this.#field(field);
    const values = { operation: this.#operation.name, found: printType(found), wanted };
    const code = content.kind === "function" ? "function/wrong-shape" : "pipeline/wrong-type";
    tell(this.#spot(field), code, span, values);
    return null;
  }

  missing(field: string): null {
    const values = { place: `\`${this.#operation.name}\``, key: field };
    tell(this.#stepSpot(), "pipeline/missing-key", this.#step.span, values);
    return null;
  }

  notBuilt(construct: string, help: string): null {
    tell(this.#stepSpot(), "pipeline/not-built-yet", this.#step.span, { construct }, { help });
    return null;
  }

  typeIn(field: string): UserType | null {
    return this.#content(field, "type").type;
  }

  streamIn(field: string): StreamType | null {
    return this.#content(field, "stream").type;
  }

  sameType(field: string, part: "key" | "value", other: UserType, own: UserType): void {
    const [a, b] = [asWrittenJson(own).dataType, asWrittenJson(other).dataType];
    if (accepts(a, b) && accepts(b, a)) return;
    tell(this.#spot(field), "pipeline/merge-type", this.#field(field).span, {
      part,
      other: printType(other),
      own: printType(own),
    });
  }

  tableIn(field: string): StreamType {
    return this.#content(field, "globalTable").type;
  }

  sameKey(field: string): void {
    const { topic, type } = this.#content(field, "globalTable");
    const own = this.input.key.dataType;
    const other = type.key.dataType;
    if (own.kind === "any" || (accepts(own, other) && accepts(other, own))) return;
    tell(this.#spot(field), "pipeline/join-key", this.#field(field).span, {
      table: topic.name,
      other: printType(type.key),
      own: printType(this.input.key),
    });
  }

  storeKind(field: string, wanted: CheckedStore["kind"]): void {
    const given = this.#fields.get(field);
    if (given === undefined) return;
    const { checked } = this.#content(field, "store").entry;
    if (checked.kind === wanted) return;
    const values = { store: checked.name, kind: checked.kind, wanted };
    tell(this.#spot(field), "store/wrong-kind", given.span, values);
  }

  keep(field: string, key: UserType, value: UserType): UserType {
    const { stores } = this.#context;
    const given = this.#fields.get(field);
    if (given === undefined) {
      const kept = value.dataType.kind === "any" ? ANY_JSON : value;
      const entry = implicitStore(this.#operation.name, this.#step, this.#context);
      stores.keep(entry, key, kept, this.#step.span, this.#stepSpot());
      const { path, span } = this.#step;
      this.#fields.set(field, { content: { kind: "store", entry }, path, span, keySpan: span });
      return entry.checked.value;
    }
    const { entry } = this.#content(field, "store");
    const kept = value.dataType.kind === "any" ? typeOfAny(entry) : value;
    stores.keep(entry, key, kept, given.span, this.#spot(field));
    return value.dataType.kind === "any" ? entry.checked.value : value;
  }

  orKey(field: string, type: string, result: UserType): void {
    if (this.#fields.has(field)) return;
    const { place, path, span } = this.#step;
    const at = { path: `${path}.${field}`, span };
    const own = fieldPlace(place, field);
    const entry = this.#context.functions.identity(type, "key", result, own, at);
    const content = { kind: "function", entry } as const;
    this.#fields.set(field, { content, ...at, keySpan: span });
  }

  fitsTarget(field: string): void {
    const { entry } = this.#content(field, "target");
    const { span } = this.#field(field);
    const spot = this.#spot(field);
    if (this.#context.implicit.makes(entry.checked)) {
      const [key, value] = this.passed;
      const { implicit, flow } = this.#context;
      implicit.write(entry.checked, { key, value }, flow, span, spot);
      this.#fitsImplicit(entry.checked, span, spot);
      return;
    }
    entry.isUsed = true;
    if (!hasTopic(entry, span, spot)) return;
    this.#fitsPart(entry, field, "key", this.passed[0]);
    this.#fitsPart(entry, field, "value", this.passed[1]);
    if (entry.partitioner === null) return;
    checkRole(entry.partitioner, {
      role: partitionerRole(this.passed),
      span,
      spot,
      by: "pipelines",
    });
  }

  #fitsImplicit({ key, value }: CheckedTopic, span: Span, spot: Spot): void {
    if (key !== null) hasSerde(key, "key", span, spot);
    if (value !== null) hasSerde(value, "value", span, spot);
  }

  #fitsPart(entry: TopicEntry, field: string, part: "key" | "value", given: UserType): void {
    const { span } = this.#field(field);
    const spot = this.#spot(field);
    const declared = entry.checked[part];
    const written = declared === null ? given : flat(declared);
    const isOpen = given.dataType.kind === "any" && declared !== null;
    if (isOpen || accepts(written.dataType, given.dataType)) {
      if (entry.checked.serdes[part] !== null) return;
      if (declared === null) canBeWritten(written, part, span, spot);
      else hasSerde(written, part, span, spot);
      return;
    }
    const { name: target, inline, span: definedAt } = entry.checked;
    const values = { target, part, declared: printType(written), given: printType(given) };
    const related = inline ? [] : [{ message: "the target is defined here", span: definedAt }];
    tell(spot, "pipeline/target-type", span, values, { related });
  }

  canBeWritten(field: string): void {
    const { span } = this.#field(field);
    const spot = this.#spot(field);
    canBeWritten(this.input.key, "key", span, spot);
    canBeWritten(this.input.value, "value", span, spot);
  }

  register(field: string): void {
    const { value } = this.#content(field, "text");
    this.#context.registered.add(value, this.input, this.#field(field).span, this.#spot(field));
  }

  warnStoreWithoutEffect(field: string): void {
    const given = this.#fields.get(field);
    if (given === undefined) return;
    const values = {
      key: field,
      reason: `\`${this.#operation.name}\` on a stream keeps no state`,
    };
    tell(this.#spot(field), "pipeline/no-effect", given.keySpan, values);
  }

  #stepSpot(): Spot {
    return { path: this.#step.path, report: this.#context.report };
  }

  #spot(field: string): Spot {
    return { path: this.#field(field).path, report: this.#context.report };
  }

  #field(field: string): ReadField {
    const found = this.#fields.get(field);
    if (found === undefined) throw new Error(`${this.#operation.name} has no ${field}`);
    return found;
  }

  #content<K extends FieldContent["kind"]>(
    field: string,
    kind: K,
  ): Extract<FieldContent, { readonly kind: K }> {
    const { content } = this.#field(field);
    if (!hasKind(content, kind)) throw new Error(`${field} is a ${content.kind}, not a ${kind}`);
    return content;
  }
}

const hasKind = <K extends FieldContent["kind"]>(
  content: FieldContent,
  kind: K,
): content is Extract<FieldContent, { readonly kind: K }> => content.kind === kind;

/** A value without type has that of its store. One written in place says with `json` what it would be without. */
function typeOfAny({ checked, stated }: StoreEntry): UserType {
  const isJson = checked.origin === "inline" && stated.value?.notation === ANY_JSON.notation;
  return isJson ? ANY_JSON : (stated.value ?? ANY_JSON);
}
