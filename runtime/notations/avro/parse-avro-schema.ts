/**
 * JSON → an Avro schema. In: the parsed JSON of an `.avsc` file or of a registry. Out: the tree, null where anything is wrong,
 * and all that is wrong with it, each with its place in the JSON (`["fields", 2, "type"]`).
 */
import type {
  AvroField,
  AvroLogical,
  AvroPrimitive,
  AvroPrimitiveKind,
  AvroType,
  JsonObject,
  JsonValue,
} from "./avro-schema.ts";
import { fullName, isJsonObject } from "./avro-schema.ts";
import { isValidDefault } from "./default-value.ts";

export type JsonPath = readonly (string | number)[];

export interface SchemaProblem {
  readonly kind: "unknown-type" | "invalid-name" | "duplicate-name" | "recursive" | "invalid";
  readonly path: JsonPath;
  /** The name that the problem is about; of `invalid` what is wrong, as the end of a sentence. */
  readonly what: string;
}

export interface ParsedSchema {
  readonly type: AvroType | null;
  readonly problems: readonly SchemaProblem[];
}

export function parseAvroSchema(json: JsonValue): ParsedSchema {
  const parser = new SchemaParser();
  const type = parser.type(json, [], null);
  return { type: parser.problems.length === 0 ? type : null, problems: parser.problems };
}

const PRIMITIVES = new Set([
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "bytes",
  "string",
]);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Nothing that anybody writes is deeper; a bomb of brackets must not become a stack overflow. */
const MAX_DEPTH = 100;

/** Logical types by the type that they stand on. `decimal` has parameters of its own. */
const LOGICAL: Readonly<Record<string, readonly string[]>> = {
  string: ["uuid"],
  int: ["date", "time-millis"],
  long: [
    "time-micros",
    "timestamp-millis",
    "timestamp-micros",
    "local-timestamp-millis",
    "local-timestamp-micros",
  ],
};

interface Name {
  readonly name: string;
  readonly namespace: string | null;
  readonly doc: string | null;
}

class SchemaParser {
  readonly problems: SchemaProblem[] = [];
  readonly #named = new Map<string, AvroType>();
  readonly #open = new Set<string>();
  #depth = 0;

  type(json: JsonValue, path: JsonPath, namespace: string | null): AvroType | null {
    if (this.#depth >= MAX_DEPTH) {
      return this.#tell("invalid", path, `it nests deeper than ${MAX_DEPTH} levels`);
    }
    this.#depth++;
    const type = this.#typeOf(json, path, namespace);
    this.#depth--;
    return type;
  }

