/**
 * One step or sink: what its operation asks about its keys. In: the fields as read and the stream that comes in. Out: the
 * checks that `Operation.result` calls; each tells what does not fit, in the author's terms.
 */
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import { accepts } from "../language/data-types/assignable.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import type { Operation } from "../language/operations/operation.ts";
import { partitionerRole, type Role } from "../language/operations/roles.ts";
import { checkRole, ownResult } from "./check-role.ts";
import { flat, hasSerde, hasTopic, type TopicEntry } from "./check-topic.ts";
import type { CheckContext } from "./context.ts";
import type { StreamType } from "./definition.ts";
import type { FieldContent, ReadField } from "./read-step-fields.ts";

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
  typeIn(field: string): UserType | null;
  streamIn(field: string): StreamType | null;
  /** Whether each of two types takes the other. */
  sameType(field: string, part: "key" | "value", other: UserType, own: UserType): void;
  /** Whether the topic takes what comes in; its partitioner is checked with it. */
  fitsTarget(field: string): void;
  /** Whether there are wire formats for what comes in. */
  canBeWritten(field: string): void;
  /** Makes the input known to later pipelines. */
  register(field: string): void;
  warnStoreWithoutEffect(field: string): void;
}

export class StepCheck implements CheckStep {
  readonly input: StreamType;
  readonly passed: readonly [key: UserType, value: UserType];
  readonly #operation: Operation;
  readonly #fields: ReadonlyMap<string, ReadField>;
  readonly #context: CheckContext;

  constructor(
    operation: Operation,
    fields: ReadonlyMap<string, ReadField>,
    input: StreamType,
    context: CheckContext,
  ) {
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
    return ownResult(this.#content(field, "function").entry, fallback);
  }

  role(field: string, role: Role): void {
    const { span } = this.#field(field);
    const { entry } = this.#content(field, "function");
    checkRole(entry, { role, span, spot: this.#spot(field), by: "pipelines" });
  }

  wrongResult(field: string, found: UserType, wanted: string): null {
    const { content, span } = this.#field(field);
    const values = { operation: this.#operation.name, found: printType(found), wanted };
    const code = content.kind === "function" ? "function/wrong-shape" : "pipeline/wrong-type";
    tell(this.#spot(field), code, span, values);
    return null;
  }

  typeIn(field: string): UserType | null {
    return this.#content(field, "type").type;
  }

  streamIn(field: string): StreamType | null {
    return this.#content(field, "stream").type;
  }

  sameType(field: string, part: "key" | "value", other: UserType, own: UserType): void {
    if (accepts(own.dataType, other.dataType) && accepts(other.dataType, own.dataType)) return;
    tell(this.#spot(field), "pipeline/merge-type", this.#field(field).span, {
      part,
      other: printType(other),
      own: printType(own),
    });
  }

  fitsTarget(field: string): void {
    const { entry } = this.#content(field, "target");
    const { span } = this.#field(field);
    const spot = this.#spot(field);
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

  #fitsPart(entry: TopicEntry, field: string, part: "key" | "value", given: UserType): void {
    const { span } = this.#field(field);
    const spot = this.#spot(field);
    const declared = entry.checked[part];
    const written = declared === null ? given : flat(declared);
    if (accepts(written.dataType, given.dataType)) {
      hasSerde(written, part, span, spot);
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
    hasSerde(this.input.key, "key", span, spot);
    hasSerde(this.input.value, "value", span, spot);
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
