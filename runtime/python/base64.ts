/** Module `base64`. */

import { PyBytes, requireBytes } from "./bytes.ts";
import { PyError, subclassOf, typeError, ValueError, valueError } from "./exceptions.ts";
import { defineModule, native } from "./module.ts";
import { truthy } from "./truth.ts";
import { typeName } from "./type-name.ts";
import type { Value } from "./value.ts";

const BinasciiError = subclassOf(ValueError, "Error", "binascii");
const encoded = (data: Buffer, form: "base64" | "hex"): PyBytes =>
  new PyBytes(Uint8Array.from(Buffer.from(data.toString(form), "latin1")));

function textOf(x: Value): string {
  if (typeof x === "string") {
    for (const character of x) {
      if (character > "\x7f")
        throw valueError("string argument should contain only ASCII characters");
    }
    return x;
  }
  if (x instanceof PyBytes) return x.latin1();
  throw typeError(`argument should be a bytes-like object or ASCII string, not '${typeName(x)}'`);
}

function b64encode(s: Value, altchars: Value = null): PyBytes {
  const result = encoded(Buffer.from(requireBytes(s).data), "base64");
  if (altchars === null) return result;
  const [plus, slash] = requireBytes(altchars).latin1();
  const text = result
    .latin1()
    .replaceAll("+", plus as string)
    .replaceAll("/", slash as string);
  return new PyBytes(Uint8Array.from(Buffer.from(text, "latin1")));
}

/** Characters outside the alphabet are skipped, unless validated. @throws binascii.Error */
function b64decode(s: Value, altchars: Value = null, validate: Value = false): PyBytes {
  let text = textOf(s);
  if (altchars !== null) {
    const [plus, slash] = textOf(altchars);
    text = text.replaceAll(plus as string, "+").replaceAll(slash as string, "/");
  }
  if (truthy(validate) && !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new PyError(BinasciiError("Only base64 data is allowed"));
  }
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, "");
  const data = digits.replace(/=+.*$/, "");
  const padding = digits.length - data.length;
  if (data.length % 4 === 1) {
    throw new PyError(
      BinasciiError(
        `Invalid base64-encoded string: number of data characters (${data.length}) cannot be 1 more than a multiple of 4`,
      ),
    );
  }
  if (data.length % 4 !== 0 && padding < 4 - (data.length % 4)) {
    throw new PyError(BinasciiError("Incorrect padding"));
  }
  return new PyBytes(Uint8Array.from(Buffer.from(data, "base64")));
}

const URL_SAFE = new PyBytes(Uint8Array.from(Buffer.from("-_")));

export const base64 = defineModule("base64", {
  b64encode: native("b64encode", ["s", "altchars"], 1, b64encode),
  b64decode: native("b64decode", ["s", "altchars", "validate"], 1, b64decode),
  standard_b64encode: (s: Value): PyBytes => b64encode(s),
  standard_b64decode: (s: Value): PyBytes => b64decode(s),
  urlsafe_b64encode: (s: Value): PyBytes => b64encode(s, URL_SAFE),
  urlsafe_b64decode: (s: Value): PyBytes => b64decode(s, URL_SAFE),
  b16encode: (s: Value): PyBytes =>
    new PyBytes(
      Uint8Array.from(
        Buffer.from(
          encoded(Buffer.from(requireBytes(s).data), "hex")
            .latin1()
            .toUpperCase(),
        ),
      ),
    ),
  b16decode: (s: Value): PyBytes => new PyBytes(Uint8Array.from(Buffer.from(textOf(s), "hex"))),
});
