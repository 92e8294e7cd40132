/** JSON text as a value (runtime.md 3.3: text for a list, map or struct). Undefined: no JSON object or array. */
import type { Value } from "../python/value.ts";
import { encodable } from "../record-batch/java-utf8.ts";
import { JsonDecoder, JsonError } from "./json-codec/index.ts";

export function parseJson(text: string): Value | undefined {
  const bytes = Buffer.from(encodable(text));
  try {
    return new JsonDecoder().decode(bytes, 0, bytes.length);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
