/** Plain data as literals of generated code: configuration, settings. Nothing in it is code, whatever the author wrote. */
import { arrayLiteral, type Document, objectLiteral } from "./document.ts";
import { stringLiteral } from "./emit-text.ts";

/** Text, numbers, booleans, null, and lists and objects of them. @throws for anything else: our own bug */
export function plainValue(value: unknown): Document {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && Object.is(value, -0)) return "-0";
  if (value === null || typeof value === "boolean" || typeof value === "number")
    return String(value);
  if (Array.isArray(value)) return arrayLiteral(value.map(plainValue));
  if (typeof value === "object") return plainEntries(value);
  throw new TypeError(`a ${typeof value} is no plain data`);
}

/** An object, one entry a line; an empty one is `{}`. */
export function plainEntries(value: object): Document {
  const entries = Object.entries(value);
  return literalOf(entries.map(([key, of]) => [key, plainValue(of)] as const));
}

/** Keys are quoted where one of them must be, as Prettier does not mind; `__proto__` is computed, or it would be no key. */
export function literalOf(pairs: readonly (readonly [string, Document])[]): Document {
  return objectLiteral(
    pairs.map(([key, value]): Document => [propertyKey(key), ": ", value]),
    pairs.length > 0,
  );
}

export function propertyKey(key: string): string {
  if (key === "__proto__") return `["__proto__"]`;
  return IDENTIFIER.test(key) ? key : stringLiteral(key);
}

/** `extensions.serdes["org.example.Fast"]`: what follows the object. */
export const propertyAccess = (key: string): string =>
  IDENTIFIER.test(key) ? `.${key}` : `[${stringLiteral(key)}]`;

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
