/**
 * Runs one function of a definition as operations do. In: its Python, what the author's module has, what its stores hold.
 * Out: the function in JavaScript, and its stores.
 */
import { stripTypeScriptTypes } from "node:module";
import { setEnvironment } from "../../runtime/python/environment.ts";
import * as py from "../../runtime/python/index.ts";
import { compileWith, type FunctionText } from "./compile-python.ts";

export interface RunnableFunction {
  call(key: py.Value, value: py.Value): Promise<py.Value>;
  /** What a store holds under a key. */
  held(store: string, key: string): py.Value;
}

export interface FunctionPlace {
  readonly helpers?: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** Content of stores, by name. */
  readonly stores?: Readonly<Record<string, Readonly<Record<string, py.Value>>>>;
  /** What the clock shows, in milliseconds. */
  readonly nowMs?: number;
}

export function runnable(text: FunctionText, place: FunctionPlace = {}): RunnableFunction {
  const { helpers = {}, stores = {}, nowMs } = place;
  if (nowMs !== undefined) setEnvironment({ timeNs: () => BigInt(nowMs) * 1_000_000n });
  const waiting = Object.entries(helpers).map(([name, fn]) =>
    fn.constructor.name === "AsyncFunction" ? `${name}*` : name,
  );
  const compiled = compileWith(waiting, { ...text, name: "f" });
  const errors = compiled.codes.filter((code) => !/^name\/(implicit|shadows)/.test(code));
  if (errors.length > 0 || compiled.text === "") throw new Error(`not compiled: ${errors}`);
  const held = new Map(
    Object.entries(stores).map(([name, entries]) => [name, new Map(Object.entries(entries))]),
  );
  const store = ({ name }: { readonly name: string }) => {
    const entries = held.get(name) ?? new Map<py.Value, py.Value>();
    return {
      get: (key: string) => entries.get(key) ?? null,
      peek: (key: string) => Object.freeze(structuredClone(entries.get(key) ?? null)),
      put: (key: string, value: py.Value) => void entries.set(key, value),
      delete: (key: string) => entries.delete(key),
    };
  };
  const parts = {
    py,
    extensions: { helpers, stores: {} },
    helper: (section: Readonly<Record<string, unknown>>, name: string) => section[name],
    keyValueStore: store,
    customStore: store,
    ...Object.fromEntries(TYPES.map((name) => [name, () => null])),
  };
  const body = `"use strict";\n${stripTypeScriptTypes(compiled.text)}\nreturn f;`;
  const f = new Function(...Object.keys(parts), body)(...Object.values(parts)) as (
    ...args: py.Value[]
  ) => py.Value | Promise<py.Value>;
  return {
    call: async (key, value) => f(key, value),
    held: (name, key) => held.get(name)?.get(key) ?? null,
  };
}

/** Types in the declarations of stores: nothing here looks at them. */
const TYPES = ["string", "jsonOf", "union", "struct", "list", "any", "json"];
