/** The author's serdes of a service, made ready before the first record (dialect.md 9.2). */
import type { RecordTypes } from "../dsl/node.ts";
import { nodesOf, oneTopology } from "../engine/sub-topologies.ts";
import { type AuthorSerde, authorSerde, type SerdeFactories } from "../extensions/author-serde.ts";
import type { Definitions } from "./definitions.ts";

/** `config`: Kafka's settings, as its own serdes get them. @throws what the author's code throws */
export async function configureSerdes(
  definitions: Definitions,
  config: Readonly<Record<string, unknown>>,
): Promise<void> {
  await Promise.all(serdesOf(definitions).map((serde) => serde.configure(config)));
}

function serdesOf({ topologies, producers }: Definitions): AuthorSerde[] {
  const [all] = oneTopology(topologies);
  const sources = all?.sources ?? [];
  return [
    ...sources.flatMap(({ first }) => sidesOf(first.serdes ?? undefined, first.types)),
    ...(all === undefined ? [] : [...nodesOf(all)]).flatMap(({ spec, output }) =>
      sidesOf(spec.serdes, output),
    ),
    ...producers.flatMap(({ definitions: own }) =>
      [...own.values()].flatMap(({ to: { serdes, key, value } }) =>
        key === undefined || value === undefined ? [] : sidesOf(serdes, { key, value }),
      ),
    ),
  ];
}

function sidesOf(serdes: SerdeFactories | undefined, { key, value }: RecordTypes): AuthorSerde[] {
  return [authorSerde(serdes, "key", key), authorSerde(serdes, "value", value)].filter(
    (serde) => serde !== null,
  );
}
