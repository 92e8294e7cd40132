/** What the configuration names in the author's module (dialect.md 9.4), as it comes from there: of any type. */
import type { StoreOptionsHook } from "../extensions/author-types.ts";

export interface AuthorHooks {
  /** By the class names that `rocksdb.config.setter` may have. */
  readonly storeOptions?: Readonly<Record<string, unknown>>;
}

/** Those that are hooks indeed. */
export function storeOptionsHooks({
  storeOptions = {},
}: AuthorHooks): Readonly<Record<string, StoreOptionsHook>> {
  const hooks: Record<string, StoreOptionsHook> = {};
  for (const [name, hook] of Object.entries(storeOptions)) if (isHook(hook)) hooks[name] = hook;
  return hooks;
}

const isHook = (hook: unknown): hook is StoreOptionsHook =>
  typeof hook === "object" &&
  hook !== null &&
  "setOptions" in hook &&
  typeof hook.setOptions === "function";
