/** Type check of generated code by tsc as a process of its own, in a temporary folder, before anything is written. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { OutputFile } from "../compiler/8-project/output-file.ts";
import { runtimeTypes } from "./installation.ts";

/** What tsc says; null: nothing. A finding in generated code is a bug of ours. */
export function typecheckProject(files: readonly OutputFile[]): string | null {
  const require = createRequire(import.meta.url);
  const folderOf = (name: string): string => dirname(require.resolve(`${name}/package.json`));
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-typecheck-"));
  try {
    for (const { path, content } of files) {
      if (!/^(?:src\/.*\.ts|tsconfig\.json|package\.json)$/.test(path)) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const check = {
      extends: "./tsconfig.json",
      compilerOptions: {
        noEmit: true,
        paths: runtimeTypes(),
        typeRoots: [dirname(folderOf("@types/node"))],
      },
      include: ["src"],
    };
    writeFileSync(join(folder, "tsconfig.check.json"), JSON.stringify(check));
    const { status, stdout, stderr, error } = spawnSync(
      process.execPath,
      [
        join(folderOf("typescript"), "bin", "tsc"),
        "-p",
        "tsconfig.check.json",
        "--pretty",
        "false",
      ],
      { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 },
    );
    if (error !== undefined) throw error;
    return status === 0 ? null : `${stdout}${stderr}`.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
