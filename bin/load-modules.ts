/**
 * Makes emitted modules importable in this process without writing a file: `run` and the tests of `ksmlc test` use what
 * `build` would write. In: modules, schemas and the author's TypeScript. Out: the URL of each by namespace; a query gives a
 * copy of its own (`?producers`). The author's files are read where they lie, as errors in them show.
 */
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { pathToFileURL } from "node:url";
import { EXTENSIONS_MODULE } from "../compiler/7-emit/emit-extension.ts";
import type { EmittedModule, SchemaModule } from "../compiler/7-emit/emitted-module.ts";
import { registerMap } from "../runtime/errors/trace-to-ksml.ts";
import type { AuthorFile } from "./author-files.ts";

const SCHEME = "ksmlc-module:";

/** What generated code imports, and where it stands beside this file. */
const RUNTIME = new Map(
  ["runtime", "runtime/operations", "runtime/python", "runtime/testing"].map((name) => [
    `ksmlc/${name}`,
    new URL(`../${name}/index${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)
      .href,
  ]),
);

/** JavaScript by URL, without query. */
const sources = new Map<string, string>();
/** The author's module of each load. */
const authors = new Map<string, string>();
let isHooked = false;
let loads = 0;

export interface LoadedModules {
  /** By namespace. */
  readonly definitions: ReadonlyMap<string, URL>;
  /** The author's module; null: there is none. */
  readonly extensions: URL | null;
}

export interface ModulesToLoad {
  readonly modules: readonly EmittedModule[];
  readonly schemas?: readonly SchemaModule[];
  /** The author's module first. */
  readonly authorFiles?: readonly AuthorFile[];
}

export function loadModules({
  modules,
  schemas = [],
  authorFiles = [],
}: ModulesToLoad): LoadedModules {
  hook();
  // A module is imported once only, so each load has URLs of its own.
  const load = String(loads++);
  const urlOf = (path: string): URL => new URL(`${SCHEME}//${load}/${encodeURI(path)}`);
  for (const { path, text } of schemas) sources.set(urlOf(path).href, strip(text));
  const [own] = authorFiles.map(({ lies, source }) => {
    const url = pathToFileURL(lies);
    url.search = `?${LOAD}=${load}`;
    sources.set(url.href, strip(source.text));
    return url;
  });
  if (own !== undefined) authors.set(load, own.href);
  const definitions = modules.map((module): [string, URL] => {
    const url = urlOf(module.path);
    sources.set(url.href, toJavaScript(module));
    // No file lies beside it where an error could look for its map.
    registerMap(url.href, module.map);
    return [module.namespace, url];
  });
  return { definitions: new Map(definitions), extensions: own ?? null };
}

/** In the query of the author's files: each load has its own. */
const LOAD = "ksmlc";

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
      const known = specifier.startsWith(SCHEME) || sources.has(specifier);
      const url = known ? specifier : resolveIn(specifier, context.parentURL);
      if (url === null) return next(specifier, context);
      // Of the runtime's own files, which may be TypeScript, Node knows best what they are.
      if (url.startsWith("file:") && !sources.has(sourceKey(url))) return next(url, context);
      return { url, format: "module", shortCircuit: true };
    },
    load(url, context, next) {
      const source = sources.get(sourceKey(url));
      if (source !== undefined) return { format: "module", source, shortCircuit: true };
      if (url.startsWith(SCHEME)) throw new Error(`no emitted module ${url}`);
      return next(url, context);
    },
  });
}

/** Of an emitted module the query makes copies of one text; of an author's file it is part of the name. */
const sourceKey = (url: string): string =>
  url.startsWith(SCHEME) ? url.replace(/[?#].*$/, "") : url;

/** What a module of ours, or of the author, means by a name; null: Node knows. */
function resolveIn(specifier: string, parent: string | undefined): string | null {
  if (parent === undefined || !sources.has(sourceKey(parent))) return null;
  const inRuntime = RUNTIME.get(specifier);
  if (inRuntime !== undefined) return inRuntime;
  if (!specifier.startsWith(".")) return null;
  const from = new URL(parent);
  const author = parent.startsWith(SCHEME) ? authors.get(from.host) : undefined;
  if (author !== undefined && specifier === EXTENSIONS_MODULE) return author;
  // Code names the JavaScript that its file becomes.
  const url = new URL(specifier.replace(/\.([cm]?)js$/, ".$1ts"), from);
  if (from.searchParams.has(LOAD)) url.search = from.search;
  return sources.has(url.href) ? url.href : null;
}
