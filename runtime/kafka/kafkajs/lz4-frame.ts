/**
 * LZ4 frames around the blocks of `lz4js`, whose own frames no broker takes (their blocks depend on one another).
 *
 *   frame: magic 04 22 4d 18, flags, block size, [i64 content size], header checksum, blocks, u32 0, [u32 content checksum]
 *   block: u32 length (high bit: stored as it is), bytes, [u32 block checksum]          all little-endian
 *
 * Source: the LZ4 frame format description 1.6.x.
 */
import { createRequire } from "node:module";

interface Lz4Js {
  compressBound(bytes: number): number;
  /** Returns 0 when the block cannot be made smaller. */
  compressBlock(
    from: Uint8Array,
    to: Uint8Array,
    start: number,
    length: number,
    hashTable: Uint32Array,
  ): number;
  /** Returns where it ended in `to`. */
  decompressBlock(
    from: Uint8Array,
    to: Uint8Array,
    start: number,
    length: number,
    at: number,
  ): number;
}

const require = createRequire(import.meta.url);
let lz4Js: Lz4Js | null = null;

function lz4(): Lz4Js {
  lz4Js ??= require("lz4js") as Lz4Js;
  return lz4Js;
}

const MAGIC = 0x184d2204;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const STORED = 0x80000000;
/** By the bits 4 to 6 of the block size byte. */
const BLOCK_SIZES: ReadonlyMap<number, number> = new Map([
  [4, 64 << 10],
  [5, 256 << 10],
  [6, 1 << 20],
  [7, 4 << 20],
]);

/** Version 1, independent blocks, no checksums; blocks of 64 KiB; the checksum of these two bytes. */
const HEAD = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
const BLOCK = 64 << 10;

export function lz4Compress(bytes: Buffer): Buffer {
  const parts: Buffer[] = [HEAD];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const packed = Buffer.alloc(lz4().compressBound(block.length));
    const size = lz4().compressBlock(block, packed, 0, block.length, new Uint32Array(1 << 16));
    const smaller = size > 0 && size < block.length;
    const length = Buffer.alloc(4);
    length.writeUInt32LE(smaller ? size : (block.length | STORED) >>> 0);
    parts.push(length, smaller ? packed.subarray(0, size) : block);
  }
  parts.push(Buffer.alloc(4));
  return Buffer.concat(parts);
}

export function lz4Decompress(bytes: Buffer): Buffer {
  const { blocks, blockSize } = blocksOf(bytes);
  const bound = blocks.reduce(
    (sum, each) => sum + (each.stored ? each.bytes.length : blockSize),
    0,
  );
  const out = Buffer.alloc(bound);
  let at = 0;
  for (const { stored, bytes: block } of blocks) {
    if (stored) {
      block.copy(out, at);
      at += block.length;
    } else at = lz4().decompressBlock(block, out, 0, block.length, at);
  }
  return out.subarray(0, at);
}

function blocksOf(bytes: Buffer): {
  blocks: { stored: boolean; bytes: Buffer }[];
  blockSize: number;
} {
  if (bytes.readUInt32LE(0) !== MAGIC) throw new Error("This is no LZ4 frame.");
  const flags = bytes[4] as number;
  const blockSize = BLOCK_SIZES.get(((bytes[5] as number) >> 4) & 7);
  if (blockSize === undefined) throw new Error("The LZ4 frame has an unknown block size.");
  const blocks: { stored: boolean; bytes: Buffer }[] = [];
  let at = (flags & CONTENT_SIZE) === 0 ? 7 : 15;
  for (;;) {
    const length = bytes.readUInt32LE(at);
    at += 4;
    if (length === 0) return { blocks, blockSize };
    const size = length & ~STORED;
    const end = at + size;
    if (end > bytes.length) throw new Error("The LZ4 frame ends too early.");
    blocks.push({ stored: length !== size, bytes: bytes.subarray(at, end) });
    at = (flags & BLOCK_CHECKSUM) === 0 ? end : end + 4;
  }
}
