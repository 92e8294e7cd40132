/**
 * One schema registry with Confluent's API. In: ids and schemas. Out: schemas and ids, each asked for once. The record
 * path is synchronous: it gets what is known here, or `SchemaPending`.
 *
 * Ours, since the clients that there are fetch whole records (an await each) and none can be asked without waiting.
 */
import {
  type AvroType,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../avro/avro-schema.ts";
import { parseAvroSchema } from "../avro/parse-avro-schema.ts";
import { RegistryError, SchemaPending, shownAddress } from "./registry-error.ts";
import type { RegistryRequest, RegistryResponse, RegistryTransport } from "./transport.ts";

export interface RegistryClientOptions {
  readonly transport: RegistryTransport;
  readonly sleep: (ms: number) => Promise<void>;
  readonly warn: (message: string) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/** So often a request of the service's start is tried: about ten seconds of a registry that is not there. */
const ATTEMPTS_AT_START = 8;

export class RegistryClient {
  /** As the definition has it, after replacements. */
  readonly address: string;
  readonly #options: RegistryClientOptions;
  readonly #known = new Map<number, AvroType>();
  readonly #own = new Map<number, AvroType>();
  readonly #refused = new Map<number, RegistryError>();
  readonly #fetching = new Map<number, Promise<void>>();
  /** By subject and schema. */
  readonly #ids = new Map<string, Promise<number>>();

  constructor(address: string, options: RegistryClientOptions) {
    this.address = address;
    this.#options = options;
  }

  /**
   * The schema of an id.
   * @throws SchemaPending while it is not here; RegistryError when the registry has none
   */
  schema(id: number): AvroType {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const refused = this.#refused.get(id);
    if (refused !== undefined) throw refused;
    throw new SchemaPending(id, this.#fetch(id));
  }

  /** What this service writes under an id; undefined: nothing. */
  own(id: number): AvroType | undefined {
    return this.#own.get(id);
  }

  writes(id: number, schema: AvroType): void {
    this.#own.set(id, schema);
  }

  #fetch(id: number): Promise<void> {
    const under = this.#fetching.get(id);
    if (under !== undefined) return under;
    const settled = this.#fetchForCertain(id).finally(() => this.#fetching.delete(id));
    this.#fetching.set(id, settled);
    return settled;
  }

  async #fetchForCertain(id: number): Promise<void> {
    try {
      const { schema } = objectOf(
        await this.#ask({ method: "GET", path: `/schemas/ids/${id}` }, Number.POSITIVE_INFINITY),
      );
      this.#known.set(id, parsed(schema, `The schema ${id} of ${shownAddress(this.address)}`));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      this.#refused.set(id, error);
    }
  }

  /**
   * The id that a subject has for a schema. `register`: it may be added (auto.register.schemas).
   * @throws RegistryError
   */
  idOf(subject: string, schema: JsonValue, register: boolean): Promise<number> {
    const text = JSON.stringify(schema);
    const key = `${subject} ${text}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const path = `/subjects/${encodeURIComponent(subject)}${register ? "/versions" : ""}`;
    const id = this.#ask({ method: "POST", path, body: { schema: text } }).then((body) =>
      Number(objectOf(body).id),
    );
    this.#ids.set(key, id);
    // A refusal is no answer for good.
    id.catch(() => this.#ids.delete(key));
    return id;
  }

  /** The level that a subject has of its own; null: that of the registry holds. */
  async level(subject: string): Promise<string | null> {
    const path = `/config/${encodeURIComponent(subject)}`;
    try {
      return String(objectOf(await this.#ask({ method: "GET", path })).compatibilityLevel);
    } catch (error) {
      if (error instanceof RegistryError && error.status === 404) return null;
      throw error;
    }
  }

  async setLevel(subject: string, level: string): Promise<void> {
    const path = `/config/${encodeURIComponent(subject)}`;
    await this.#ask({ method: "PUT", path, body: { compatibility: level } });
  }

  /** Tries again, with growing pauses, where nobody answers or the registry has trouble of its own. */
  async #ask(request: RegistryRequest, attempts = ATTEMPTS_AT_START): Promise<JsonValue> {
    let pause = FIRST_PAUSE_MS;
    for (let attempt = 1; ; attempt++) {
      const trouble = await this.#askOnce(request);
      if (!("cause" in trouble)) return trouble.body;
      const { cause } = trouble;
      if (attempt >= attempts) {
        throw new RegistryError(
          `The schema registry at ${shownAddress(this.address)} does not answer: ${cause}.`,
          null,
        );
      }
      this.#options.warn(
        `The schema registry at ${shownAddress(this.address)} does not answer (${cause}); trying again in ${pause} ms`,
      );
      await this.#options.sleep(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  async #askOnce(
    request: RegistryRequest,
  ): Promise<{ readonly body: JsonValue } | { readonly cause: string }> {
    let response: RegistryResponse;
    try {
      response = await this.#options.transport(this.address, request);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      return { cause: causeOf(error) };
    }
    const { status, body } = response;
    if (status >= 200 && status < 300) return { body };
    if (status >= 500 || status === 429) return { cause: `status ${status}` };
    throw new RegistryError(
      `The schema registry at ${shownAddress(this.address)} refused ${request.method} ${request.path}: ${reasonOf(body)} (status ${status})`,
      status,
    );
  }
}

/** What `fetch` throws says little; what caused it says more. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== ""
    ? error.cause.message
    : error.message;
}

const reasonOf = (body: JsonValue): string =>
  isJsonObject(body) && typeof body.message === "string" ? body.message : "no reason given";

function parsed(schema: JsonValue | undefined, what: string): AvroType {
  if (typeof schema === "string") {
    try {
      const { type } = parseAvroSchema(JSON.parse(schema) as JsonValue);
      if (type !== null) return type;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  throw new RegistryError(`${what} is no Avro schema that can be read.`, null);
}

const objectOf = (body: JsonValue): JsonObject => (isJsonObject(body) ? body : {});
