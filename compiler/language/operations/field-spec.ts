/** What a key of an operation may hold. An operation's `fields` are made of these; the check stage reads by them. */
import type { CheckedStore } from "../../3-check/definition.ts";

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
  /** A reference to a store or a store written in place, of one of these kinds. */
  | { readonly kind: "store"; readonly stores: readonly CheckedStore["kind"][] }
  /** The name of a global table. */
  | { readonly kind: "globalTable" }
  /** A key of KSML whose operation this version builds without it: `pipeline/not-built-yet`. */
  | { readonly kind: "notBuilt"; readonly construct: string };

export interface FieldSpec {
  readonly required: boolean;
  readonly value: FieldValue;
}

export const required = (value: FieldValue): FieldSpec => ({ required: true, value });
export const optional = (value: FieldValue): FieldSpec => ({ required: false, value });

export const functionOf = (type: string): FieldValue => ({ kind: "function", type });
export const storeOf = (...stores: readonly CheckedStore["kind"][]): FieldValue => ({
  kind: "store",
  stores,
});
export const globalTableRef: FieldValue = { kind: "globalTable" };
export const notBuilt = (construct: string): FieldSpec => optional({ kind: "notBuilt", construct });
export const typeText: FieldValue = { kind: "type" };
export const streamRef: FieldValue = { kind: "stream" };
export const targetRef: FieldValue = { kind: "target" };
export const text: FieldValue = { kind: "text" };
export const integer: FieldValue = { kind: "integer" };
export const duration: FieldValue = { kind: "duration" };
