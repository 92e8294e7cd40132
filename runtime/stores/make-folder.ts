/**
 * Makes a folder and those above it, one after another: Node's own way to make all of them at once never ends below a
 * folder that takes none and says that it is not there (`/proc`).
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** `made` gets those that are new, the uppermost first. @throws Error of the file system where one cannot be made */
export function makeFolder(folder: string, made: string[] = []): void {
  const missing: string[] = [];
  for (let each = resolve(folder); !existsSync(each); each = dirname(each)) missing.push(each);
  for (const each of missing.reverse()) {
    makeOne(each);
    made.push(each);
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was quicker.
    const isThere =
      (error as NodeJS.ErrnoException).code === "EEXIST" && statSync(folder).isDirectory();
    if (!isThere) throw error;
  }
}
