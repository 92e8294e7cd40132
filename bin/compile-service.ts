/** Paths of the command line -> one compiled service, its findings printed. In all commands but `check`, what is not built is an error. */
import type { RunnerTree } from "../compiler/2-syntax/runner-tree.ts";
import type { Mode } from "../compiler/analyse.ts";
import { type Compiled, compile } from "../compiler/compile.ts";
import { promoteNotBuilt } from "../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { inOrder } from "../compiler/diagnostics/render.ts";
import { requireFolder } from "./commands/check.ts";
import { EXIT, UsageError } from "./exit-codes.ts";
import {
  isFailure,
  printDiagnostics,
  printWarnings,
  type ReportOptions,
  tellWhenVerbose,
} from "./print-diagnostics.ts";
import { readInputs } from "./read-inputs.ts";

export interface CompileServiceOptions extends ReportOptions {
  readonly config?: string;
  readonly schemas?: string;
  readonly applicationId?: string;
}

export interface CompiledService extends Compiled {
  readonly runner: RunnerTree | null;
  readonly files: readonly string[];
  /** What was found and does not keep the command from going on, in order. */
  readonly found: readonly Diagnostic[];
}

/**
 * `exitCode` other than 0: the findings are printed, and there is nothing to go on with. `whenWell`: where warnings go when
 * there is; `returned`: nowhere, the caller prints them.
 */
export function compileService(
  paths: readonly string[],
  options: CompileServiceOptions,
  mode: Mode,
  whenWell: "toStandardError" | "returned" = "toStandardError",
): { readonly exitCode: number; readonly service: CompiledService | null } {
  requireFolder(options.schemas);
  const inputs = readInputs({ paths, config: options.config, folder: "refuse" });
  const [service] = inputs.services;
  tellWhenVerbose(
    options,
    ...(service?.definitions ?? []).map(
      ({ namespace, source }) => `compiling ${source.file.path} as ${namespace}, ${mode} mode`,
    ),
  );
  const compiled =
    service === undefined ? null : compile({ definitions: service.definitions, mode });
  const all = promoteNotBuilt([...inputs.diagnostics, ...(compiled?.diagnostics ?? [])]);
  if (inputs.unreadable || compiled === null || isFailure(all, options)) {
    printDiagnostics(all, inputs.files, options);
    return { exitCode: inputs.unreadable ? EXIT.usage : EXIT.failed, service: null };
  }
  const found = inOrder(all, [...new Set(inputs.files)]);
  if (whenWell === "toStandardError") printWarnings(found, options);
  return {
    exitCode: EXIT.ok,
    service: { ...compiled, runner: service?.runner ?? null, files: inputs.files, found },
  };
}

/** Runner file, else the command line, else the namespace of the only definition (cli.md, "Names"). */
export function applicationIdOf(
  { runner, definitions }: CompiledService,
  given: string | undefined,
): string {
  if (given?.trim() === "") {
    throw new UsageError(
      "`--application-id` names nothing.",
      "give a name, or leave the option out",
    );
  }
  const configured = runner?.kafka.get("application.id")?.value;
  if (configured !== undefined) return configured;
  if (given !== undefined) return given;
  const [only] = definitions;
  if (definitions.length === 1 && only !== undefined) return only.namespace;
  throw new UsageError(
    `${definitions.length} definitions make one service, and nothing names it.`,
    "give `--application-id NAME`, or set `kafka.application.id` in the runner file",
  );
}
