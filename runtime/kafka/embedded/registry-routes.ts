/** What the embedded registry answers, by method and path. In: the values of a path, a body. Out: the registry's answer. */
import { isJsonObject, type JsonValue } from "../../notations/avro/avro-schema.ts";
import { parseAvroSchema } from "../../notations/avro/parse-avro-schema.ts";
import type { RegistryRequest, RegistryResponse } from "../../notations/registry/transport.ts";
import type { EmbeddedRegistry } from "./embedded-registry.ts";
import { isLevel, type Level } from "./registry-compatibility.ts";
import { Refusal } from "./registry-refusal.ts";

type Respond = (
  this: EmbeddedRegistry,
  values: readonly string[],
  body: JsonValue,
  query: URLSearchParams,
) => RegistryResponse | Promise<RegistryResponse>;

const ok = (body: JsonValue): RegistryResponse => ({ status: 200, body });

/** `*` is a value; the first one is mostly the subject. */
export const ROUTES: readonly (readonly [RegistryRequest["method"], string, Respond])[] = [
  [
    "GET",
    "subjects",
    responding(function () {
      return this.subjects();
    }),
  ],
  [
    "GET",
    "subjects/*/versions",
    responding(function ([subject = ""]) {
      return this.versions(subject).map(({ version }) => version);
    }),
  ],
  [
    "GET",
    "subjects/*/versions/*",
    responding(function ([subject = "", written = ""]) {
      const { id, version } = this.version(subject, written);
      return { subject, version, id, schema: this.schema(id) };
    }),
  ],
  [
    "GET",
    "subjects/*/versions/*/schema",
    responding(function ([subject = "", written = ""]) {
      return JSON.parse(this.schema(this.version(subject, written).id)) as JsonValue;
    }),
  ],
  [
    "POST",
    "subjects/*/versions",
    async function ([subject = ""], body) {
      return ok({ id: await this.register(subject, schemaIn(body)) });
    },
  ],
  [
    "POST",
    "subjects/*",
    responding(function ([subject = ""], body) {
      const { id, version } = this.find(subject, schemaIn(body));
      return { subject, version, id, schema: this.schema(id) };
    }),
  ],
  [
    "DELETE",
    "subjects/*",
    responding(function ([subject = ""]) {
      const versions = this.versions(subject).map(({ version }) => version);
      this.delete(subject, null);
      return versions;
    }),
  ],
  [
    "DELETE",
    "subjects/*/versions/*",
    responding(function ([subject = "", written = ""]) {
      const version = this.version(subject, written);
      this.delete(subject, version);
      return version.version;
    }),
  ],
  ["GET", "schemas/types", responding(() => ["AVRO"])],
  [
    "GET",
    "schemas/ids/*",
    responding(function ([id = ""]) {
      return { schema: this.schema(Number(id)) };
    }),
  ],
  [
    "GET",
    "config",
    responding(function () {
      return { compatibilityLevel: this.level(null) };
    }),
  ],
  [
    "GET",
    "config/*",
    responding(function ([subject = ""], _body, query) {
      const orOfAll = query.get("defaultToGlobal") === "true";
      return { compatibilityLevel: orOfAll ? this.level(subject) : this.ownLevel(subject) };
    }),
  ],
  [
    "PUT",
    "config",
    responding(function (_values, body) {
      const level = levelIn(body);
      this.setLevel(null, level);
      return { compatibility: level };
    }),
  ],
  [
    "PUT",
    "config/*",
    responding(function ([subject = ""], body) {
      const level = levelIn(body);
      this.setLevel(subject, level);
      return { compatibility: level };
    }),
  ],
  ["GET", "mode", responding(() => ({ mode: "READWRITE" }))],
  ["GET", "mode/*", responding(() => ({ mode: "READWRITE" }))],
  [
    "POST",
    "compatibility/subjects/*/versions",
    async function ([subject = ""], body) {
      const problem = await this.incompatibility(subject, schemaIn(body), this.versions(subject));
      return ok({ is_compatible: problem === null });
    },
  ],
  [
    "POST",
    "compatibility/subjects/*/versions/*",
    async function ([subject = "", written = ""], body) {
      const version = this.version(subject, written);
      const problem = await this.incompatibility(subject, schemaIn(body), [version]);
      return ok({ is_compatible: problem === null });
    },
  ],
];

function responding(
  answer: (
    this: EmbeddedRegistry,
    values: readonly string[],
    body: JsonValue,
    query: URLSearchParams,
  ) => JsonValue,
): Respond {
  return function (values, body, query) {
    return ok(answer.call(this, values, body, query));
  };
}

export function match(pattern: string, parts: readonly string[]): string[] | null {
  const wanted = pattern.split("/");
  if (wanted.length !== parts.length) return null;
  const values: string[] = [];
  for (const [i, part] of parts.entries()) {
    if (wanted[i] === "*") values.push(part);
    else if (wanted[i] !== part) return null;
  }
  return values;
}

/** The schema that a request carries as text. */
function schemaIn(body: JsonValue): JsonValue {
  const { schema, schemaType = "AVRO" } = isJsonObject(body) ? body : {};
  try {
    const json = typeof schema === "string" ? (JSON.parse(schema) as JsonValue) : null;
    if (schemaType === "AVRO" && json !== null && isAvro(json)) return json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refusal(422, 42201, `Invalid schema ${String(schema)}`);
}

/** Recursive ones are schemas of Avro, though KSML cannot read them. */
const isAvro = (json: JsonValue): boolean =>
  parseAvroSchema(json).problems.every(({ kind }) => kind === "recursive");

function levelIn(body: JsonValue): Level {
  const level = isJsonObject(body) ? body.compatibility : undefined;
  if (typeof level === "string" && isLevel(level)) return level;
  throw new Refusal(422, 42203, `Invalid compatibility level: ${String(level)}`);
}
