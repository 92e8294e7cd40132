/** `ksmlc check`: all diagnostics of the definitions given, nothing written. Out: an exit code. */
import type { AuthorModule } from "../../compiler/1-source/author-module.ts";
import type { SchemaFile } from "../../compiler/1-source/schema-file.ts";
import type { YamlDocument } from "../../compiler/1-source/yaml-tree.ts";
import { serviceExternals } from "../../compiler/3-check/service-externals.ts";
import { analyse, type Mode } from "../../compiler/analyse.ts";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.ts";
import { compileWithModule } from "../compile-with-module.ts";
import { EXIT, excluding } from "../exit-codes.ts";
import { printDiagnostics, type ReportOptions, tellWhenVerbose } from "../print-diagnostics.ts";
import { readInputs, type Service } from "../read-inputs.ts";
import { readSchemas } from "../read-schemas.ts";
import { withRunnerHook } from "../runner-hook.ts";

export interface CheckOptions {
  readonly library?: boolean;
  readonly service?: boolean;
  readonly config?: string;
  readonly schemas?: string;
  readonly extensions?: string;
  readonly allowUnresolved?: boolean;
  readonly verbose?: boolean;
}

export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly string[];
  readonly unreadable: boolean;
}

export async function check(
  paths: readonly string[],
  options: CheckOptions & ReportOptions,
): Promise<number> {
  if (options.library && options.service) throw excluding("--library", "--service");
  const { diagnostics, files, unreadable } = await findings(paths, options);
  const failed = printDiagnostics(diagnostics, files, options, options.extensions ?? null);
  if (unreadable) return EXIT.usage;
  return failed ? EXIT.failed : EXIT.ok;
}

export async function findings(paths: readonly string[], options: CheckOptions): Promise<Findings> {
  const inputs = readInputs({ paths, config: options.config, folder: "each" });
  // Several services have one runner file, or none.
  const schemas = readSchemas(options.schemas, inputs.services[0]?.runner ?? null);
  const found: Found[] = [];
  for (const service of inputs.services) {
    found.push(await checkService(service, schemas.value, options));
  }
  return {
    diagnostics: [
      ...schemas.diagnostics,
      ...inputs.diagnostics,
      ...found.flatMap(({ diagnostics }) => diagnostics),
    ],
    files: [...inputs.files, ...new Set(found.flatMap(({ files }) => files))],
    unreadable: inputs.unreadable,
  };
}

interface Found {
  readonly diagnostics: readonly Diagnostic[];
  /** Of the author's TypeScript. */
  readonly files: readonly string[];
}

async function checkService(
  { definitions, runner }: Service,
  schemas: readonly SchemaFile[],
  options: CheckOptions,
): Promise<Found> {
  const mode = modeOf(
    definitions.map(({ source }) => source),
    options,
  );
  tellWhenVerbose(
    options,
    ...definitions.map(
      ({ namespace, source }) => `checking ${source.file.path} as ${namespace}, ${mode} mode`,
    ),
  );
  const groups = mode === "library" ? definitions.map((each) => [each]) : [definitions];
  const open = { mode, allowUnresolved: options.allowUnresolved ?? false };
  const decidedSettings = new Set(runner?.kafka.keys());
  const once = (extensions: AuthorModule | null) => {
    const found = groups.map((group) =>
      analyse({ definitions: group, schemas, extensions, decidedSettings, ...open }),
    );
    const analysed = {
      diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
      externals: serviceExternals(found.flatMap((each) => each.open)),
    };
    return withRunnerHook(analysed, runner, { ...open, extensions });
  };
  const { result, given } = await compileWithModule(
    once,
    () => (options.extensions === undefined ? null : { path: options.extensions, stubs: false }),
    open.allowUnresolved || mode === "library",
  );
  return {
    diagnostics: [...result.diagnostics, ...(given?.diagnostics ?? [])],
    files: given?.files.map(({ source }) => source.path) ?? [],
  };
}

/** Service mode where there is something to run. */
function modeOf(documents: readonly YamlDocument[], options: CheckOptions): Mode {
  if (options.library) return "library";
  return options.service || documents.some(hasSomethingToRun) ? "service" : "library";
}

function hasSomethingToRun({ root }: YamlDocument): boolean {
  if (root.kind !== "mapping") return false;
  return root.pairs.some(({ key, value }) => {
    if (key !== "pipelines" && key !== "producers") return false;
    return value.kind === "mapping"
      ? value.pairs.length > 0
      : value.kind === "sequence" && value.items.length > 0;
  });
}
