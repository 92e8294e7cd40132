/**
 * One database of `classic-level` for one store and partition: opened, read, written in batches.
 *
 *   "f" → how the values are laid out;  "p" → the position of the changelog, decimal;  "d" ‖ key → value
 */
import { mkdir, rm } from "node:fs/promises";
import { ClassicLevel } from "classic-level";
import { messageOf } from "../errors/ksml-exceptions.ts";
import { ConfigurationError } from "../service/configuration-error.ts";
import { type ByteText, bytesOf, textOf } from "./byte-text.ts";

/** Options of classic-level, as far as they can be chosen. */
export interface DatabaseOptions {
  readonly cacheSize?: number;
  readonly writeBufferSize?: number;
  readonly blockSize?: number;
  readonly maxOpenFiles?: number;
  readonly compression?: boolean;
}

/** Null: the key goes. */
export type Write = readonly [key: ByteText, value: ByteText | null];

const DATA = "d";
const BEHIND_DATA = "e";
const FORMAT = "f";
const POSITION = "p";
const KEYS_AT_ONCE = 4096;

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
   * @throws ConfigurationError
   */
  async open(canRestore: boolean): Promise<void> {
    try {
      await mkdir(this.path, { recursive: true });
      this.#db = new ClassicLevel<Buffer, Buffer>(this.path, {
        keyEncoding: "buffer",
        valueEncoding: "buffer",
        ...this.#options(),
      });
      await this.#db.open();
      await this.#checkFormat(canRestore);
    } catch (error) {
      await this.close();
      throw error instanceof ConfigurationError ? error : this.#unusable(error);
    }
  }

  async #checkFormat(canRestore: boolean): Promise<void> {
    const db = this.#opened();
    const found = (await db.get(bytesOf(FORMAT)))?.toString();
    if (found === this.#format) return;
    if (found !== undefined && !canRestore) {
      throw new ConfigurationError(
        `The state in ${this.path} was written by a store of other types or settings (\`${found}\`, and now it is \`${this.#format}\`).`,
        "take the change back, or delete the folder if what it holds may be lost: the store has no changelog to restore it from",
      );
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
    const { code } = cause as { readonly code?: string };
    return new ConfigurationError(
      `The state in ${this.path} cannot be used: ${messageOf(cause)}.`,
      HELP[code ?? ""] ?? DAMAGED,
      { cause: error },
    );
  }

  /** The position that was written last; null: none. */
  async position(): Promise<number | null> {
    const text = (await this.#opened().get(bytesOf(POSITION)))?.toString();
    return text === undefined ? null : Number(text);
  }

  /** Every key, in order. */
  async *keys(): AsyncGenerator<ByteText, undefined> {
    const keys = this.#opened().keys({ gte: bytesOf(DATA), lt: bytesOf(BEHIND_DATA) });
    try {
      for (;;) {
        const some = await keys.nextv(KEYS_AT_ONCE);
        if (some.length === 0) return undefined;
        for (const key of some) yield textOf(key, 1, key.length);
      }
    } finally {
      await keys.close();
    }
  }

  get(key: ByteText): ByteText | undefined {
    const value = this.#opened().getSync(bytesOf(DATA + key));
    return value === undefined ? undefined : textOf(value, 0, value.length);
  }

  /** All of it or nothing. `position` null: it stays what it is. */
  async write(writes: Iterable<Write>, position: number | null): Promise<void> {
    const batch = this.#opened().batch();
    for (const [key, value] of writes) {
      const at = bytesOf(DATA + key);
      if (value === null) batch.del(at);
      else batch.put(at, bytesOf(value));
    }
    if (position !== null) batch.put(bytesOf(POSITION), bytesOf(String(position)));
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

const HELP: Readonly<Record<string, string>> = {
  LEVEL_LOCKED:
    "another process uses it: stop that one, or give each instance a state directory of its own (`ksml.storageDirectory`, or `kafka.state.dir`)",
  LEVEL_CORRUPTION: DAMAGED,
  EACCES:
    "give the user that runs the service the right to write there, or set `ksml.storageDirectory`",
  EROFS: "the disk is read-only: set `ksml.storageDirectory` to a folder that can be written",
  ENOSPC: "the disk is full: make room, then start again",
  ENOTDIR: "a file is in the way: set `ksml.storageDirectory` to a folder",
  EEXIST: "a file is in the way: set `ksml.storageDirectory` to a folder",
  LEVEL_IO_ERROR:
    "check that the user that runs the service may write there and that the disk has room, or set `ksml.storageDirectory`",
};
