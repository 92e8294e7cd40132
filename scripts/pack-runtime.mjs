// The runtime as an npm package of its own, under the name that generated code imports: `ksmlc`. The same bytes on every
// machine: files sorted, no times, no owners, and stored rather than compressed, since compressors differ by processor.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix } from "node:path";
import { crc32 } from "node:zlib";

/** @param {{ root: string, dist: string, target: string }} options `dist` holds the compiled `runtime/` */
export function packRuntime({ root, dist, target }) {
  const own = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const files = new Map([["LICENSE", readFileSync(join(root, "LICENSE"))]]);
  for (const path of filesBelow(join(dist, "runtime"), "dist/runtime")) {
    files.set(path, readFileSync(join(dist, posix.relative("dist", path))));
  }
  const used = packagesUsed(files);
  const unknown = used.filter((name) => own.dependencies[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`the runtime imports ${unknown.join(", ")}, which package.json does not list`);
  const manifest = {
    name: own.name,
    version: own.version,
    description: "The library that services written by ksmlc run on",
    license: own.license,
    type: "module",
    engines: own.engines,
    bin: { "ksmlc-maps": "dist/runtime/errors/ksmlc-maps.js" },
    exports: own.exports,
    dependencies: Object.fromEntries(used.map((name) => [name, own.dependencies[name]])),
  };
  files.set("package.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(target, gzipStored(tar(sorted)));
}

function filesBelow(folder, path) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const inner = posix.join(path, entry.name);
    if (entry.isDirectory()) return filesBelow(join(folder, entry.name), inner);
    return /\.(?:js|d\.ts)$/.test(entry.name) ? [inner] : [];
  });
}

/** Packages that the compiled runtime imports, by name. */
function packagesUsed(files) {
  const names = new Set();
  for (const [path, content] of files) {
    if (!path.endsWith(".js")) continue;
    for (const [, name] of content
      .toString()
      .matchAll(/(?<![.\w])(?:from|import|require\() ?\(?["']([@\w][\w./@:-]*)["']/g)) {
      if (name.startsWith("node:") || builtinModules.includes(name)) continue;
      names.add(name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : name.split("/")[0]);
    }
  }
  return [...names].sort();
}

const BLOCK = 512;

/** POSIX ustar (pax specification, "ustar Interchange Format"). */
function tar(entries) {
  const parts = entries.flatMap(([path, content]) => {
    const name = `package/${path}`;
    const header = Buffer.alloc(BLOCK);
    // A name of more than 100 bytes is divided at a slash.
    const cut = name.length <= 100 ? -1 : name.indexOf("/", name.length - 101);
    header.write(cut < 0 ? name : name.slice(cut + 1), 0);
    header.write(path.endsWith("ksmlc-maps.js") ? "0000755\0" : "0000644\0", 100);
    header.write("0000000\0", 108);
    header.write("0000000\0", 116);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    // 26 October 1985, the time that npm itself gives all files
    header.write(`${(499162500).toString(8).padStart(11, "0")}\0`, 136);
    header.write("        ", 148);
    header.write("0", 156);
    header.write("ustar\x0000", 257);
    if (cut >= 0) header.write(name.slice(0, cut), 345);
    let sum = 0;
    for (const byte of header) sum += byte;
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return [header, content, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** gzip (RFC 1952) with stored blocks of deflate (RFC 1951, 3.2.4). */
function gzipStored(data) {
  const parts = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])];
  for (let at = 0; at < data.length; at += 0xffff) {
    const block = data.subarray(at, at + 0xffff);
    const head = Buffer.alloc(5);
    head[0] = at + block.length === data.length ? 1 : 0;
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(block.length ^ 0xffff, 3);
    parts.push(head, block);
  }
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(data), 0);
  end.writeUInt32LE(data.length % 2 ** 32, 4);
  return Buffer.concat([...parts, end]);
}
