/** What a key of an operation may hold. An operation's `fields` are made of these; the check stage reads by them. */

export type FieldValue =
  /** A reference to a function or a function written in place; the type is the place's (language.md 4.2). */
  | { readonly kind: "function"; readonly type: string }
  /** A type string. */
  | { readonly kind: "type" }
  /** A stream that records are read from, by name or written in place. */
  | { readonly kind: "stream" }
  /** A topic that records are written to, by name or written in place. */
  | { readonly kind: "target" }
  | { readonly kind: "text" }
  | { readonly kind: "integer" }
  | { readonly kind: "duration" }
  | { readonly kind: "store"; readonly store: "keyValue" | "window" | "session" };

export interface FieldSpec {
  readonly required: boolean;
  readonly value: FieldValue;
}

export const required = (value: FieldValue): FieldSpec => ({ required: true, value });
export const optional = (value: FieldValue): FieldSpec => ({ required: false, value });

export const functionOf = (type: string): FieldValue => ({ kind: "function", type });
export const storeOf = (store: "keyValue" | "window" | "session"): FieldValue => ({
  kind: "store",
  store,
});
export const typeText: FieldValue = { kind: "type" };
export const streamRef: FieldValue = { kind: "stream" };
export const targetRef: FieldValue = { kind: "target" };
export const text: FieldValue = { kind: "text" };
export const integer: FieldValue = { kind: "integer" };
export const duration: FieldValue = { kind: "duration" };
