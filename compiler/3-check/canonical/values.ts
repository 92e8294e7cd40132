/** Pieces of canonical text that its parts share. */
import type { WrittenEntry, WrittenValue } from "../../1-source/write-yaml.ts";
import { printDuration } from "../../2-syntax/duration.ts";
import type { UserType } from "../../language/data-types/data-type.ts";
import { printType } from "../../language/data-types/print-type.ts";
import type { Setting } from "../definition.ts";

export const entry = (
  key: string,
  value: WrittenValue,
  comment: string | null = null,
): WrittenEntry => ({ key, value, comment });

/** Nothing, where the value is null. */
export const optional = <T>(
  key: string,
  value: T | null,
  write: (value: T) => WrittenValue,
): WrittenEntry[] => (value === null ? [] : [entry(key, write(value))]);

export const text = (value: string): WrittenValue => ({ kind: "text", text: value });
export const integer = (value: number): WrittenValue => ({ kind: "literal", text: String(value) });
export const type = (value: UserType): WrittenValue => text(printType(value));
export const duration = (ms: number): WrittenValue => text(printDuration(ms));
export const mapping = (entries: readonly WrittenEntry[]): WrittenValue => ({
  kind: "mapping",
  entries,
});
export const list = (values: readonly WrittenValue[]): WrittenValue => ({
  kind: "list",
  items: values.map((value) => ({ value, comment: null })),
});

export const settings = (all: readonly Setting[]): WrittenValue =>
  mapping(all.map(({ key, value }) => entry(key, { kind: "coerced", text: value })));

/** Only what holds: false is KSML's default. */
export const flag = (key: string, value: boolean): WrittenEntry[] =>
  value ? [entry(key, { kind: "literal", text: "true" })] : [];
