/**
 * Modules and templates -> the files of a service. In: what the compiler made, the configuration as plain data, the
 * template files and the packed runtime. Out: every file of the project, sorted by path; nothing in them names the
 * time, the machine, or where the definitions lie.
 */

import { baseName } from "../1-source/base-name.ts";
import type { CheckedDefinition } from "../3-check/definition.ts";
import type { ServiceExternal } from "../3-check/service-externals.ts";
import { EXTENSIONS_MODULE } from "../7-emit/emit-extension.ts";
import { commentLine, visibleLine } from "../7-emit/emit-text.ts";
import type { EmittedModule, SchemaModule } from "../7-emit/emitted-module.ts";
import { InternalError } from "../diagnostics/internal-error.ts";
import { EXTERNALS_PATH, emitExternals } from "./emit-externals.ts";
import { emitMain, emitNames } from "./emit-main.ts";
import { describeService, readmeValues } from "./emit-readme.ts";
import { fillTemplate } from "./fill-template.ts";
import type { OutputFile } from "./output-file.ts";
import type { Plain } from "./service-configuration.ts";

export interface PackedRuntime {
  readonly bytes: Uint8Array;
  /** `sha512-…`, as a lock file has it. */
  readonly integrity: string;
  readonly version: string;
}

export interface ProjectInput {
  readonly applicationId: string;
  /** In any order: the project has them by namespace. */
  readonly definitions: readonly CheckedDefinition[];
  readonly modules: readonly EmittedModule[];
  readonly schemas: readonly SchemaModule[];
  /** What the definitions leave open. */
  readonly externals: readonly ServiceExternal[];
  /** The author's module, and what it imports, where the build copies them. */
  readonly authorFiles: readonly OutputFile[];
  /** A library has nothing to start: its definitions' modules are for others to import. */
  readonly kind: ProjectKind;
  readonly configuration: { readonly [key: string]: Plain };
  /** The text of `ksmlc describe`. */
  readonly topology: string;
  /** `templates/service` by path in it; of a library with what `templates/library` has instead. */
  readonly templates: ReadonlyMap<string, string>;
  readonly runtime: PackedRuntime;
}

export type ProjectKind = "service" | "library";

/** Where a template goes. Names without a dot, since npm leaves some dot files out of packages. */
const COMMON: readonly (readonly [template: string, path: string])[] = [
  ["README.md", "README.md"],
  ["gitattributes", ".gitattributes"],
  ["gitignore", ".gitignore"],
  ["package-lock.json", "package-lock.json"],
  ["package.json", "package.json"],
  ["prettierignore", ".prettierignore"],
  ["tsconfig.json", "tsconfig.json"],
];

const TEMPLATES: Readonly<Record<ProjectKind, typeof COMMON>> = {
  service: [
    ...COMMON,
    ["Dockerfile", "Dockerfile"],
    ["dockerignore", ".dockerignore"],
    ["src/main.ts", "src/main.ts"],
    ["test/service.test.ts", "test/service.test.ts"],
  ],
  library: [...COMMON, ["test/library.test.ts", "test/library.test.ts"]],
};

