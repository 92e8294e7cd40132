/**
 * Names that the author's module binds, in generated code: `extensions.helpers.process_message`. In: a name and its
 * section. Out: where it is found when the service runs; what nothing binds is `unresolved("…")`, a `NameError` where it is used.
 */
import { type AuthorModule, type ExtensionSection, entryOf } from "../1-source/author-module.ts";
import { call, type Document, imported } from "./document.ts";
import { stringLiteral } from "./emit-text.ts";
import { propertyAccess } from "./plain-literal.ts";

export const EXTENSIONS_MODULE = "./extensions.js";
const RUNTIME = "ksmlc/runtime";

/** How the names that a definition leaves open are bound. */
export interface Extensions {
  /** The author's module; null: there is none yet. */
  readonly module: AuthorModule | null;
  /** A name that the module lacks stays open until it is used; else the module is expected to have it. */
  readonly allowUnresolved: boolean;
}

/** All names are expected in the module. */
export const EXPECTED: Extensions = { module: null, allowUnresolved: false };

export function isBound(extensions: Extensions, section: ExtensionSection, name: string): boolean {
  return !extensions.allowUnresolved || entryOf(extensions.module, section, name) !== undefined;
}

/** `extensions.serdes["org.example.Fast"]` */
export function extensionOf(
  extensions: Extensions,
  section: ExtensionSection,
  name: string,
): Document {
  if (!isBound(extensions, section, name)) {
    return call(imported("unresolved", RUNTIME), [stringLiteral(name)]);
  }
  return [imported("extensions", EXTENSIONS_MODULE), `.${section}`, propertyAccess(name)];
}

/**
 * `const is_valid = helper(extensions.functions, "is_valid");`; `waits(…)` around it where the author's function
 * may return a promise.
 */
export function declareExtension(
  identifier: string,
  extensions: Extensions,
  section: "helpers" | "functions",
  name: string,
): Document {
  if (!isBound(extensions, section, name)) {
    return [`const ${identifier} = `, extensionOf(extensions, section, name), ";"];
  }
  const of: Document = [imported("extensions", EXTENSIONS_MODULE), `.${section}`];
  const helper = call(imported("helper", RUNTIME), [of, stringLiteral(name)]);
  const mayWait = entryOf(extensions.module, section, name)?.waits === true;
  const declared = mayWait ? call(imported("waits", RUNTIME), [helper]) : helper;
  return [`const ${identifier} = `, declared, ";"];
}
