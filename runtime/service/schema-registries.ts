/**
 * The schema registries of a service: made of its configuration, and told before the first record of all that the service
 * will write, since writing never waits for them.
 */
import type { DataType } from "../data-types/data-type.ts";
import { logSink } from "../dsl/logger.ts";
import type { RecordTypes } from "../dsl/node.ts";
import { nodesOf, type SubTopology, subTopologies } from "../engine/sub-topologies.ts";
import { type Part, Registries, useRegistries } from "../notations/registry/registries.ts";
import { registryAddresses } from "../notations/registry/registry-addresses.ts";
import { RegistryError } from "../notations/registry/registry-error.ts";
import { httpTransport, type RegistryTransport } from "../notations/registry/transport.ts";
import { writtenType } from "../notations/written-type.ts";
import { changelogTopic, storeUses } from "../stores/store-uses.ts";
import type { Configuration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import type { Definitions } from "./definitions.ts";
import type { TopicUses } from "./topic-types.ts";

/** What an embedded registry is called where nothing names one. */
const EMBEDDED_ADDRESS = "http://embedded-registry";

/** `embedded`: requests go there whatever the address; null: to the addresses. The registries of this process from now on. */
export function startRegistries(
  { kafka, registry }: Pick<Configuration, "kafka" | "registry">,
  embedded: RegistryTransport | null,
): Registries {
  const stated = kafka["schema.registry.url"] ?? null;
  const alone = registry !== null && !registry.includes("=") ? registry : null;
  const registries = new Registries({
    transport: embedded ?? httpTransport(kafka["basic.auth.user.info"] ?? null),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    warn: (message) => logSink().write("warn", "ksmlc.registry", message),
    addresses: registryAddresses(registry ?? undefined),
    defaultAddress: stated ?? alone ?? (embedded === null ? null : EMBEDDED_ADDRESS),
    register: kafka["auto.register.schemas"] !== "false",
  });
  useRegistries(registries);
  return registries;
}

/**
 * What somebody else would write to the topics that are read, were it not for `run`, which feeds them. `registers`: that
 * somebody's schemas too, since nobody else can reach the registry.
 * @throws ConfigurationError
 */
export async function prepareFeeds(
  registries: Registries,
  { topics }: TopicUses,
  registers: boolean,
): Promise<void> {
  await told(async () => {
    for (const [topic, { isRead, types }] of topics) {
      if (!isRead) continue;
      for (const { part, type } of parts(topic, types.key, types.value)) {
        await registries.prepareWriting(type, topic, part, registers);
      }
    }
  });
}

/** What a registry says no with, and the next step. */
async function told(prepare: () => Promise<void>): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw new ConfigurationError(error.message, HELP.get(error.status) ?? REFUSED, {
      cause: error,
    });
  }
}

const NO_RIGHT =
  "correct the user and password in `basic.auth.user.info`, or give that user the right to do so";
const REFUSED = "see the reason that the registry gives, and the log of the registry";

/** By HTTP status; null: no answer came. */
const HELP: ReadonlyMap<number | null, string> = new Map([
  [
    null,
    "start the registry, or give its address as `schema.registry.url` or with KSMLC_REGISTRY_URL",
  ],
  [401, NO_RIGHT],
  [403, NO_RIGHT],
  [
    404,
    "register the schema first, or let the service do it with `auto.register.schemas: true`; if it should be there, check the address of the registry",
  ],
  [
    409,
    "change the schema so that records of the earlier ones can be read, for instance by a default for a new field, or choose another compatibility level for the subject",
  ],
]);

interface Written {
  readonly topic: string;
  readonly part: Part;
  readonly type: DataType;
}

/** @throws ConfigurationError that names the registry and what to do */
export async function prepareSchemas(
  registries: Registries,
  { topologies, producers }: Definitions,
  applicationId: string,
): Promise<void> {
  const subs = subTopologies(topologies);
  const produced = producers
    .flatMap(({ definitions }) => [...definitions.values()])
    .flatMap(({ to: { topic, key, value } }) => parts(topic, key, value));
  const written = [
    ...subs.flatMap(writtenBySinks),
    ...subs.flatMap((sub) => writtenByStores(sub, applicationId)),
    ...produced,
  ];
  await told(async () => {
    for (const { topic, part, type } of written) {
      await registries.prepareWriting(type, topic, part);
    }
    for (const { topic, first } of subs.flatMap(({ sources }) => sources)) {
      const { key, value } = first.types;
      for (const read of parts(topic, key, value)) {
        await registries.prepareReading(read.type, topic, read.part);
      }
    }
  });
}

/** A topic that was chosen record by record, before its first record is written. @throws ConfigurationError */
export async function prepareChosenTopic(
  registries: Registries,
  topic: string,
  { key, value }: RecordTypes,
): Promise<void> {
  await told(async () => {
    for (const { part, type } of parts(topic, key, value)) {
      await registries.prepareWriting(type, topic, part);
    }
  });
}

function writtenBySinks(sub: SubTopology): Written[] {
  return [...nodesOf(sub)].flatMap(({ spec, input, output }) =>
    spec.topic === undefined
      ? []
      : parts(
          spec.topic,
          writtenType(input.key, output.key),
          writtenType(input.value, output.value),
        ),
  );
}

function writtenByStores(sub: SubTopology, applicationId: string): Written[] {
  return storeUses(nodesOf(sub)).flatMap(({ handle: { definition } }) =>
    parts(changelogTopic(applicationId, definition.name), definition.key, definition.value),
  );
}

function parts(topic: string, key: DataType | undefined, value: DataType | undefined): Written[] {
  return [
    ...(key === undefined ? [] : [{ topic, part: "key", type: key } as const]),
    ...(value === undefined ? [] : [{ topic, part: "value", type: value } as const]),
  ];
}