  #typeOf(json: JsonValue, path: JsonPath, namespace: string | null): AvroType | null {
    if (typeof json === "string") return this.#byName(json, path, namespace);
    if (Array.isArray(json)) return this.#union(json, path, namespace);
    if (!isJsonObject(json))
      return this.#tell("invalid", path, "a type is a name, a list or an object");
    const { type } = json;
    const at = [...path, "type"];
    if (type === undefined) return this.#tell("invalid", path, "it has no `type`");
    // An object may stand around any other type: {"type": {"type": "array", …}}.
    if (typeof type !== "string") return this.type(type, at, namespace);
    switch (type) {
      case "record":
      case "error":
        return this.#record(json, path, namespace);
      case "enum":
        return this.#enum(json, path, namespace);
      case "fixed":
        return this.#fixed(json, path, namespace);
      case "array":
        return this.#inside(json, "items", path, namespace, (items) => ({ kind: "array", items }));
      case "map":
        return this.#inside(json, "values", path, namespace, (values) => ({ kind: "map", values }));
      default:
        break;
    }
    if (!PRIMITIVES.has(type)) return this.#byName(type, at, namespace);
    const kind = type as AvroPrimitiveKind;
    return { kind, logical: logicalOf(kind, json) } satisfies AvroPrimitive;
  }

  #byName(written: string, path: JsonPath, namespace: string | null): AvroType | null {
    if (PRIMITIVES.has(written)) return { kind: written as AvroPrimitiveKind, logical: null };
    const own = written.includes(".") || namespace === null ? written : `${namespace}.${written}`;
    for (const name of [own, written]) {
      if (this.#open.has(name)) this.#tell("recursive", path, name);
      const known = this.#named.get(name);
      if (known !== undefined) return known;
    }
    return this.#tell("unknown-type", path, written);
  }

  #union(json: readonly JsonValue[], path: JsonPath, namespace: string | null): AvroType | null {
    const branches: AvroType[] = [];
    const seen = new Set<string>();
    for (const [i, branch] of json.entries()) {
      const at = [...path, i];
      const type = this.type(branch, at, namespace);
      if (type === null) continue;
      if (type.kind === "union") {
        this.#tell("invalid", at, "a union cannot stand directly in another one");
        continue;
      }
      const key = "name" in type ? fullName(type) : type.kind;
      if (seen.has(key)) this.#tell("invalid", at, `the union has \`${key}\` twice`);
      seen.add(key);
      branches.push(type);
    }
    if (json.length === 0) return this.#tell("invalid", path, "a union needs a member");
    return { kind: "union", branches };
  }

  #record(json: JsonObject, path: JsonPath, outer: string | null): AvroType | null {
    const name = this.#name(json, path, outer);
    const { fields: written } = json;
    if (!Array.isArray(written)) return this.#tell("invalid", path, "a record needs `fields`");
    const fields: AvroField[] = [];
    const record: AvroType = { kind: "record", ...name, fields };
    const key = this.#declare(record, path);
    this.#open.add(key);
    const names = new Set<string>();
    for (const [i, each] of written.entries()) {
      const field = this.#field(each, [...path, "fields", i], name.namespace, names);
      if (field !== null) fields.push(field);
    }
    this.#open.delete(key);
    return record;
  }

  #field(
    json: JsonValue,
    path: JsonPath,
    namespace: string | null,
    names: Set<string>,
  ): AvroField | null {
    if (!isJsonObject(json)) return this.#tell("invalid", path, "a field is an object");
    const { name, type: written } = json;
    const at = [...path, "name"];
    if (typeof name !== "string") return this.#tell("invalid", path, "a field needs a `name`");
    // Not a name that JavaScript can have in an object like any other.
    if (!NAME.test(name) || name === "__proto__") this.#tell("invalid-name", at, name);
    if (names.has(name)) this.#tell("duplicate-name", at, name);
    names.add(name);
    if (written === undefined) return this.#tell("invalid", path, "a field needs a `type`");
    const type = this.type(written, [...path, "type"], namespace);
    if (type === null) return null;
    const { default: defaultValue, order, doc } = json;
    if (defaultValue !== undefined && !isValidDefault(defaultValue, type)) {
      this.#tell("invalid", [...path, "default"], `the default of \`${name}\` is none of its type`);
    }
    return {
      name,
      doc: typeof doc === "string" ? doc : null,
      type,
      isOptional: type.kind === "union" && type.branches[0]?.kind === "null",
      defaultValue,
      order: order === "descending" || order === "ignore" ? order : "ascending",
      isSet: [json, ...(Array.isArray(written) ? written : [written])].some(isDeclaredSet),
    };
  }

  #enum(json: JsonObject, path: JsonPath, outer: string | null): AvroType | null {
    const name = this.#name(json, path, outer);
    const { symbols: written, default: defaultValue } = json;
    if (!Array.isArray(written) || written.length === 0) {
      return this.#tell("invalid", path, "an enum needs `symbols`");
    }
    const symbols: string[] = [];
    for (const [i, symbol] of written.entries()) {
      const at = [...path, "symbols", i];
      if (typeof symbol !== "string" || !NAME.test(symbol)) {
        this.#tell("invalid-name", at, String(symbol));
      } else if (symbols.includes(symbol)) this.#tell("duplicate-name", at, symbol);
      else symbols.push(symbol);
    }
    if (defaultValue !== undefined && !symbols.includes(String(defaultValue))) {
      this.#tell("invalid", [...path, "default"], "the default of an enum is one of its symbols");
    }
    const type: AvroType = {
      kind: "enum",
      ...name,
      symbols,
      defaultValue: typeof defaultValue === "string" ? defaultValue : null,
    };
    this.#declare(type, path);
    return type;
  }

  #fixed(json: JsonObject, path: JsonPath, outer: string | null): AvroType | null {
    const name = this.#name(json, path, outer);
    const { size } = json;
    if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || size > 0x7fffffff) {
      return this.#tell("invalid", path, "a fixed type needs its `size`, a number of bytes");
    }
    const type: AvroType = { kind: "fixed", ...name, size };
    this.#declare(type, path);
    return type;
  }

  #inside(
    json: JsonObject,
    key: "items" | "values",
    path: JsonPath,
    namespace: string | null,
    make: (type: AvroType) => AvroType,
  ): AvroType | null {
    const inner = json[key];
    if (inner === undefined) return this.#tell("invalid", path, `it has no \`${key}\``);
    const type = this.type(inner, [...path, key], namespace);
    return type === null ? null : make(type);
  }

  /** A name with dots brings its own namespace; one without is in that of what stands around it. */
  #name(json: JsonObject, path: JsonPath, outer: string | null): Name {
    const { name: written, namespace: given, doc: text } = json;
    const doc = typeof text === "string" ? text : null;
    if (typeof written !== "string") {
      this.#tell("invalid", path, "a record, enum or fixed type needs a `name`");
      return { name: "", namespace: null, doc };
    }
    const dot = written.lastIndexOf(".");
    const stated = typeof given === "string" ? given : outer;
    const namespace = dot >= 0 ? written.slice(0, dot) : stated;
    const name = written.slice(dot + 1);
    // One that is taken over was told where it stands.
    const own = dot >= 0 ? namespace : null;
    if (!NAME.test(name) || PRIMITIVES.has(name) || !isNamespace(own)) {
      this.#tell("invalid-name", [...path, "name"], written);
    }
    if (typeof given === "string" && !isNamespace(given)) {
      this.#tell("invalid-name", [...path, "namespace"], given);
    }
    return { name, namespace: namespace === "" ? null : namespace, doc };
  }

  #declare(type: AvroType & Name, path: JsonPath): string {
    const key = fullName(type);
    if (this.#named.has(key)) this.#tell("duplicate-name", [...path, "name"], key);
    this.#named.set(key, type);
    return key;
  }

  #tell(kind: SchemaProblem["kind"], path: JsonPath, what: string): null {
    this.problems.push({ kind, path, what });
    return null;
  }
}

/** Null where the type has none, and where it is wrong: Avro then takes the base type. */
function logicalOf(kind: AvroPrimitiveKind, json: JsonObject): AvroLogical | null {
  const { logicalType: name, precision, scale = 0 } = json;
  if (typeof name !== "string") return null;
  if (name === "decimal" && kind === "bytes") {
    const isSound =
      isCount(precision) && isCount(scale) && precision > 0 && scale >= 0 && scale <= precision;
    return isSound ? { name, precision, scale } : null;
  }
  return LOGICAL[kind]?.includes(name) === true ? ({ name } as AvroLogical) : null;
}

const isNamespace = (namespace: string | null): boolean =>
  namespace === null || namespace === "" || namespace.split(".").every((part) => NAME.test(part));

const isCount = (json: JsonValue | undefined): json is number =>
  typeof json === "number" && Number.isSafeInteger(json);

/** The property counts on the field, where the specification has it, and on its array. */
const isDeclaredSet = (json: JsonValue): boolean =>
  isJsonObject(json) && json["ksml.collection"] === "set";
