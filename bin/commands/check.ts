/** `ksmlc check`: all diagnostics of the definitions given, nothing written. Out: an exit code. */
import type { YamlDocument } from "../../compiler/1-source/yaml-tree.ts";
import { analyse, type Mode } from "../../compiler/analyse.ts";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.ts";
import { EXIT, UsageError } from "../exit-codes.ts";
import { printDiagnostics, type ReportOptions, tellWhenVerbose } from "../print-diagnostics.ts";
import { kindOfPath } from "../read-file.ts";
import { readInputs, type Service } from "../read-inputs.ts";

export interface CheckOptions {
  readonly library?: boolean;
  readonly service?: boolean;
  readonly config?: string;
  readonly schemas?: string;
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
  if (options.library && options.service) {
    throw new UsageError(
      "`--library` and `--service` exclude each other.",
      "give one of them, or none",
    );
  }
  requireFolder(options.schemas);
  const { diagnostics, files, unreadable } = findings(paths, options);
  const failed = printDiagnostics(diagnostics, files, options);
  if (unreadable) return EXIT.usage;
  return failed ? EXIT.failed : EXIT.ok;
}

export function findings(paths: readonly string[], options: CheckOptions): Findings {
  const inputs = readInputs({ paths, config: options.config, folder: "each" });
  const found = inputs.services.flatMap((service) => checkService(service, options));
  const { files, unreadable } = inputs;
  return { diagnostics: [...inputs.diagnostics, ...found], files, unreadable };
}

function checkService({ definitions }: Service, options: CheckOptions): readonly Diagnostic[] {
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
  return groups.flatMap((group) => analyse({ definitions: group, mode }).diagnostics);
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

export function requireFolder(schemas: string | undefined): void {
  if (schemas === undefined || kindOfPath(schemas) === "folder") return;
  throw new UsageError(
    `\`${schemas}\`, given with \`--schemas\`, is no folder.`,
    "give the folder that holds the schema files",
  );
}
