/** The folder in which an embedded registry keeps what it knows between runs: one file, replaced as a whole. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../stores/make-folder.ts";

export interface RegistryContent {
  /** The text of each schema; its id is its place, from 1. */
  readonly schemas: readonly string[];
  readonly subjects: Readonly<
    Record<string, readonly { readonly version: number; readonly id: number }[]>
  >;
  readonly levels: Readonly<Record<string, string>>;
  readonly level: string;
}

export class RegistryDisk {
  readonly #path: string;

  constructor(folder: string) {
    makeFolder(folder);
    this.#path = join(folder, "registry.json");
  }

  /** Null: nothing was kept yet. */
  read(): RegistryContent | null {
    try {
      return JSON.parse(readFileSync(this.#path, "utf8")) as RegistryContent;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  write(content: RegistryContent): void {
    const next = `${this.#path}.next`;
    writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`);
    renameSync(next, this.#path);
  }
}
