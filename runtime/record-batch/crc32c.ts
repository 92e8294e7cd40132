/**
 * CRC-32C (Castagnoli): what a record batch is sealed with. By the processor's own instruction where the native module has
 * a binary for this platform; where it has none, or was installed without, from tables.
 */
import { createRequire } from "node:module";
import { crc32cByTables } from "./crc32c-tables.ts";

interface NativeCrc {
  crc32c(bytes: Uint8Array): number;
}

/** Up to this length the call into the module costs more than the tables. */
const SHORT = 512;

const native = loaded();

/** Null: there is no binary that can be loaded. What kept it from that does not matter, since the result is the same. */
function loaded(): NativeCrc | null {
  const require = createRequire(import.meta.url);
  try {
    return require("@node-rs/crc32") as NativeCrc;
  } catch {
    return null;
  }
}

/** The checksum of bytes [start, end), unsigned. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  return native === null || end - start < SHORT
    ? crc32cByTables(bytes, start, end)
    : native.crc32c(bytes.subarray(start, end));
}
