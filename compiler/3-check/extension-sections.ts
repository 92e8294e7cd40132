/** Where the author's module has what binds an open name (dialect.md 9); schemas and streams are bound elsewhere. */
import type { ExtensionSection } from "../1-source/author-module.ts";
import type { External } from "./definition.ts";

export const EXTENSION_SECTIONS = {
  helper: "helpers",
  function: "functions",
  serde: "serdes",
  store: "stores",
  storeClass: "stores",
  storeOptions: "storeOptions",
  module: "python",
  schema: null,
  stream: null,
} as const satisfies Record<External["kind"], ExtensionSection | null>;
