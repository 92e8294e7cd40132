/**
 * The codecs of record batches, by their number in the attributes. gzip and zstd are Node's own. Snappy comes in the
 * framing of snappy-java; LZ4 in LZ4 frames, of which a broker only takes independent blocks. Both are loaded when first met.
 */
import { createRequire } from "node:module";
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { codec, records, withRecords } from "../client/batch-header.ts";
import type { Compression } from "../client/wire.ts";
import { lz4Compress, lz4Decompress } from "./lz4-frame.ts";

interface Codec {
  readonly id: number;
  readonly pack: (bytes: Buffer) => Uint8Array;
  readonly unpack: (bytes: Buffer) => Uint8Array;
}

interface SnappyJs {
  compress(bytes: Uint8Array): Uint8Array;
  uncompress(bytes: Uint8Array): Uint8Array;
}

const require = createRequire(import.meta.url);
let snappyJs: SnappyJs | null = null;

function snappy(): SnappyJs {
  snappyJs ??= require("snappyjs") as SnappyJs;
  return snappyJs;
}

const CODECS: Readonly<Record<Exclude<Compression, "none">, Codec>> = {
  gzip: { id: 1, pack: gzipSync, unpack: gunzipSync },
  snappy: { id: 2, pack: snappyPack, unpack: snappyUnpack },
  lz4: { id: 3, pack: lz4Compress, unpack: lz4Decompress },
  zstd: { id: 4, pack: zstdCompressSync, unpack: zstdDecompressSync },
};

/** The batch itself when there is nothing to do. */
export function compressBatch(batch: Buffer, compression: Compression): Buffer {
  if (compression === "none") return batch;
  const { id, pack } = CODECS[compression];
  return withRecords(batch, pack(records(batch)), id);
}

/** The batch itself when it is not compressed. @throws Error when its codec is none of Kafka's. */
export function decompressBatch(batch: Buffer): Buffer {
  const id = codec(batch);
  if (id === 0) return batch;
  const found = Object.values(CODECS).find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no codec ${id}.`);
  return withRecords(batch, found.unpack(records(batch)), 0);
}

// snappy-java: 0x82 'SNAPPY' 0, i32 version, i32 compatible version, then blocks: i32 length, raw snappy
const SNAPPY_HEAD = Buffer.from([
  0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1,
]);
const SNAPPY_MAGIC = SNAPPY_HEAD.subarray(0, 8);
const SNAPPY_BLOCK = 32 << 10;

function snappyPack(bytes: Buffer): Buffer {
  const parts: Uint8Array[] = [SNAPPY_HEAD];
  for (let at = 0; at < bytes.length; at += SNAPPY_BLOCK) {
    const block = snappy().compress(bytes.subarray(at, at + SNAPPY_BLOCK));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

function snappyUnpack(bytes: Buffer): Uint8Array {
  if (!bytes.subarray(0, 8).equals(SNAPPY_MAGIC)) return snappy().uncompress(bytes);
  const parts: Uint8Array[] = [];
  for (let at = SNAPPY_HEAD.length; at < bytes.length; ) {
    const end = at + 4 + bytes.readInt32BE(at);
    parts.push(snappy().uncompress(bytes.subarray(at + 4, end)));
    at = end;
  }
  return Buffer.concat(parts);
}
