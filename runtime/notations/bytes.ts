/** `bytes`: the payload itself; in Python a list of ints 0..255 (runtime.md 3.1, 4.3). */
import type { Serde } from "./serde.ts";
import { misfit } from "./string.ts";

export const bytesSerde: Serde = {
  nullPayload: "absent",

  deserialize(bytes, start, end) {
    return Array.from(bytes.subarray(start, end));
  },

  serialize(value, sink) {
    if (value === null) return false;
    if (!Array.isArray(value)) throw misfit(value, "list of bytes");
    sink.reserve(value.length);
    const { bytes } = sink;
    let { at } = sink;
    for (const byte of value) bytes[at++] = byte as number;
    sink.at = at;
    return true;
  },
};

/** `null`: no payload; an empty one is read as that too. */
export const nullSerde: Serde = {
  nullPayload: "absent",

  deserialize(_bytes, start, end) {
    if (start === end) return null;
    throw misfit("", "null");
  },

  serialize(value) {
    if (value === null) return false;
    throw misfit(value, "null");
  },
};
