/** CRC-32C by the native module and from tables: the same of any range. Which of them is used depends on what is installed. */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../runtime/record-batch/crc32c.ts";
import { crc32cByTables } from "../../runtime/record-batch/crc32c-tables.ts";

const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 131) ^ (i >>> 7));
const LENGTHS = [0, 1, 3, 15, 16, 17, 63, 511, 512, 513, 1000, 4096, 65_537];

describe("CRC-32C", () => {
  it.each([
    ["the standard's check value", Buffer.from("123456789"), 0xe3069283],
    ["32 zeros (RFC 3720, B.4)", Buffer.alloc(32), 0x8a9136aa],
    ["32 times 255 (RFC 3720, B.4)", Buffer.alloc(32, 255), 0x62a8ab43],
  ])("%s", (_, input, wanted) => {
    expect(crc32c(input, 0, input.length)).toBe(wanted);
    expect(crc32cByTables(input, 0, input.length)).toBe(wanted);
    expect(native(input)).toBe(wanted);
  });

  it.each(LENGTHS)("%i bytes, wherever in their memory they begin", (length) => {
    for (let start = 0; start < 5; start++) {
      const view = bytes.subarray(3, 3 + start + length);
      const wanted = native(view.slice(start));
      expect(crc32cByTables(view, start, view.length)).toBe(wanted);
      expect(crc32c(view, start, view.length)).toBe(wanted);
    }
  });

  it("is the same where the binary cannot be loaded", () => {
    const root = join(import.meta.dirname, "../..");
    const script = `
      import { crc32c } from "./runtime/record-batch/crc32c.ts";
      console.log(crc32c(Buffer.alloc(5000, "batch"), 21, 4999));`;
    const run = (variables: NodeJS.ProcessEnv): string =>
      execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
        cwd: root,
        env: { ...process.env, ...variables },
        encoding: "utf8",
      });
    const without = run({ NAPI_RS_NATIVE_LIBRARY_PATH: join(root, "no-such-binary.node") });
    expect(without).toBe(run({}));
    expect(without.trim()).toBe(String(native(Buffer.alloc(5000, "batch").subarray(21, 4999))));
  });
});

function native(input: Uint8Array): number {
  const module = createRequire(import.meta.url)("@node-rs/crc32") as {
    crc32c(bytes: Uint8Array): number;
  };
  return module.crc32c(input);
}