export function emitProject(given: ProjectInput): OutputFile[] {
  const input = {
    ...given,
    definitions: byNamespace(given.definitions),
    modules: byNamespace(given.modules),
  };
  const { kind, templates, runtime, topology, authorFiles } = input;
  const files: OutputFile[] = [...sourceFiles(input), ...authorFiles];
  for (const [name, path] of TEMPLATES[kind]) {
    const template = templates.get(name);
    if (template === undefined) throw new InternalError(`there is no template ${name}`);
    files.push({ path, content: fillTemplate(template, slotsOf(path, input)) });
  }
  files.push(
    { path: "topology.txt", content: topology.endsWith("\n") ? topology : `${topology}\n` },
    { path: "vendor/ksmlc-runtime.tgz", content: runtime.bytes },
  );
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What ksmlc writes into `src`, but for `main.ts`. */
export function sourceFiles({
  definitions,
  modules,
  schemas,
  externals,
}: Pick<ProjectInput, "definitions" | "modules" | "schemas" | "externals">): OutputFile[] {
  const isOpen = externals.length > 0 || modules.some(usesExtensions);
  return [
    ...modules.flatMap(({ path, text, map }) => [
      { path, content: text },
      { path: path.replace(/\.ts$/, ".map.json"), content: `${JSON.stringify(map)}\n` },
    ]),
    ...schemas.map(({ path, text }) => ({ path, content: text })),
    ...(isOpen
      ? [
          {
            path: EXTERNALS_PATH,
            content: emitExternals(externals, headerOfAll(byNamespace(definitions))),
          },
        ]
      : []),
  ];
}

/** Whether a module imports the author's. */
const usesExtensions = ({ imports }: EmittedModule): boolean =>
  imports.some(({ from }) => from === EXTENSIONS_MODULE);

/** Whether functions of a module count or measure. */
export const usesMetrics = ({ imports }: EmittedModule): boolean =>
  imports.some(({ name, from }) => name === "metrics" && from === "ksmlc/runtime");

const byNamespace = <T extends { readonly namespace: string }>(parts: readonly T[]): readonly T[] =>
  [...parts].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));

function slotsOf(path: string, input: ProjectInput): ReadonlyMap<string, string> {
  const { applicationId, definitions, modules, schemas, configuration, runtime, externals } = input;
  const name = packageName(applicationId);
  switch (path) {
    case "package.json":
      return new Map([
        ["name", name],
        ["description", insideJson(describeService(definitions))],
      ]);
    case "package-lock.json":
      return new Map([
        ["name", name],
        ["version", runtime.version],
        ["integrity", runtime.integrity],
      ]);
    case "README.md":
      return new Map([
        ...readmeValues({
          applicationId,
          definitions,
          modulePaths: modules.map((module) => module.path),
          schemaPaths: schemas.map((schema) => schema.path),
          externals,
          brokers: brokersOf(configuration),
          usesMetrics: modules.some(usesMetrics),
        }),
        ["name", name],
      ]);
    case "src/main.ts":
      return new Map([
        ["header", headerOfAll(definitions)],
        ...emitMain({
          applicationId,
          configuration: modules.some(usesMetrics)
            ? { ...configuration, usesMetrics: true }
            : configuration,
          hasHooks: externals.some(({ section }) => section === "storeOptions"),
          definitions: modules.map((module) => ({
            namespace: module.namespace,
            module: moduleOf(module),
          })),
        }),
      ]);
    case "test/library.test.ts":
    case "test/service.test.ts":
      return new Map([
        ["header", headerOfAll(definitions)],
        [
          "definitions",
          emitNames(
            "const definitions: readonly string[] = ",
            modules.map((module) => `${moduleOf(module)}.js`),
          ),
        ],
      ]);
    default:
      return new Map();
  }
}

const moduleOf = ({ path }: EmittedModule): string => path.slice("src/".length, -".ts".length);

function headerOfAll(definitions: readonly CheckedDefinition[]): string {
  const names = new Set(definitions.map(({ file }) => commentLine(baseName(file.path))));
  const source = names.size > 3 ? `${names.size} definitions` : [...names].join(", ");
  return `// Generated by ksmlc from ${source}. Do not edit: change the definition, then run \`ksmlc build\`.`;
}

function brokersOf({ kafka }: { readonly [key: string]: Plain }): string | null {
  const brokers = typeof kafka === "object" ? kafka["bootstrap.servers"] : undefined;
  return typeof brokers === "string" ? brokers : null;
}

const insideJson = (text: string): string =>
  JSON.stringify(visibleLine(text.replace(/\s+/g, " ").trim())).slice(1, -1);

/** Names that npm refuses, or that would be one of the project's own dependencies. */
const REFUSED = new Set(["ksmlc", "typescript", "node_modules", "favicon.ico", ""]);

/** An application id as the name of a package: lower case, and only what npm allows. */
export function packageName(applicationId: string): string {
  const name = applicationId
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .slice(0, 200);
  return REFUSED.has(name) ? `${name === "" ? "ksml" : name}-service` : name;
}
