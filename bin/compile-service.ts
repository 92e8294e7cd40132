/** Paths of the command line -> one compiled service, its findings printed. In all commands but `check`, what is not built is an error. */
import type { RunnerTree } from "../compiler/2-syntax/runner-tree.ts";
import { type Compiled, compile, type Mode } from "../compiler/compile.ts";
import { promoteNotBuilt } from "../compiler/diagnostics/catalog.ts";
import { countOf } from "../compiler/diagnostics/render.ts";
import { requireFolder } from "./commands/check.ts";
import { EXIT, UsageError } from "./exit-codes.ts";
import { printDiagnostics, type ReportOptions } from "./print-diagnostics.ts";
import { readInputs } from "./read-inputs.ts";

export interface CompileServiceOptions extends ReportOptions {
  readonly config?: string;
  readonly schemas?: string;
  readonly applicationId?: string;
}

export interface CompiledService extends Compiled {
  readonly runner: RunnerTree | null;
  readonly files: readonly string[];
}

/** `exitCode` other than 0: the findings are printed, and there is nothing to go on with. */
export function compileService(
  paths: readonly string[],
  options: CompileServiceOptions,
  mode: Mode,
  shown: "all" | "errors" = "all",
): { readonly exitCode: number; readonly service: CompiledService | null } {
  requireFolder(options.schemas);
  const inputs = readInputs({ paths, config: options.config, folder: "refuse" });
  const [service] = inputs.services;
  const compiled =
    service === undefined ? null : compile({ definitions: service.definitions, mode });
  const all = promoteNotBuilt([...inputs.diagnostics, ...(compiled?.diagnostics ?? [])]);
  const hasErrors = countOf(all, "error") > 0;
  const found = shown === "all" || hasErrors ? all : [];
  // Where all is well the command's own output says so; machines get everything.
  const quiet = options.quiet || (options.format === "text" && !hasErrors);
  const failed = printDiagnostics(found, inputs.files, { ...options, quiet });
  if (inputs.unreadable) return { exitCode: EXIT.usage, service: null };
  if (failed || compiled === null) return { exitCode: EXIT.failed, service: null };
  return {
    exitCode: EXIT.ok,
    service: { ...compiled, runner: service?.runner ?? null, files: inputs.files },
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
