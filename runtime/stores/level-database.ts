/**
 * One database of `classic-level` for one store and partition: opened, read, written in batches.
 *
 *   "f" → how the values are laid out;  "p" → what is known of the position, text;  "s" ‖ name → a schema that
 *   wrote some of the values;  "d" ‖ key → value
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { logSink } from "../dsl/logger.ts";
import { messageOf } from "../errors/ksml-exceptions.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { ConfigurationError } from "../service/configuration-error.ts";
import { type ByteText, bytesOf, textOf, writeBytes } from "./byte-text.ts";
import { makeFolder } from "./make-folder.ts";
import { Scratch } from "./scratch.ts";

/** Options of classic-level, as far as they can be chosen. */
export interface DatabaseOptions {
  readonly cacheSize?: number;
  readonly writeBufferSize?: number;
  readonly blockSize?: number;
  readonly maxOpenFiles?: number;
  readonly compression?: boolean;
}

export interface Write {
  readonly key: ByteText;
  /** Appends the value; false: the key goes. */
  write(sink: ByteSink): boolean;
}

const DATA = "d";
const BEHIND_DATA = "e";
const FORMAT = "f";
const POSITION = "p";
const SCHEMAS = "s";
const BEHIND_SCHEMAS = "t";
const KEYS_AT_ONCE = 4096;
/** The file that each database has from the start. */
const CURRENT = "CURRENT";

/** Of one process: nothing waits between writing to them and the batch that copies them. */
const keyBytes = new Scratch();
const valueBytes = new Scratch();

export class LevelDatabase {
  readonly path: string;
  readonly #format: string;
  readonly #options: () => DatabaseOptions;
  #db: ClassicLevel<Buffer, Buffer> | null = null;

  /** `format`: what wrote the values; those of another format are not read. `options`: asked when it is opened. */
  constructor(path: string, format: string, options: () => DatabaseOptions = () => ({})) {
    this.path = path;
    this.#format = format;
    this.#options = options;
  }

