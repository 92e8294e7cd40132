/** `project`: the folder that `ksmlc build` writes, and what the author has in it. Sorted by code. */
import { error, type Row } from "./row.ts";

export const projectRows = {
  "project/edited": error(
    "`{path}` was written by ksmlc and has been changed by hand since.",
    "move the change into the definition, or build with `--force` to lose it",
  ),
  "project/extension-clash": error(
    "Your module's `{path}` and a file that ksmlc writes would both be `{target}`.",
    "give yours another name",
  ),
  "project/extension-exports": error(
    "The module exports no object `extensions`.",
    "write `export const extensions: Externals = { … };`, as `ksmlc build --stubs` does for a file that is not there yet",
  ),
  "project/extension-import": error(
    "`{specifier}` cannot come along into the project: {reason}.",
    "keep what your module imports in its folder or below, as TypeScript, and name it `./file.js`",
  ),
  "project/foreign": error(
    "`{path}` is there already, and ksmlc did not write it.",
    "choose another folder with `-o`, or build with `--force` to replace it",
  ),
} as const satisfies Record<`project/${string}`, Row>;
