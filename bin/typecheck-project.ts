/** Type check of a project by tsc as a process of its own, in a temporary folder, before anything is written. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { OutputFile } from "../compiler/8-project/output-file.ts";
import { packageFolder, typeLocations } from "./installation.ts";

export interface TypeError {
  /** In the project. */
  readonly path: string;
  readonly line: number;
  /** In UTF-16 code units, from 1. */
  readonly column: number;
  /** `TS2322: Type …` */
  readonly message: string;
}

export interface TypeCheck {
  readonly errors: readonly TypeError[];
  /** All that tsc said; null: nothing. */
  readonly text: string | null;
}

/** A finding in generated code is a bug of ours, one in the author's TypeScript a mistake in it. */
export function typecheckProject(files: readonly OutputFile[]): TypeCheck {
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-typecheck-"));
  try {
    for (const { path, content } of files) {
      if (!/^(?:src\/.*\.[cm]?ts|tsconfig\.json|package\.json)$/.test(path)) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const check = {
      extends: "./tsconfig.json",
      compilerOptions: { noEmit: true, ...typeLocations() },
      include: ["src"],
    };
    writeFileSync(join(folder, "tsconfig.check.json"), JSON.stringify(check));
    const { status, stdout, stderr, error } = spawnSync(
      process.execPath,
      [
        join(packageFolder("typescript"), "bin", "tsc"),
        "-p",
        "tsconfig.check.json",
        "--pretty",
        "false",
      ],
      { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 },
    );
    if (error !== undefined) throw error;
    const text = `${stdout}${stderr}`.trim();
    return status === 0 ? { errors: [], text: null } : { errors: errorsIn(text), text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `src/extensions.ts(3,5): error TS2322: Type …`; lines behind it that are indented go with it. */
function errorsIn(text: string): TypeError[] {
  const found = text.matchAll(/^([^\s(][^(\n]*)\((\d+),(\d+)\): error (.*(?:\n[ \t]+.*)*)/gm);
  return [...found].map(([, path = "", line, column, message = ""]) => ({
    path,
    line: Number(line),
    column: Number(column),
    message,
  }));
}
