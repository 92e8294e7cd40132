/** Module `uuid`. Random ones take their bits from the environment's entropy. */

import { createHash } from "node:crypto";
import { PyBytes } from "./bytes.ts";
import { defineClass, object, type PyClass } from "./classes.ts";
import { environment } from "./environment.ts";
import { typeError, valueError } from "./exceptions.ts";
import { canonical, toIndex } from "./int.ts";
import { defineModule, type Members, NativeObject, native } from "./module.ts";
import { ordered } from "./ordered.ts";
import { repr } from "./repr.ts";
import type { Int, OrderOperator, Value } from "./value.ts";

const MEMBERS: Members = {
  hex: "field",
  int: "field",
  bytes: "field",
  version: "field",
  urn: "field",
  variant: "field",
};

export class PyUuid extends NativeObject {
  readonly value: bigint;
  constructor(value: bigint) {
    super();
    this.value = value;
  }
  members(): Members {
    return MEMBERS;
  }
  get hex(): string {
    return this.value.toString(16).padStart(32, "0");
  }
  get int(): Int {
    return canonical(this.value);
  }
  get bytes(): PyBytes {
    return new PyBytes(Uint8Array.from(Buffer.from(this.hex, "hex")));
  }
  get version(): number | null {
    return (this.value >> 62n) % 4n === 2n ? Number((this.value >> 76n) & 15n) : null;
  }
  get variant(): string {
    return (this.value >> 62n) % 4n === 2n
      ? "specified in RFC 4122"
      : "reserved for NCS compatibility";
  }
  get urn(): string {
    return `urn:uuid:${this.pyStr()}`;
  }
  override pyType(): PyClass {
    return UUID;
  }
  override pyTypeName(): string {
    return "UUID";
  }
  override pyKey(): string {
    return `U${this.hex}`;
  }
  override pyEquals(other: Value): boolean | undefined {
    return other instanceof PyUuid ? other.value === this.value : undefined;
  }
  override pyCompare(other: Value, operator: OrderOperator): boolean | undefined {
    if (!(other instanceof PyUuid)) return undefined;
    return ordered(this.value, other.value, operator);
  }
  override pyStr(): string {
    return this.hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
  override pyRepr(): string {
    return `UUID(${repr(this.pyStr())})`;
  }
}

function withVersion(value: bigint, version: bigint): PyUuid {
  const plain = (value & ~(0xfn << 76n) & ~(3n << 62n)) | (2n << 62n);
  return new PyUuid(plain | (version << 76n));
}

function parse(hex: Value = null, bytes: Value = null, int: Value = null): PyUuid {
  if (bytes instanceof PyBytes) {
    if (bytes.length !== 16) throw valueError("bytes is not a 16-char string");
    return new PyUuid(BigInt(`0x${Buffer.from(bytes.data).toString("hex")}`));
  }
  if (int !== null) {
    const value = BigInt(toIndex(int));
    if (value < 0n || value >= 1n << 128n)
      throw valueError("int is out of range (need a 128-bit value)");
    return new PyUuid(value);
  }
  if (typeof hex !== "string") {
    throw typeError("one of the hex, bytes, bytes_le, fields, or int arguments must be given");
  }
  const digits = hex
    .replace("urn:", "")
    .replace("uuid:", "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "");
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) {
    if (digits.length === 32)
      throw valueError(`invalid literal for int() with base 16: ${repr(digits)}`);
    throw valueError("badly formed hexadecimal UUID string");
  }
  return new PyUuid(BigInt(`0x${digits}`));
}

export const UUID: ((hex?: Value, bytes?: Value, int?: Value) => PyUuid) & PyClass = defineClass(
  native("UUID", ["hex", "bytes", "int"], 0, parse),
  "UUID",
  [object],
  "uuid",
);

function uuid4(): PyUuid {
  let value = 0n;
  for (const word of environment.entropy(4)) value = (value << 32n) | BigInt(word);
  return withVersion(value, 4n);
}

/** Time and a random node: 100-nanosecond steps since 1582. */
function uuid1(): PyUuid {
  const steps = environment.timeNs() / 100n + 0x01b21dd213814000n;
  const [node = 0, more = 0] = environment.entropy(2);
  const low = steps & 0xffffffffn;
  const middle = (steps >> 32n) & 0xffffn;
  const high = (steps >> 48n) & 0x0fffn;
  const clock = BigInt(more & 0x3fff);
  const address = (BigInt(node) << 16n) | BigInt(more >>> 16) | (1n << 40n);
  return withVersion(
    (low << 96n) | (middle << 80n) | (high << 64n) | (clock << 48n) | (address & 0xffffffffffffn),
    1n,
  );
}

function named(algorithm: "md5" | "sha1", version: bigint) {
  return (namespace: Value, name: Value): PyUuid => {
    if (!(namespace instanceof PyUuid)) throw typeError("namespace must be a UUID");
    const text =
      name instanceof PyBytes ? Buffer.from(name.data) : Buffer.from(String(name), "utf8");
    const digest = createHash(algorithm).update(namespace.bytes.data).update(text).digest("hex");
    return withVersion(BigInt(`0x${digest.slice(0, 32)}`), version);
  };
}

const namespace = (first: string): PyUuid => parse(`${first}-9dad-11d1-80b4-00c04fd430c8`);

export const uuid = defineModule("uuid", {
  UUID,
  uuid1,
  uuid3: named("md5", 3n),
  uuid4,
  uuid5: named("sha1", 5n),
  NAMESPACE_DNS: namespace("6ba7b810"),
  NAMESPACE_URL: namespace("6ba7b811"),
  NAMESPACE_OID: namespace("6ba7b812"),
  NAMESPACE_X500: namespace("6ba7b814"),
});
