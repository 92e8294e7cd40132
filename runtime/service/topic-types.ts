/** Which topics the definitions read and write, and the types of their records. */
import { any } from "../data-types/data-type.ts";
import type { RecordTypes } from "../dsl/node.ts";
import type { Producers } from "../dsl/producers.ts";
import { nodesBelow, nodesOf, oneTopology, type SourceTopic } from "../engine/sub-topologies.ts";
import { InternalError } from "../errors/internal-error.ts";
import type { SerdeFactories } from "../extensions/author-serde.ts";
import { globalTablesOf } from "../stores/store-uses.ts";
import type { Definitions } from "./definitions.ts";
import type { ImplicitTopics } from "./implicit-topics.ts";

export interface TopicUse {
  readonly types: RecordTypes;
  readonly isRead: boolean;
  readonly isWritten: boolean;
  /** Of a global table only: the group does not read it. */
  readonly isGlobal: boolean;
}

export interface TopicUses {
  readonly topics: ReadonlyMap<string, TopicUse>;
  /** Of topics that are chosen record by record; null: there is no such sink. */
  readonly dynamic: RecordTypes | null;
  readonly implicit: ImplicitTopics;
}

export function topicUses({ topologies, producers }: Definitions): TopicUses {
  const topics = new Map<string, TopicUse>();
  const add = (topic: string, types: RecordTypes, how: Partial<TopicUse>): void => {
    const known = topics.get(topic) ?? {
      types,
      isRead: false,
      isWritten: false,
      isGlobal: false,
    };
    topics.set(topic, { ...known, ...how });
  };
  const [all] = oneTopology(topologies);
  const sources = all?.sources ?? [];
  for (const { topic, first } of sources) {
    add(topic, asWritten(first.types, first.serdes ?? undefined), { isRead: true });
  }
  for (const { definition } of globalTablesOf(all === undefined ? [] : nodesOf(all))) {
    const { topic, key, value } = definition;
    const isGlobal = topics.get(topic)?.isRead !== true;
    add(topic, { key, value }, { isRead: true, isGlobal });
  }
  let dynamic: RecordTypes | null = null;
  for (const { spec, output } of all === undefined ? [] : nodesOf(all)) {
    if (spec.operation === "toTopicNameExtractor") dynamic ??= output;
    if (spec.topic !== undefined) {
      add(spec.topic, asWritten(output, spec.serdes), { isWritten: true });
    }
  }
  for (const definition of producers.flatMap(allOf)) {
    add(definition.topic, definition.types, { isWritten: true });
  }
  return { topics, dynamic, implicit: implicitTopics(sources) };
}

/** Of a side with a serde of the author's, nobody else knows what its bytes mean: any type. */
const asWritten = (
  { key, value }: RecordTypes,
  serdes: SerdeFactories | undefined,
): RecordTypes => ({
  key: serdes?.key === undefined ? key : any,
  value: serdes?.value === undefined ? value : any,
});

/** Each with the topics whose records come to it. */
function implicitTopics(sources: readonly SourceTopic[]): ImplicitTopics {
  const implicit = new Map<string, string[]>();
  for (const { topic, first } of sources) if (first.isImplicit) implicit.set(topic, []);
  for (const source of sources) {
    for (const { spec } of nodesBelow(source.ports)) {
      if (spec.isImplicit !== true || spec.topic === undefined) continue;
      const upstream = implicit.get(spec.topic);
      if (upstream === undefined) implicit.set(spec.topic, [source.topic]);
      else upstream.push(source.topic);
    }
  }
  return implicit;
}

function allOf({ definitions }: Producers): { topic: string; types: RecordTypes }[] {
  return [...definitions].map(([name, { to }]) => {
    const { topic, key, value, serdes } = to;
    if (key === undefined || value === undefined) {
      throw new InternalError(`the target of the producer ${name} has no types`);
    }
    return { topic, types: asWritten({ key, value }, serdes) };
  });
}
