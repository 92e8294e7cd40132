/**
 * Which schemas wrote the entries of a store on disk. In: keys and values as bytes. Out: names of schemas, which the
 * database keeps; when it is opened again they are fetched before the first record, since reading never waits.
 *
 *   name: "k" or "v" (of a key, a value), then the magic byte and the schema's id
 */
import type { ByteText } from "./byte-text.ts";
import { SCHEMA_ID_END, type StoreCodec, type StoreCodecs } from "./store-codec.ts";

/** `keyAt`: so many bytes come before the key in that of an entry. Null: no entry names a schema. */
export const storedSchemas = (codecs: StoreCodecs, keyAt = 0): StoredSchemas | null =>
  codecs.key.hasSchemas || codecs.value.hasSchemas ? new StoredSchemas(codecs, keyAt) : null;

export class StoredSchemas {
  readonly #key: StoreCodec;
  readonly #value: StoreCodec;
  readonly #keyAt: number;

  constructor(codecs: StoreCodecs, keyAt: number) {
    this.#key = codecs.key;
    this.#value = codecs.value;
    this.#keyAt = keyAt;
  }

  /** Those that an entry names. */
  *in(key: ByteText, value: ByteText): Generator<string, undefined> {
    if (this.#value.hasSchemas) yield `v${value.slice(0, SCHEMA_ID_END)}`;
    if (this.#key.hasSchemas) yield `k${key.slice(this.#keyAt, this.#keyAt + SCHEMA_ID_END)}`;
    return undefined;
  }

  /** Resolves when what it wrote can be read, or nobody has it. */
  async fetch(name: string): Promise<void> {
    const codec = name.startsWith("k") ? this.#key : this.#value;
    await codec.pending(name.slice(1));
  }
}
