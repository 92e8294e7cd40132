/**
 * The paths of the command line -> what to compile (cli.md, `paths`). In: paths and options. Out: one or more services,
 * each with its definitions and its runner file, and the diagnostics of reading them. Throws `UsageError` (exit 2).
 */
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { readYaml } from "../compiler/1-source/read-yaml.ts";
import type { YamlDocument } from "../compiler/1-source/yaml-tree.ts";
import { isRunnerFile, parseRunner } from "../compiler/2-syntax/parse-runner.ts";
import type { RunnerTree } from "../compiler/2-syntax/runner-tree.ts";
import { DEFINITION_KEYS } from "../compiler/2-syntax/vocabulary.ts";
import { diagnostic } from "../compiler/diagnostics/catalog.ts";
import type { Checked, Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { UsageError } from "./exit-codes.ts";
import { kindOfPath, readSource } from "./read-file.ts";

export interface Definition {
  readonly namespace: string;
  readonly source: YamlDocument;
}

/** Definitions that are compiled together. */
export interface Service {
  readonly definitions: readonly Definition[];
  readonly runner: RunnerTree | null;
}

export interface Inputs {
  readonly services: readonly Service[];
  readonly diagnostics: readonly Diagnostic[];
  /** Definition and runner files in the order given, as they are shown. */
  readonly files: readonly string[];
  /** A file that the runner file names cannot be read: exit code 2. */
  readonly unreadable: boolean;
}

export interface InputOptions {
  readonly paths: readonly string[];
  /** `-c`: the runner file. */
  readonly config: string | undefined;
  /** A folder without a runner file: each of its definitions by itself (`check`), or refused (all others). */
  readonly folder: "each" | "refuse";
}

export function readInputs({ paths, config, folder }: InputOptions): Inputs {
  const reader = new InputReader();
  if (paths.length === 0) {
    if (config !== undefined) return reader.finish([reader.service(reader.runner(config))]);
    return reader.finish(reader.folder(".", folder));
  }
  const runner = config === undefined ? null : reader.configuration(config);
  const [only] = paths;
  if (paths.length === 1 && only !== undefined && kindOfPath(only) === "folder") {
    return reader.finish(reader.folder(only, folder, runner));
  }
  return reader.finish([reader.given(paths, runner)]);
}

/** What is found where a runner file should say which definitions it is for. */
const FOR_DEFINITIONS: ReadonlySet<string> = new Set([
  "config/no-definitions",
  "config/section-missing",
]);

class InputReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly files: string[] = [];
  unreadable = false;

  finish(services: readonly (Service | null)[]): Inputs {
    const { diagnostics, files, unreadable } = this;
    return { services: services.filter((each) => each !== null), diagnostics, files, unreadable };
  }

  /** Files on the command line: one runner file, or definitions that make one service. */
  given(paths: readonly string[], config: RunnerTree | null): Service | null {
    const definitions = new Map<string, Definition & { readonly path: string }>();
    for (const path of new Set(paths)) {
      if (kindOfPath(path) === "folder") {
        throw new UsageError(
          `\`${path}\` is a folder among other paths.`,
          "give the folder alone, or its files",
        );
      }
      const source = this.document(path);
      if (source !== null && isRunnerFile(source)) {
        if (paths.length > 1) throw mixed(path);
        return this.service(this.#parseRunner(source));
      }
      const namespace = namespaceOf(path);
      const other = definitions.get(namespace);
      if (other !== undefined) throw sameNamespace(namespace, other.path, path);
      if (source !== null) definitions.set(namespace, { namespace, source, path });
    }
    if (config !== null) this.#definitionsNotCompiled(config);
    return {
      definitions: [...definitions.values()].map(({ namespace, source }) => ({
        namespace,
        source,
      })),
      runner: config,
    };
  }

  folder(
    folder: string,
    rule: "each" | "refuse",
    config: RunnerTree | null = null,
  ): (Service | null)[] {
    const runnerPath = join(folder, "ksml-runner.yaml");
    if (config === null && existsSync(runnerPath)) return [this.service(this.runner(runnerPath))];
    const paths = definitionsIn(folder);
    const shown = folder === "." ? "The working directory" : `The folder \`${folder}\``;
    if (paths.length === 0) {
      throw new UsageError(
        `${shown} has neither a \`ksml-runner.yaml\` nor a KSML definition.`,
        "give the path of a definition, or run `ksmlc --help`",
      );
    }
    if (rule === "refuse") {
      const names = paths.map((path) => `\`${path}\``).join(", ");
      throw new UsageError(
        `${shown} has no \`ksml-runner.yaml\`, but the definitions ${names}.`,
        "name those that make one service, or write a runner file",
      );
    }
    return paths.map((path) => this.given([path], config));
  }

  runner(path: string): RunnerTree | null {
    const source = this.document(path);
    return source === null ? null : this.#parseRunner(source);
  }

  /** One that only gives configuration: paths name the definitions, so it needs none, nor all of its sections. */
  configuration(path: string): RunnerTree | null {
    const source = this.document(path);
    if (source === null) return null;
    const { value, diagnostics } = parseRunner(source);
    return this.#collect({
      value,
      diagnostics: diagnostics.filter(({ code }) => !FOR_DEFINITIONS.has(code)),
    });
  }

  #parseRunner(source: YamlDocument): RunnerTree | null {
    return this.#collect(parseRunner(source));
  }

  /** The definitions that a runner file names. */
  service(runner: RunnerTree | null): Service | null {
    if (runner === null) return null;
    const folder = dirname(runner.file.path);
    const base = runner.configDirectory?.value ?? "";
    const definitions: Definition[] = [];
    for (const { namespace, source } of runner.definitions) {
      if (source.kind === "inline") {
        definitions.push({ namespace: namespace.value, source: source.document });
        continue;
      }
      const { value: name, span } = source.path;
      const candidates = [
        isAbsolute(base) ? join(base, name) : join(folder, base, name),
        join(base, name),
      ];
      const path = candidates.find((each) => kindOfPath(each) === "file");
      if (path === undefined) {
        this.unreadable = true;
        const values = { path: candidates[0] ?? name };
        this.diagnostics.push(
          diagnostic("config/missing-file", span, values, {
            path: `ksml.definitions.${namespace.value}`,
          }),
        );
        continue;
      }
      const document = this.document(path);
      if (document !== null) definitions.push({ namespace: namespace.value, source: document });
    }
    return { definitions, runner };
  }

  document(path: string): YamlDocument | null {
    this.files.push(path);
    const file = this.#collect(readSource(path));
    return file === null ? null : this.#collect(readYaml(file));
  }

  #definitionsNotCompiled(config: RunnerTree): void {
    const [first] = config.definitions;
    if (first === undefined) return;
    this.diagnostics.push(diagnostic("config/definitions-not-compiled", first.namespace.span));
  }

  #collect<T>({ value, diagnostics }: Checked<T>): T {
    this.diagnostics.push(...diagnostics);
    return value;
  }
}

/** The file's name without folder and extension. */
function namespaceOf(path: string): string {
  return basename(path, extname(path));
}

const SECTION = new RegExp(`^(?:${DEFINITION_KEYS.join("|")})\\s*:`, "m");
const SUITE = /^(?:definition|tests)\s*:/m;

/** By a section at top level; looked for in the text, so that a definition that is no YAML is found too. */
function definitionsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .filter((path) => {
      const text = readSource(path).value?.text ?? "";
      return SECTION.test(text) && !SUITE.test(text);
    })
    .sort();
}

function mixed(runner: string): UsageError {
  return new UsageError(
    `\`${runner}\` is a runner file: it names its definitions itself.`,
    `give it alone, or as \`-c ${runner}\` for its configuration only`,
  );
}

function sameNamespace(namespace: string, first: string, second: string): UsageError {
  return new UsageError(
    `\`${first}\` and \`${second}\` would both have the namespace \`${namespace}\`.`,
    "rename one of them, or give each a namespace in a runner file",
  );
}
