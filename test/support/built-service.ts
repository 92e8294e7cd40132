/**
 * A definition that `ksmlc build` made a project of, compiled and ready to start, without npm: its runtime is unpacked from
 * the project itself, what that needs is ours. (That npm gets there too is what package.test.ts shows.)
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ksmlc, root, run } from "./built-ksmlc.ts";
import { type ServiceProcess, startService } from "./service-process.ts";

export interface BuiltService {
  readonly folder: string;
  start(variables?: NodeJS.ProcessEnv, args?: readonly string[]): ServiceProcess;
}

/** `runner` is the text of the runner file; the definition is there as `name.yaml`. */
export function buildService(
  folder: string,
  name: string,
  definition: string,
  runner: string,
): BuiltService {
  const project = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.yaml`), definition);
  writeFileSync(join(folder, "ksml-runner.yaml"), runner);
  ksmlc(["build", "-o", project], folder);
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "ksmlc"), { recursive: true });
  const tarball = join(project, "vendor/ksmlc-runtime.tgz");
  run("tar", ["xzf", tarball, "-C", join(modules, "ksmlc"), "--strip-components=1"], project);
  for (const dependency of [
    "@node-rs",
    "classic-level",
    "kafkajs",
    "lz4js",
    "snappyjs",
    "@types",
  ]) {
    symlinkSync(join(root, "node_modules", dependency), join(modules, dependency));
  }
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], project);
  run(
    process.execPath,
    [join(modules, "ksmlc/dist/runtime/errors/ksmlc-maps.js"), "src", "dist"],
    project,
  );
  return {
    folder: project,
    start: (variables = {}, args = []) =>
      startService(
        process.execPath,
        ["--enable-source-maps", "dist/main.js", ...args],
        project,
        variables,
      ),
  };
}
