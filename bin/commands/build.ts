/** `ksmlc build`: definitions -> a Node project in a folder. Out: an exit code; the folder is as it was unless that is 0. */
import { join } from "node:path";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { describeTopics } from "../../compiler/8-project/describe-topics.ts";
import { diagnostic } from "../../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.ts";
import { InternalError } from "../../compiler/diagnostics/internal-error.ts";
import {
  applicationIdOf,
  type CompiledService,
  type CompileServiceOptions,
  compileService,
} from "../compile-service.ts";
import { EXIT, UsageError } from "../exit-codes.ts";
import { generateProject } from "../generate-project.ts";
import { printDiagnostics, tellWhenVerbose } from "../print-diagnostics.ts";
import { type ProjectPlan, planProject, writeProject } from "../project-folder.ts";
import { typecheckProject } from "../typecheck-project.ts";

export interface BuildOptions extends CompileServiceOptions {
  readonly output?: string;
  /** Commander's name for the absence of `--no-typecheck`. */
  readonly typecheck: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export async function build(paths: readonly string[], options: BuildOptions): Promise<number> {
  const started = performance.now();
  if (options.output === "") {
    throw new UsageError("`-o` names no folder.", "give a folder, or leave the option out");
  }
  const { exitCode, service } = compileService(paths, options, "service", "returned");
  if (service === null) return exitCode;
  const applicationId = applicationIdOf(service, options.applicationId);
  const folder = options.output ?? `./${folderName(applicationId)}`;
  const files = generateProject(service, applicationId);
  const plan = planProject(folder, files);
  const inTheWay = options.force ? [] : findingsIn(folder, plan);
  report(service, inTheWay, options);
  if (inTheWay.length > 0) return EXIT.failed;
  if (options.typecheck) {
    const complaint = typecheckProject(files);
    if (complaint !== null) {
      throw new InternalError(`the generated code has type errors:\n\n${complaint}`);
    }
  }
  if (options.dryRun) {
    printPlan(folder, plan, options);
    return EXIT.ok;
  }
  writeProject(folder, files, plan);
  tellWhenVerbose(options, ...changesOf(folder, plan));
  if (process.stdout.isTTY === true && !options.quiet && options.format === "text") {
    process.stdout.write(`${summary(folder, service, performance.now() - started)}\n`);
  }
  return EXIT.ok;
}

/** An application id that is no name of a folder does not lead elsewhere. */
const folderName = (applicationId: string): string =>
  applicationId.replace(/[/\\\0]/g, "-").replace(/^\.{1,2}$/, "service");

function findingsIn(folder: string, plan: ProjectPlan): Diagnostic[] {
  const at = (path: string) => new SourceFile(join(folder, path), "").span(0, 0);
  return [
    ...plan.edited.map((path) => diagnostic("project/edited", at(path), { path })),
    ...plan.foreign.map((path) => diagnostic("project/foreign", at(path), { path })),
  ];
}

/** For machines one object with all that was found; people see no list of infos where the build goes on. */
function report(
  { found, files }: CompiledService,
  inTheWay: readonly Diagnostic[],
  options: BuildOptions,
): void {
  printDiagnostics(
    [...found, ...inTheWay],
    [...files, ...inTheWay.map(({ span }) => span.file.path)],
    { ...options, quiet: options.quiet || options.format === "text" },
  );
}

const changesOf = (folder: string, { changes }: ProjectPlan): string[] =>
  changes.map(({ kind, path }) => `${kind.padEnd(6)} ${join(folder, path)}`);

function printPlan(folder: string, plan: ProjectPlan, options: BuildOptions): void {
  if (options.format !== "text") return;
  const lines = changesOf(folder, plan);
  process.stdout.write(lines.length === 0 ? "nothing would change\n" : `${lines.join("\n")}\n`);
}

function summary(folder: string, { definitions, graph }: CompiledService, ms: number): string {
  const functions = definitions.reduce((sum, each) => sum + each.functions.length, 0);
  const nodes = graph.subTopologies.flatMap((each) => each.nodes);
  const stores = new Set(nodes.flatMap((node) => (node.kind === "processor" ? node.stores : [])));
  const topics = new Set(describeTopics(definitions).map(({ topic }) => topic));
  const counts = [
    counted(definitions.length, "definition"),
    counted(functions, "function"),
    counted(nodes.filter(({ kind }) => kind === "processor").length, "operator"),
    counted(stores.size, "store"),
    counted(topics.size, "topic"),
  ];
  return [
    `Built ${folder} in ${(ms / 1000).toFixed(1)} s: ${counts.join(", ")}.`,
    `  next: cd ${shellWord(folder)} && npm ci && npm run build && npm start -- --embedded`,
  ].join("\n");
}

/** A path that can be pasted into a shell. */
const shellWord = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

const counted = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? "" : "s"}`;
