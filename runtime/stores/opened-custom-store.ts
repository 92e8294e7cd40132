/** An author's store in one task, as its life cycle sees it (dialect.md 9.3). */
import type { RecordContext } from "../dsl/node.ts";
import { messageOf } from "../errors/ksml-exceptions.ts";
import type { CustomStore, StoreInit } from "../extensions/author-types.ts";
import type { Value } from "../python/value.ts";
import { ByteSink } from "../record-batch/byte-sink.ts";
import { ConfigurationError } from "../service/configuration-error.ts";
import { type ByteText, textOf } from "./byte-text.ts";
import type { ChangelogWriter } from "./changelog-layer.ts";
import { type CustomLog, LiveCustomStore } from "./live-custom-store.ts";
import { makeFolder } from "./make-folder.ts";
import type { Restorable } from "./restorable.ts";
import { pendingOf, type StoreCodec, type StoreCodecs } from "./store-codec.ts";

interface CustomChangelog {
  readonly topic: string;
  readonly write: ChangelogWriter;
  readonly record: RecordContext;
}

const scratch = new ByteSink(1 << 10);

export class OpenedCustomStore implements Restorable {
  readonly store: string;
  readonly topic: string;
  readonly isLogged: boolean;
  readonly live: LiveCustomStore;
  /** What it holds of the changelog nobody knows: all of it is put again. */
  position: number | null = null;
  readonly #custom: CustomStore;
  readonly #init: StoreInit;
  readonly #codecs: StoreCodecs;
  #isOpen = false;

  /** `convert`: values to the declared type. */
  constructor(
    name: string,
    custom: CustomStore,
    init: StoreInit,
    codecs: StoreCodecs,
    changelog: CustomChangelog | null,
    convert: (value: Value) => Value,
  ) {
    this.store = name;
    this.topic = changelog?.topic ?? "";
    this.isLogged = changelog !== null;
    this.#custom = custom;
    this.#init = init;
    this.#codecs = codecs;
    const log = changelog === null ? null : logOf(codecs, changelog);
    this.live = new LiveCustomStore(name, custom, convert, log);
  }

  /** @throws ConfigurationError */
  async open(): Promise<void> {
    const { stateDir, name } = this.#init;
    try {
      makeFolder(stateDir);
    } catch (error) {
      throw new ConfigurationError(
        `The folder ${stateDir} of the store ${name} cannot be made: ${messageOf(error)}.`,
        "give the user that runs the service the right to write there, or set `ksml.storageDirectory`",
        { exitCode: 2 },
      );
    }
    try {
      await this.#custom.open(this.#init);
      this.#isOpen = true;
    } catch (error) {
      throw new ConfigurationError(
        `The store ${name} could not be opened: ${messageOf(error)}.`,
        `the error comes from the module that implements it, or from its folder ${stateDir}`,
        { cause: error },
      );
    }
  }

  async restore(key: ByteText, value: ByteText | null): Promise<void> {
    await pendingOf(this.#codecs, key, value);
    const at = this.#codecs.key.read(key);
    if (value === null) await this.live.store.delete(at as never);
    else await this.live.store.put(at as never, this.#codecs.value.read(value) as never);
  }

  flush(): Promise<void> {
    return this.#custom.flush();
  }

  save(): Promise<void> {
    return this.flush();
  }

  async reset(): Promise<void> {
    this.position = null;
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#custom.close();
  }
}

function logOf(codecs: StoreCodecs, { write, record }: CustomChangelog): CustomLog {
  const encode = (codec: StoreCodec, value: Value): ByteText | null => {
    scratch.at = 0;
    return codec.write(value, scratch) ? textOf(scratch.bytes, 0, scratch.at) : null;
  };
  return {
    put(key, value) {
      const at = encode(codecs.key, key);
      if (at !== null) write(at, encode(codecs.value, value), record.timestamp);
    },
  };
}
