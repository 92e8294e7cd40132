/**
 * Runs the text of emitted modules inside the test, on the runtime that the test itself imports: so that what a module
 * exports is an instance of the classes that the test knows. Types are blanked, imports become constants.
 */
import { stripTypeScriptTypes } from "node:module";
import type { EmittedModule } from "../../compiler/7-emit/emitted-module.ts";
import * as runtime from "../../runtime/index.ts";
import * as operations from "../../runtime/operations/index.ts";
import * as python from "../../runtime/python/index.ts";

const MODULES: Readonly<Record<string, object>> = {
  "ksmlc/runtime": runtime,
  "ksmlc/runtime/operations": operations,
  "ksmlc/runtime/python": python,
};

/** What the module exports, by name. */
export function loadEmitted(module: EmittedModule): Readonly<Record<string, unknown>> {
  const exported: string[] = [];
  const script = stripTypeScriptTypes(module.text)
    .replace(/^import \* as (\S+) from ("[^"]+");/gm, "const $1 = modules[$2];")
    .replace(/^import \{([^}]*)\} from ("[^"]+");/gm, (_all, names: string, from: string) => {
      return `const {${names.replaceAll(" as ", ": ")}} = modules[${from}];`;
    })
    .replace(/^export const (\S+)/gm, (_all, name: string) => {
      exported.push(name);
      return `const ${name}`;
    });
  const run = new Function(
    "modules",
    `"use strict";\n${script}\nreturn { ${exported.join(", ")} };`,
  );
  return run(MODULES) as Record<string, unknown>;
}
