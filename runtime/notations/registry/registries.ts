/**
 * The schema registries of a service, one client an address, and what the service does with them when it starts: its own
 * schemas are registered before the first record, so that writing never waits.
 */
import type { DataType, RegistryUse } from "../../data-types/data-type.ts";
import { schemaOf } from "../../data-types/struct-schema.ts";
import type { AvroRecord, JsonValue } from "../avro/avro-schema.ts";
import { asWritten, printAvroSchema } from "../avro/print-avro-schema.ts";
import { RegistryClient, type RegistryClientOptions } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";

export type Part = "key" | "value";

export interface RegistriesOptions extends RegistryClientOptions {
  /** What stands for an address of the definition (`registryAddresses`). */
  readonly addresses: (address: string) => string;
  /** Of resources that name none (`schema.registry.url`); null: there is none. */
  readonly defaultAddress: string | null;
  /** False: schemas must be there already (auto.register.schemas). */
  readonly register: boolean;
}

export class Registries {
  readonly #options: RegistriesOptions;
  readonly #clients = new Map<string, RegistryClient>();
  /** Of schemas that are registered, by registry and text: one schema has one id, whatever its subjects. */
  readonly #ids = new Map<string, number>();

  constructor(options: RegistriesOptions) {
    this.#options = options;
  }

  /** @throws RegistryError where the service has no registry */
  client(use: RegistryUse | undefined): RegistryClient {
    const stated = use?.address ?? this.#options.defaultAddress;
    if (stated === null) {
      throw new RegistryError(
        "Avro records need a schema registry, and none is configured. Give its address as `schema.registry.url`, or with KSMLC_REGISTRY_URL.",
        null,
      );
    }
    const address = withUserInfo(firstOf(this.#options.addresses(stated)), use?.userInfo);
    const known = this.#clients.get(address);
    if (known !== undefined) return known;
    const client = new RegistryClient(address, this.#options);
    this.#clients.set(address, client);
    return client;
  }

  /**
   * Everything that keys or values of the type need before records of the topic can be written. `registers`: whatever the
   * configuration says.
   * @throws RegistryError
   */
  async prepareWriting(
    type: DataType,
    topic: string,
    part: Part,
    registers = false,
  ): Promise<void> {
    for (const { schema, use } of schemasIn(type)) {
      const client = this.client(use);
      const subject = subjectOf(topic, part);
      await this.#prepareLevel(client, subject, use);
      const json = writtenSchema(schema);
      const id = await client.idOf(
        subject,
        json,
        registers || (use?.register ?? this.#options.register),
      );
      client.writes(id, asWritten(schema));
      this.#ids.set(keyOf(client, json), id);
    }
  }

  /** A level that the registry does not let us set is compared only (dialect.md 6.4, G3). */
  async #prepareLevel(
    client: RegistryClient,
    subject: string,
    use: RegistryUse | undefined,
  ): Promise<void> {
    const wanted = use?.compatibility;
    if (wanted === undefined) return;
    const found = await client.level(subject);
    if (found === wanted) return;
    try {
      await client.setLevel(subject, wanted);
    } catch (error) {
      if (!(error instanceof RegistryError) || error.status === null) throw error;
      this.#options.warn(
        `The subject ${subject} has the compatibility level ${found ?? "of its registry"}, not ${wanted}, and it cannot be set: ${error.message}`,
      );
    }
  }

  /** The topic is read only: its compatibility level all the same is what the definition says. @throws RegistryError */
  async prepareReading(type: DataType, topic: string, part: Part): Promise<void> {
    for (const { use } of schemasIn(type)) {
      await this.#prepareLevel(this.client(use), subjectOf(topic, part), use);
    }
  }

  /** The id to write a schema with. @throws RegistryError where it was not prepared */
  idToWrite(schema: AvroRecord, use: RegistryUse | undefined): number {
    const client = this.client(use);
    const id = this.#ids.get(keyOf(client, writtenSchema(schema)));
    if (id !== undefined) return id;
    throw new RegistryError(
      `The schema ${schema.name} is not registered at ${client.address} for any topic that the service writes to.`,
      null,
    );
  }
}

/** A list of addresses is one registry with several doors: the first one is tried. */
const firstOf = (addresses: string): string => addresses.split(",")[0]?.trim() ?? "";

/** An address that names a user keeps it. */
function withUserInfo(address: string, userInfo: string | undefined): string {
  if (userInfo === undefined || !URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.username !== "") return address;
  const [user = "", ...password] = userInfo.split(":");
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password.join(":"));
  return url.href;
}

/** As Confluent's TopicNameStrategy names it. */
const subjectOf = (topic: string, part: Part): string => `${topic}-${part}`;

const writtenSchema = (schema: AvroRecord): JsonValue => printAvroSchema(asWritten(schema));

const keyOf = ({ address }: RegistryClient, json: JsonValue): string =>
  `${address} ${JSON.stringify(json)}`;

interface SchemaUse {
  readonly schema: AvroRecord;
  readonly use: RegistryUse | undefined;
}

/** The schemas that records of the type are written with: of a union, those of its members. */
function schemasIn(type: DataType): SchemaUse[] {
  const schema = schemaOf(type);
  if (schema !== undefined && isAvro(type)) return [{ schema: schema.avro, use: type.registry }];
  if (type.shape.kind !== "union") return [];
  return type.shape.members.flatMap((member) => schemasIn(inRegistryOf(type, member)));
}

/** A member of a union is registered where the union is, if it says nothing else. */
export const inRegistryOf = ({ registry }: DataType, member: DataType): DataType =>
  registry === undefined || member.registry !== undefined ? member : { ...member, registry };

export const isAvro = ({ notation }: DataType): boolean =>
  notation === "avro" || notation === "confluent_avro";

let current: Registries | null = null;

/** Set once, when a service starts: serdes are made anywhere, and all of them belong to the one service of a process. */
export function useRegistries(registries: Registries): void {
  current = registries;
}

/** Of the service that is being wired. */
export function currentRegistries(): Registries {
  current ??= new Registries({
    transport: () => Promise.reject(new Error("no registry is configured")),
    sleep: () => Promise.resolve(),
    warn: () => {},
    addresses: (address) => address,
    defaultAddress: null,
    register: false,
  });
  return current;
}
