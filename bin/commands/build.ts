/** `ksmlc build`: definitions -> a Node project in a folder. Out: an exit code; the folder is as it was unless that is 0. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { describeTopics } from "../../compiler/8-project/describe-topics.ts";
import { EXTENSIONS_PATH } from "../../compiler/8-project/emit-stubs.ts";
import { diagnostic } from "../../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.ts";
import {
  applicationIdOf,
  type CompiledService,
  type CompileServiceOptions,
  compileService,
  type Named,
} from "../compile-service.ts";
import { EXIT, excluding, UsageError } from "../exit-codes.ts";
import { generateProject } from "../generate-project.ts";
import { clashesWith, stubsOf, typeErrorsIn, writeStubs } from "../module-in-project.ts";
import { printDiagnostics, tellWhenVerbose } from "../print-diagnostics.ts";
import { type ProjectPlan, planProject, writeProject } from "../project-folder.ts";

export interface BuildOptions extends CompileServiceOptions {
  readonly output?: string;
  readonly library?: boolean;
  readonly service?: boolean;
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
  if (options.library && options.service) throw excluding("--library", "--service");
  const folderOf = (named: Named): string =>
    options.output ?? `./${folderName(applicationIdOf(named, options.applicationId))}`;
  // What a library leaves open has to be somewhere for it to compile.
  const stubs = (options.stubs ?? false) || (options.library ?? false);
  const modulePlace = (named: Named) => {
    // Of what is no definition nothing has a name: its errors are told.
    if (named.definitions.length === 0) return null;
    const path = join(folderOf(named), EXTENSIONS_PATH);
    return stubs || existsSync(path) ? { path, stubs } : null;
  };
  const mode = options.library ? "library" : "service";
  const { exitCode, service } = await compileService(paths, options, mode, {
    whenWell: "returned",
    modulePlace,
  });
  if (service === null) return exitCode;
  const folder = folderOf(service);
  const { given } = service;
  const copiesModule = given !== null && resolve(given.path) !== resolve(folder, EXTENSIONS_PATH);
  const files = generateProject(service, applicationIdOf(service, options.applicationId), {
    copiesModule,
  });
  const once = stubsOf(service, options.stubs === true && options.extensions !== undefined);
  const own = copiesModule ? [] : (given?.files ?? []);
  const plan = planProject(
    folder,
    files,
    own.map(({ path }) => path),
  );
  const inTheWay = [
    ...(copiesModule ? clashesWith(files, given) : []),
    ...once.inTheWay,
    ...(options.force ? [] : findingsIn(folder, plan)),
  ];
  const isStopped = inTheWay.length > 0;
  const wrong = options.typecheck && !isStopped ? typeErrorsIn(files, own, service) : [];
  report(service, [...inTheWay, ...wrong], options);
  if (isStopped || wrong.length > 0) return EXIT.failed;
  if (options.dryRun) {
    printPlan([...changesOf(folder, plan), ...once.changes], options);
    return EXIT.ok;
  }
  writeProject(folder, files, plan);
  writeStubs(once);
  tellWhenVerbose(options, ...changesOf(folder, plan), ...once.changes);
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
  more: readonly Diagnostic[],
  options: BuildOptions,
): void {
  printDiagnostics([...found, ...more], [...files, ...more.map(({ span }) => span.file.path)], {
    ...options,
    quiet: options.quiet || options.format === "text",
  });
}

const changesOf = (folder: string, { changes }: ProjectPlan): string[] =>
  changes.map(({ kind, path }) => `${kind.padEnd(6)} ${join(folder, path)}`);

function printPlan(lines: readonly string[], options: BuildOptions): void {
  if (options.format !== "text") return;
  process.stdout.write(lines.length === 0 ? "nothing would change\n" : `${lines.join("\n")}\n`);
}

function summary(folder: string, service: CompiledService, ms: number): string {
  const { definitions, graph, given, mode } = service;
  const functions = definitions.reduce((sum, each) => sum + each.functions.length, 0);
  const nodes = graph.subTopologies.flatMap((each) => each.nodes);
  const stores = new Set(definitions.flatMap((each) => each.stores.map(({ name }) => name)));
  const topics = new Set(describeTopics(definitions).map(({ topic }) => topic));
  const counts = [
    counted(definitions.length, "definition"),
    counted(functions, "function"),
    counted(nodes.filter(({ kind }) => kind === "processor").length, "operator"),
    counted(stores.size, "store"),
    counted(topics.size, "topic"),
  ];
  const start = mode === "library" ? "" : " && npm start -- --embedded";
  return [
    `Built ${folder} in ${(ms / 1000).toFixed(1)} s: ${counts.join(", ")}.`,
    given?.unwritten
      ? `  next: write the functions in ${given.path}`
      : `  next: cd ${shellWord(folder)} && npm ci && npm run build${start}`,
  ].join("\n");
}

/** A path that can be pasted into a shell. */
const shellWord = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

const counted = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? "" : "s"}`;
