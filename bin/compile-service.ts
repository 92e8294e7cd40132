/** Paths of the command line -> one compiled service, its findings printed. In all commands but `check`, what is not built is an error. */
import type { AuthorModule } from "../compiler/1-source/author-module.ts";
import type { SchemaFile } from "../compiler/1-source/schema-file.ts";
import type { RunnerTree } from "../compiler/2-syntax/runner-tree.ts";
import { kafkaSettings } from "../compiler/8-project/service-configuration.ts";
import type { Mode } from "../compiler/analyse.ts";
import { type Compiled, compile } from "../compiler/compile.ts";
import { promoteNotBuilt } from "../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { inOrder } from "../compiler/diagnostics/render.ts";
import { compileWithModule, type GivenModule, type ModulePlace } from "./compile-with-module.ts";
import { EXIT, UsageError } from "./exit-codes.ts";
import {
  isFailure,
  printDiagnostics,
  printWarnings,
  type ReportOptions,
  tellWhenVerbose,
} from "./print-diagnostics.ts";
import { readInputs } from "./read-inputs.ts";
import { readSchemas } from "./read-schemas.ts";
import { withRunnerHook } from "./runner-hook.ts";

export interface CompileServiceOptions extends ReportOptions {
  readonly config?: string;
  readonly schemas?: string;
  readonly extensions?: string;
  /** `build` only: a module that is not there is made. */
  readonly stubs?: boolean;
  readonly allowUnresolved?: boolean;
  readonly applicationId?: string;
}

export interface CompiledService extends Compiled {
  readonly runner: RunnerTree | null;
  readonly schemaFiles: readonly SchemaFile[];
  readonly files: readonly string[];
  /** What was found and does not keep the command from going on, in order. */
  readonly found: readonly Diagnostic[];
  readonly mode: Mode;
  /** The author's TypeScript; null: none is needed, or none is there. */
  readonly given: GivenModule | null;
}

export interface CompileServiceChoices {
  /** Where warnings go when there is something to go on with; `returned`: nowhere, the caller prints them. */
  readonly whenWell?: "toStandardError" | "returned";
  /** Where the author's module is if `--extensions` does not say it. */
  readonly modulePlace?: (service: Named) => ModulePlace | null;
}

/** What says how a service is called. */
export type Named = Pick<CompiledService, "runner" | "definitions">;

/** `exitCode` other than 0: the findings are printed, and there is nothing to go on with. */
export async function compileService(
  paths: readonly string[],
  options: CompileServiceOptions,
  mode: Mode,
  { whenWell = "toStandardError", modulePlace = () => null }: CompileServiceChoices = {},
): Promise<{ readonly exitCode: number; readonly service: CompiledService | null }> {
  const inputs = readInputs({ paths, config: options.config, folder: "refuse" });
  const [service] = inputs.services;
  const schemas = readSchemas(options.schemas, service?.runner ?? null);
  tellWhenVerbose(
    options,
    ...(service?.definitions ?? []).map(
      ({ namespace, source }) => `compiling ${source.file.path} as ${namespace}, ${mode} mode`,
    ),
  );
  const before = [...schemas.diagnostics, ...inputs.diagnostics];
  if (service === undefined) {
    printDiagnostics(promoteNotBuilt(before), inputs.files, options);
    return { exitCode: inputs.unreadable ? EXIT.usage : EXIT.failed, service: null };
  }
  const { definitions, runner } = service;
  const allowUnresolved = options.allowUnresolved ?? false;
  const open = { mode, allowUnresolved };
  const once = (extensions: AuthorModule | null): Compiled =>
    withRunnerHook(
      compile({
        definitions,
        schemas: schemas.value,
        extensions,
        decidedSettings: new Set(runner?.kafka.keys()),
        exportsAll: mode === "library",
        ...open,
      }),
      runner,
      { ...open, extensions },
    );
  const { result, given } = await compileWithModule(
    once,
    (first) =>
      options.extensions === undefined
        ? modulePlace({ runner, definitions: first.definitions })
        : { path: options.extensions, stubs: options.stubs ?? false },
    allowUnresolved || mode === "library",
  );
  const own = given?.files.map(({ source }) => source.path) ?? [];
  const files = [...inputs.files, ...own];
  const all = promoteNotBuilt([...before, ...result.diagnostics, ...(given?.diagnostics ?? [])]);
  if (inputs.unreadable || isFailure(all, options)) {
    printDiagnostics(all, files, options, given?.path ?? null);
    return { exitCode: inputs.unreadable ? EXIT.usage : EXIT.failed, service: null };
  }
  const found = inOrder(all, [...new Set(files)]);
  if (whenWell === "toStandardError") printWarnings(found, options);
  return {
    exitCode: EXIT.ok,
    service: { ...result, runner, schemaFiles: schemas.value, files, found, mode, given },
  };
}

/** Runner file, else configuration in the definition, else the command line, else the only namespace (cli.md, "Names"). */
export function applicationIdOf({ runner, definitions }: Named, given: string | undefined): string {
  if (given?.trim() === "") {
    throw new UsageError(
      "`--application-id` names nothing.",
      "give a name, or leave the option out",
    );
  }
  const configured = kafkaSettings(runner, definitions).get("application.id");
  if (configured !== undefined) return configured;
  if (given !== undefined) return given;
  const [only] = definitions;
  if (definitions.length === 1 && only !== undefined) return only.namespace;
  throw new UsageError(
    `${definitions.length} definitions make one service, and nothing names it.`,
    "give `--application-id NAME`, or set `kafka.application.id` in the runner file",
  );
}
