/** Reading what the author names. In: a path. Out: its text, or a diagnostic, or a `UsageError` with the next step. */
import { readFileSync, type Stats, statSync } from "node:fs";
import { MAX_LENGTH } from "../compiler/1-source/read-yaml.ts";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import { diagnostic } from "../compiler/diagnostics/catalog.ts";
import type { Checked } from "../compiler/diagnostics/diagnostic.ts";
import { UsageError } from "./exit-codes.ts";

export type PathKind = "file" | "folder" | "missing";

export function kindOfPath(path: string): PathKind {
  const found = stat(path);
  if (found === null) return "missing";
  return found.isDirectory() ? "folder" : "file";
}

function stat(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw unreadable(path, error);
  }
}

/** Nothing is read of a file that is too large, or that is no text file. */
export function readSource(path: string): Checked<SourceFile | null> {
  const found = stat(path);
  if (found === null)
    throw new UsageError(
      `There is no file \`${path}\`.`,
      "check the path; it is relative to the working directory",
    );
  if (found.isCharacterDevice() || found.isBlockDevice() || found.isSocket()) {
    throw new UsageError(
      `\`${path}\` is no file with text.`,
      "give a KSML definition or a runner file",
    );
  }
  const empty = new SourceFile(path, "");
  if (found.size > MAX_LENGTH) {
    const values = { size: found.size, limit: MAX_LENGTH };
    return { value: null, diagnostics: [diagnostic("syntax/too-large", empty.span(0, 0), values)] };
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { value: new SourceFile(path, text), diagnostics: [] };
  } catch {
    return { value: null, diagnostics: [diagnostic("syntax/not-utf-8", empty.span(0, 0))] };
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "a part of the path is a file"],
  ["EACCES", "you have no permission to read it"],
  ["EPERM", "you have no permission to read it"],
  ["EISDIR", "it is a folder"],
  ["ELOOP", "its links lead in a circle"],
  ["ENAMETOOLONG", "its name is too long"],
]);

/** What to throw for a file that cannot be read. */
export function unreadable(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const reason = REASONS.get(error.code) ?? error.code;
  return new UsageError(
    `\`${path}\` cannot be read: ${reason}.`,
    "check the path and its permissions",
  );
}

export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    "syscall" in error
  );
}
