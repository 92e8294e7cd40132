/** The struct that a windowed key is for functions and serdes (runtime.md 5). */
import type { Dict, Value } from "../python/value.ts";
import type { DataType } from "./data-type.ts";
import { structSchema } from "./record-schemas.ts";
import { typeName } from "./type-name.ts";

const schemas = new Map<string, Dict>();

/** `key` in dynamic form; times in ms. */
export function windowedKey(key: Value, type: DataType, startMs: number, endMs: number): Dict {
  const of = typeName(type);
  const name = `Windowed${of.charAt(0).toUpperCase()}${of.slice(1)}`;
  return {
    end: endMs,
    endTime: isoTime(endMs),
    key,
    start: startMs,
    startTime: isoTime(startMs),
    "@schema": schemaOf(name, of),
    "@type": name,
  };
}

function schemaOf(name: string, of: string): Dict {
  let schema = schemas.get(name);
  if (schema === undefined) {
    schema = structSchema(name, `Windowed ${of}`, [
      ["start", "Start timestamp", "long", -1],
      ["end", "End timestamp", "long", -1],
      ["startTime", "Start time", "string", -1],
      ["endTime", "End time", "string", -1],
      ["key", "Window key", of, -1],
    ]);
    schemas.set(name, schema);
  }
  return schema;
}

/** Milliseconds only where there are some. */
const isoTime = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");
