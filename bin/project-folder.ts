/**
 * Writes a generated project into its folder. `.ksmlc.json` there lists what an earlier build wrote, with hashes: only
 * that is replaced or removed, and what was changed by hand since stops the build. Everything is written beside first
 * and renamed into place last, so a build that fails leaves the folder as it was.
 */
import { createHash } from "node:crypto";
import {
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, normalize, resolve, sep } from "node:path";
import type { OutputFile } from "../compiler/8-project/output-file.ts";
import { makeFolder } from "../runtime/stores/make-folder.ts";
import { UsageError } from "./exit-codes.ts";
import { isSystemError } from "./read-file.ts";

const MANIFEST = ".ksmlc.json";

export interface Change {
  readonly kind: "add" | "change" | "remove";
  readonly path: string;
}

export interface ProjectPlan {
  readonly changes: readonly Change[];
  /** Written by ksmlc, and changed by hand since. */
  readonly edited: readonly string[];
  /** In the way, and not written by ksmlc. */
  readonly foreign: readonly string[];
}

const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

/** With `.ksmlc.json`, which names all others. */
export function withManifest(files: readonly OutputFile[]): OutputFile[] {
  const hashes = Object.fromEntries(files.map(({ path, content }) => [path, hashOf(content)]));
  const note = "Written by ksmlc build: a rebuild replaces these files, and no others";
  const manifest = `${JSON.stringify({ note, files: hashes }, null, 2)}\n`;
  return [...files, { path: MANIFEST, content: manifest }];
}

/** `authors`: files of the project that are the author's, even where an earlier build had written them. */
export function planProject(
  folder: string,
  files: readonly OutputFile[],
  authors: readonly string[] = [],
): ProjectPlan {
  if (!canBeFolder(folder)) throw cannotWrite(folder, "it is no folder");
  const written = readManifest(folder);
  const changes: Change[] = [];
  const edited: string[] = [];
  const foreign: string[] = [];
  for (const { path, content } of files) {
    const present = hashOfFile(join(folder, path));
    if (present === hashOf(content)) continue;
    changes.push({ kind: present === null ? "add" : "change", path });
    if (present === null || path === MANIFEST) continue;
    const before = written.get(path);
    if (before === undefined) foreign.push(path);
    else if (before !== present) edited.push(path);
  }
  const kept = new Set([...files.map(({ path }) => path), ...authors]);
  for (const [path, hash] of written) {
    const present = kept.has(path) ? null : hashOfFile(join(folder, path));
    if (present === null) continue;
    changes.push({ kind: "remove", path });
    if (present !== hash) edited.push(path);
  }
  return { changes, edited, foreign };
}

/** Paths and hashes of an earlier build; empty where there was none. */
function readManifest(folder: string): ReadonlyMap<string, string> {
  const path = join(folder, MANIFEST);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
      return new Map();
    }
    throw unwritable(path, error);
  }
  try {
    const { files } = JSON.parse(text) as { readonly files: Record<string, string> };
    // A path that leads out of the folder is none of ours.
    return new Map(Object.entries(files).filter(([name]) => isInside(folder, name)));
  } catch {
    throw new UsageError(
      `\`${path}\` is damaged: it does not say what ksmlc wrote.`,
      "restore it, or build into another folder",
    );
  }
}

/** Links are followed. */
function canBeFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return true;
    throw unwritable(path, error);
  }
}

function isInside(folder: string, path: string): boolean {
  const base = resolve(folder) + sep;
  return path === normalize(path).split(sep).join("/") && resolve(folder, path).startsWith(base);
}

function hashOfFile(path: string): string | null {
  try {
    return lstatSync(path).isDirectory() ? "folder" : hashOf(readFileSync(path));
  } catch (error) {
    if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw unwritable(path, error);
  }
}

export function writeProject(
  folder: string,
  files: readonly OutputFile[],
  { changes }: ProjectPlan,
): void {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const madeFolders: string[] = [];
  const staged: { readonly from: string; readonly to: string }[] = [];
  let current = folder;
  try {
    makeFolder(folder, madeFolders);
    for (const { kind, path } of changes) {
      if (kind === "remove") continue;
      const to = join(folder, path);
      current = to;
      makeFolder(dirname(to), madeFolders);
      if (hashOfFile(to) === "folder") throw cannotWrite(to, "it is a folder");
      const from = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`);
      staged.push({ from, to });
      writeFileSync(from, contents.get(path) ?? "", { flag: "wx" });
    }
    for (const { from, to } of staged) {
      current = to;
      renameSync(from, to);
    }
    for (const { kind, path } of changes) {
      if (kind !== "remove") continue;
      current = join(folder, path);
      rmSync(current);
      removeEmptyFolders(dirname(current), folder);
    }
  } catch (error) {
    for (const { from } of staged) removeStaged(from);
    for (const made of madeFolders.reverse()) removeIfEmpty(made);
    throw unwritable(current, error);
  }
}

function removeStaged(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never made: what stopped the build is reported.
  }
}

function removeEmptyFolders(from: string, folder: string): void {
  for (let each = resolve(from); each !== resolve(folder); each = dirname(each)) {
    if (!removeIfEmpty(each)) return;
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    if (readdirSync(folder).length > 0) return false;
    rmdirSync(folder);
    return true;
  } catch {
    // Somebody else uses it.
    return false;
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "you have no permission to write there"],
  ["EPERM", "you have no permission to write there"],
  ["ENOENT", "the file system takes no folder there"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "the disk is full"],
  ["ENOTDIR", "a part of the path is a file"],
  ["EEXIST", "it is there already, and no folder"],
  ["EISDIR", "it is a folder"],
  ["ENAMETOOLONG", "its name is too long"],
]);

function unwritable(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return cannotWrite(path, REASONS.get(error.code) ?? error.code);
}

const cannotWrite = (path: string, reason: string): UsageError =>
  new UsageError(
    `\`${path}\` cannot be written: ${reason}.`,
    "choose another folder with `-o`, or change its permissions",
  );
