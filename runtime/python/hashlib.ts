/** Module `hashlib`: digests of bytes. */

import { createHash } from "node:crypto";
import { PyBytes, requireBytes } from "./bytes.ts";
import { typeError, valueError } from "./exceptions.ts";
import { defineModule, type Members, NativeObject, native } from "./module.ts";
import type { Value } from "./value.ts";

const MEMBERS: Members = {
  update: { parameters: ["data"] },
  digest: {},
  hexdigest: {},
  copy: {},
  name: "field",
  digest_size: "field",
};

class PyHash extends NativeObject {
  readonly name: string;
  private readonly parts: Uint8Array[];
  constructor(name: string, parts: Uint8Array[]) {
    super();
    this.name = name;
    this.parts = parts;
  }
  members(): Members {
    return MEMBERS;
  }
  override pyTypeName(): string {
    return "_hashlib.HASH";
  }
  private result(): Buffer {
    const hash = createHash(this.name.replace("sha3_", "sha3-"));
    for (const part of this.parts) hash.update(part);
    return hash.digest();
  }
  update(data: Value): null {
    this.parts.push(bytesToHash(data));
    return null;
  }
  digest(): PyBytes {
    return new PyBytes(Uint8Array.from(this.result()));
  }
  hexdigest(): string {
    return this.result().toString("hex");
  }
  copy(): PyHash {
    return new PyHash(this.name, [...this.parts]);
  }
  get digest_size(): number {
    return this.result().length;
  }
}

function bytesToHash(data: Value): Uint8Array {
  if (typeof data === "string") throw typeError("Strings must be encoded before hashing");
  return requireBytes(data).data.slice();
}

const algorithm = (name: string) =>
  native(
    name,
    ["string", "usedforsecurity"],
    0,
    (data?: Value): PyHash => new PyHash(name, data === undefined ? [] : [bytesToHash(data)]),
  );

const NAMES = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512"];

export const hashlib = defineModule("hashlib", {
  md5: algorithm("md5"),
  sha1: algorithm("sha1"),
  sha224: algorithm("sha224"),
  sha256: algorithm("sha256"),
  sha384: algorithm("sha384"),
  sha512: algorithm("sha512"),
  sha3_256: algorithm("sha3_256"),
  sha3_512: algorithm("sha3_512"),
  new: native("new", ["name", "data"], 1, (name: Value, data?: Value): PyHash => {
    const known = String(name).toLowerCase().replace("-", "_").replace("sha_", "sha");
    if (!NAMES.includes(known)) throw valueError(`unsupported hash type ${String(name)}`);
    return new PyHash(known, data === undefined ? [] : [bytesToHash(data)]);
  }),
});