  /**
   * `canRestore`: what is there may go when it has another format.
   * @throws ConfigurationError with exit code 2 where the files cannot be read or written
   */
  async open(canRestore: boolean): Promise<void> {
    try {
      makeFolder(this.path);
      const isNew = !existsSync(join(this.path, CURRENT));
      this.#db = new ClassicLevel<Buffer, Buffer>(this.path, {
        keyEncoding: "buffer",
        valueEncoding: "buffer",
        ...this.#options(),
      });
      await this.#db.open();
      await this.#checkFormat(canRestore, isNew);
    } catch (error) {
      await this.close();
      throw error instanceof ConfigurationError ? error : this.#unusable(error);
    }
  }

  async #checkFormat(canRestore: boolean, isNew: boolean): Promise<void> {
    const db = this.#opened();
    const found = (await db.get(bytesOf(FORMAT)))?.toString();
    if (found === this.#format) return;
    if (found !== undefined && !canRestore) {
      throw new ConfigurationError(
        `The state in ${this.path} was written by a store of other types or settings (\`${found}\`, and now it is \`${this.#format}\`).`,
        "take the change back, or delete the folder if what it holds may be lost: the store has no changelog to restore it from",
      );
    }
    // Written when it was made: the database takes a log that is damaged for one that was not finished, and says nothing.
    if (found === undefined && !isNew) {
      const rest = canRestore
        ? "it is restored from its changelog"
        : "the store has no changelog to restore it from, and begins with what is left";
      logSink().write("warn", "ksmlc.streams", `The state in ${this.path} is damaged: ${rest}.`);
    }
    if (found !== undefined) await db.clear();
    await db.put(bytesOf(FORMAT), bytesOf(this.#format));
  }

  #opened(): ClassicLevel<Buffer, Buffer> {
    if (this.#db === null) throw new RangeError(`${this.path} is not open`);
    return this.#db;
  }

  #unusable(error: unknown): ConfigurationError {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const { code = "" } = cause as { readonly code?: string };
    const text = messageOf(cause);
    const help =
      code === "LEVEL_IO_ERROR"
        ? NOT_WRITABLE.find(([reason]) => text.includes(reason))?.[1]
        : HELP[code];
    return new ConfigurationError(
      `The state in ${this.path} cannot be used: ${text}.`,
      help ?? DAMAGED,
      { exitCode: 2 },
    );
  }

  /** The position that was written last; null: none. */
  async position(): Promise<string | null> {
    return (await this.#opened().get(bytesOf(POSITION)))?.toString() ?? null;
  }

  /** Every key, in order, many at a time. */
  keys(): AsyncGenerator<readonly ByteText[], undefined> {
    return this.#keysBetween(DATA, BEHIND_DATA);
  }

  /** Names of the schemas that wrote values. */
  schemas(): AsyncGenerator<readonly string[], undefined> {
    return this.#keysBetween(SCHEMAS, BEHIND_SCHEMAS);
  }

  async *#keysBetween(
    from: string,
    behind: string,
  ): AsyncGenerator<readonly ByteText[], undefined> {
    const keys = this.#opened().keys({ gte: bytesOf(from), lt: bytesOf(behind) });
    try {
      for (;;) {
        const some = await keys.nextv(KEYS_AT_ONCE);
        if (some.length === 0) return undefined;
        yield some.map((key) => textOf(key, 1, key.length));
      }
    } finally {
      await keys.close();
    }
  }

  get(key: ByteText): ByteText | undefined {
    const value = this.#opened().getSync(bytesOf(DATA + key));
    return value === undefined ? undefined : textOf(value, 0, value.length);
  }

  /** All of it or nothing. `position` null: it stays what it is. `schemas`: names, of those that are new. */
  async write(
    writes: Iterable<Write>,
    position: string | null,
    schemas: Iterable<string> = [],
  ): Promise<void> {
    // Write by write: one list of them takes this thread twice the time.
    const batch = this.#opened().batch();
    for (const write of writes) {
      const key = keyBytes.begin();
      writeBytes(DATA, key);
      writeBytes(write.key, key);
      if (write.write(valueBytes.begin())) batch.put(keyBytes.written(), valueBytes.written());
      else batch.del(keyBytes.written());
    }
    for (const name of schemas) batch.put(bytesOf(SCHEMAS + name), bytesOf(""));
    if (position !== null) batch.put(bytesOf(POSITION), bytesOf(position));
    if (batch.length === 0) await batch.close();
    else await batch.write();
  }

  /** Keeps the format only. */
  async clear(): Promise<void> {
    await this.#opened().clear();
    await this.#opened().put(bytesOf(FORMAT), bytesOf(this.#format));
  }

  async close(): Promise<void> {
    const db = this.#db;
    this.#db = null;
    if (db !== null) await db.close();
  }

  /** Closes it and takes it off the disk. */
  async destroy(): Promise<void> {
    await this.close();
    await rm(this.path, { recursive: true, force: true });
  }
}

const DAMAGED =
  "move the folder away and start again: a store with a changelog is restored from it, one without begins empty";

const NO_RIGHT =
  "give the user that runs the service the right to write there, or set `ksml.storageDirectory`";
const READ_ONLY =
  "the disk is read-only: set `ksml.storageDirectory` to a folder that can be written";
const FULL = "the disk is full: make room, then start again";
const IN_THE_WAY = "a file is in the way: set `ksml.storageDirectory` to a folder";
const NO_FOLDER = "no folder can be made there: set `ksml.storageDirectory` to one that can be";

const HELP: Readonly<Record<string, string>> = {
  LEVEL_LOCKED:
    "another process uses it: stop that one, or give each instance a state directory of its own (`ksml.storageDirectory`, or `kafka.state.dir`)",
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EROFS: READ_ONLY,
  ENOSPC: FULL,
  ENOTDIR: IN_THE_WAY,
  EEXIST: IN_THE_WAY,
  ENOENT: NO_FOLDER,
};

/** What the database says of the file system, in the words of that. Whatever else cannot be read is damaged. */
const NOT_WRITABLE: readonly (readonly [string, string])[] = [
  ["Permission denied", NO_RIGHT],
  ["Operation not permitted", NO_RIGHT],
  ["Read-only file system", READ_ONLY],
  ["No space left", FULL],
  ["Not a directory", IN_THE_WAY],
];
