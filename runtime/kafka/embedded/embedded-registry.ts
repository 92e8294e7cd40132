/**
 * A schema registry in this process, with Confluent's API as far as clients of Avro need it. In: requests. Out: what the
 * real one would answer. It stands for every address, and may keep what it knows in a folder.
 */
import { isJsonObject, type JsonValue } from "../../notations/avro/avro-schema.ts";
import type {
  RegistryRequest,
  RegistryResponse,
  RegistryTransport,
} from "../../notations/registry/transport.ts";
import { incompatibility, isLevel, type Level } from "./registry-compatibility.ts";
import { type RegistryContent, RegistryDisk } from "./registry-disk.ts";
import { Refusal } from "./registry-refusal.ts";
import { match, ROUTES } from "./registry-routes.ts";

export interface EmbeddedRegistryOptions {
  /** Where it keeps what it knows; undefined: in memory only. */
  readonly folder?: string;
  /** Told of each request, once it is answered. */
  readonly onRequest?: (request: RegistryRequest, status: number) => void;
}

interface Version {
  readonly version: number;
  readonly id: number;
}

const DEFAULT_LEVEL: Level = "BACKWARD";

export class EmbeddedRegistry {
  /** The text of each schema; its id is its place, from 1. */
  readonly #schemas: string[] = [];
  readonly #subjects = new Map<string, Version[]>();
  readonly #levels = new Map<string, Level>();
  #level: Level = DEFAULT_LEVEL;
  readonly #disk: RegistryDisk | null;
  readonly #onRequest: EmbeddedRegistryOptions["onRequest"];

  constructor({ folder, onRequest }: EmbeddedRegistryOptions = {}) {
    this.#disk = folder === undefined ? null : new RegistryDisk(folder);
    this.#onRequest = onRequest;
    const kept = this.#disk?.read() ?? null;
    if (kept === null) return;
    this.#schemas.push(...kept.schemas);
    for (const [subject, versions] of Object.entries(kept.subjects)) {
      this.#subjects.set(subject, [...versions]);
    }
    for (const [subject, level] of Object.entries(kept.levels)) {
      if (isLevel(level)) this.#levels.set(subject, level);
    }
    if (isLevel(kept.level)) this.#level = kept.level;
  }

  /** Makes a schema known under an id, which is returned, without any subject. */
  add(schema: JsonValue): number {
    const text = JSON.stringify(schema);
    const key = canonical(schema);
    const known = this.#schemas.findIndex((each) => canonical(JSON.parse(each)) === key);
    if (known >= 0) return known + 1;
    this.#schemas.push(text);
    this.#keep();
    return this.#schemas.length;
  }

  /** The registry as clients reach it; the address is not looked at. */
  readonly transport: RegistryTransport = (_address, request) => this.handle(request);

  async handle(request: RegistryRequest): Promise<RegistryResponse> {
    const answer = await this.#answer(request);
    this.#onRequest?.(request, answer.status);
    return answer;
  }

  async #answer({ method, path, body = null }: RegistryRequest): Promise<RegistryResponse> {
    const [plain = "", query = ""] = path.split("?");
    const parts = plain.split("/").slice(1).map(decodeURIComponent);
    for (const [on, pattern, respond] of ROUTES) {
      const values = on === method ? match(pattern, parts) : null;
      if (values === null) continue;
      try {
        return await respond.call(this, values, body, new URLSearchParams(query));
      } catch (error) {
        if (error instanceof Refusal) return error.response;
        throw error;
      }
    }
    return new Refusal(404, 404, "HTTP 404 Not Found").response;
  }

  subjects(): JsonValue {
    return [...this.#subjects.keys()].sort();
  }

  versions(subject: string): readonly Version[] {
    const versions = this.#subjects.get(subject);
    if (versions !== undefined && versions.length > 0) return versions;
    throw new Refusal(404, 40401, `Subject '${subject}' not found.`);
  }

  version(subject: string, written: string): Version {
    const versions = this.versions(subject);
    if (written !== "latest" && !/^[1-9][0-9]*$/.test(written)) {
      throw new Refusal(
        422,
        42202,
        `The specified version '${written}' is not a valid version id.`,
      );
    }
    const found =
      written === "latest"
        ? versions.at(-1)
        : versions.find(({ version }) => version === Number(written));
    if (found !== undefined) return found;
    throw new Refusal(404, 40402, `Version ${written} not found.`);
  }

  schema(id: number): string {
    const text = this.#schemas[id - 1];
    if (text !== undefined) return text;
    throw new Refusal(404, 40403, `Schema ${id} not found`);
  }

  /** Which version of a subject a schema is. */
  find(subject: string, schema: JsonValue): Version {
    const key = canonical(schema);
    const found = this.versions(subject).find(
      ({ id }) => canonical(JSON.parse(this.schema(id)) as JsonValue) === key,
    );
    if (found !== undefined) return found;
    throw new Refusal(404, 40403, "Schema not found");
  }

  async register(subject: string, schema: JsonValue): Promise<number> {
    const versions = this.#subjects.get(subject) ?? [];
    const id = this.add(schema);
    if (versions.some((version) => version.id === id)) return id;
    const problem = await this.incompatibility(subject, schema, versions);
    if (problem !== null) {
      throw new Refusal(
        409,
        409,
        `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${problem}]`,
      );
    }
    versions.push({ version: (versions.at(-1)?.version ?? 0) + 1, id });
    this.#subjects.set(subject, versions);
    this.#keep();
    return id;
  }

  /** Null: the schema may follow the versions, by the level of the subject. */
  incompatibility(
    subject: string,
    schema: JsonValue,
    versions: readonly Version[],
  ): Promise<string | null> {
    const earlier = versions.map(({ id }) => JSON.parse(this.schema(id)) as JsonValue);
    return incompatibility(this.level(subject), schema, earlier);
  }

  level(subject: string | null): Level {
    return (subject === null ? undefined : this.#levels.get(subject)) ?? this.#level;
  }

  ownLevel(subject: string): Level {
    const level = this.#levels.get(subject);
    if (level !== undefined) return level;
    throw new Refusal(
      404,
      40408,
      `Subject '${subject}' does not have subject-level compatibility configured`,
    );
  }

  setLevel(subject: string | null, level: Level): void {
    if (subject === null) this.#level = level;
    else this.#levels.set(subject, level);
    this.#keep();
  }

  delete(subject: string, version: Version | null): void {
    const rest = this.versions(subject).filter((each) => version !== null && each !== version);
    if (rest.length === 0) this.#subjects.delete(subject);
    else this.#subjects.set(subject, rest);
    this.#keep();
  }

  #keep(): void {
    const content: RegistryContent = {
      schemas: this.#schemas,
      subjects: Object.fromEntries(this.#subjects),
      levels: Object.fromEntries(this.#levels),
      level: this.#level,
    };
    this.#disk?.write(content);
  }
}

/** The order of keys, and blanks, make no other schema. */
function canonical(json: JsonValue): string {
  return JSON.stringify(json, (_key, value: JsonValue) =>
    isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
