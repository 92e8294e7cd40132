/**
 * Makes emitted modules importable in this process without writing a file: `run` and the tests of `ksmlc test` use what
 * `build` would write. In: modules. Out: the URL of each by namespace; a query gives a copy of its own (`?producers`).
 */
import { registerHooks, stripTypeScriptTypes } from "node:module";
import type { EmittedModule } from "../compiler/7-emit/emitted-module.ts";
import { registerMap } from "../runtime/errors/trace-to-ksml.ts";

const SCHEME = "ksmlc-module:";

/** What generated code imports, and where it stands beside this file. */
const RUNTIME = new Map(
  ["runtime", "runtime/operations", "runtime/python", "runtime/testing"].map((name) => [
    `ksmlc/${name}`,
    new URL(`../${name}/index${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)
      .href,
  ]),
);

const sources = new Map<string, string>();
let isHooked = false;
let loads = 0;

export function loadModules(modules: readonly EmittedModule[]): ReadonlyMap<string, URL> {
  hook();
  // A module is imported once only, so each load has URLs of its own.
  const load = loads++;
  return new Map(
    modules.map((module) => {
      const url = new URL(`${SCHEME}//${load}/${encodeURI(module.path)}`);
      sources.set(url.href, toJavaScript(module));
      // No file lies beside it where an error could look for its map.
      registerMap(url.href, module.map);
      return [module.namespace, url];
    }),
  );
}

/** Types become blanks, so that each place of the TypeScript stays where the map has it. */
function toJavaScript({ text, map }: EmittedModule): string {
  const encoded = Buffer.from(JSON.stringify(map)).toString("base64");
  const comment = `//# sourceMappingURL=data:application/json;base64,${encoded}`;
  return `${strip(text)}\n${comment}\n`;
}

/** Node says once that the function may change; the author of a definition can do nothing with that. */
function strip(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text, { mode: "strip" });
  } finally {
    process.emitWarning = emitWarning;
  }
}

function hook(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith(SCHEME))
        return { url: specifier, format: "module", shortCircuit: true };
      if (!context.parentURL?.startsWith(SCHEME)) return next(specifier, context);
      const url = RUNTIME.get(specifier) ?? new URL(specifier, context.parentURL).href;
      return { url, shortCircuit: true };
    },
    load(url, context, next) {
      if (!url.startsWith(SCHEME)) return next(url, context);
      const source = sources.get(url.replace(/[?#].*$/, ""));
      if (source === undefined) throw new Error(`no emitted module ${url}`);
      return { format: "module", source, shortCircuit: true };
    },
  });
}
