/** What lies beside the built command line: templates, the packed runtime, its types. Thrown: `UsageError` where it is not built. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { PackedRuntime, ProjectKind } from "../compiler/8-project/emit-project.ts";
import type { TypeLocations } from "../compiler/author-modules/author-types.ts";
import { UsageError } from "./exit-codes.ts";

/** The folder of package.json: one above the sources, two above what is built of them. */
function installationFolder(): string {
  for (const above of ["..", "../.."]) {
    const folder = fileURLToPath(new URL(above, import.meta.url));
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  throw new UsageError("ksmlc is not installed whole.", "install it anew with npm");
}

function installedVersion(): string {
  const manifest = readFileSync(join(installationFolder(), "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** `templates/service` by path in it; of a library with what `templates/library` has instead. */
export function readTemplates(kind: ProjectKind = "service"): ReadonlyMap<string, string> {
  const files = readFolder("service");
  return kind === "service" ? files : new Map([...files, ...readFolder(kind)]);
}

function readFolder(name: ProjectKind): ReadonlyMap<string, string> {
  const base = join(installationFolder(), "templates", name);
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(base, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else files.set(path, readFileSync(join(base, path), "utf8"));
    }
  };
  walk("");
  return files;
}

export function readPackedRuntime(): PackedRuntime {
  const path = join(installationFolder(), "vendor", "ksmlc-runtime.tgz");
  if (!existsSync(path)) throw notBuilt();
  const bytes = readFileSync(path);
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  return { bytes, integrity, version: installedVersion() };
}

/** Where a type check finds what generated code and the author's import: the runtime and Node. As tsc's options have it. */
export function typeLocations(): TypeLocations {
  return { paths: runtimeTypes(), typeRoots: [dirname(packageFolder("@types/node"))] };
}

/** A package that ksmlc depends on. */
export const packageFolder = (name: string): string =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

/** `ksmlc/runtime` → a `.d.ts` file. */
function runtimeTypes(): Readonly<Record<string, readonly [string]>> {
  const folder = join(installationFolder(), "dist", "runtime");
  if (!existsSync(join(folder, "index.d.ts"))) throw notBuilt();
  return {
    "ksmlc/runtime": [join(folder, "index.d.ts")],
    "ksmlc/runtime/operations": [join(folder, "operations", "index.d.ts")],
    "ksmlc/runtime/python": [join(folder, "python", "index.d.ts")],
  };
}

const notBuilt = (): UsageError =>
  new UsageError("ksmlc is not built yet.", "run `npm run build` in its folder");
