/** Which topics the definitions read and write, and the types of their records. */
import type { RecordTypes } from "../dsl/node.ts";
import type { Producers } from "../dsl/producers.ts";
import { nodesOf, oneTopology } from "../engine/sub-topologies.ts";
import { InternalError } from "../errors/internal-error.ts";
import type { Definitions } from "./definitions.ts";

export interface TopicUse {
  readonly types: RecordTypes;
  readonly isRead: boolean;
  readonly isWritten: boolean;
}

export interface TopicUses {
  readonly topics: ReadonlyMap<string, TopicUse>;
  /** Of topics that are chosen record by record; null: there is no such sink. */
  readonly dynamic: RecordTypes | null;
}

export function topicUses({ topologies, producers }: Definitions): TopicUses {
  const topics = new Map<string, TopicUse>();
  const add = (topic: string, types: RecordTypes, how: Partial<TopicUse>): void => {
    const known = topics.get(topic) ?? { types, isRead: false, isWritten: false };
    topics.set(topic, { ...known, ...how });
  };
  const [all] = oneTopology(topologies);
  for (const { topic, first } of all?.sources ?? []) add(topic, first.types, { isRead: true });
  let dynamic: RecordTypes | null = null;
  for (const { spec, output } of all === undefined ? [] : nodesOf(all)) {
    if (spec.operation === "toTopicNameExtractor") dynamic ??= output;
    if (spec.topic !== undefined) add(spec.topic, output, { isWritten: true });
  }
  for (const definition of producers.flatMap(allOf)) {
    add(definition.topic, definition.types, { isWritten: true });
  }
  return { topics, dynamic };
}

function allOf({ definitions }: Producers): { topic: string; types: RecordTypes }[] {
  return [...definitions].map(([name, { to }]) => {
    const { topic, key, value } = to;
    if (key === undefined || value === undefined) {
      throw new InternalError(`the target of the producer ${name} has no types`);
    }
    return { topic, types: { key, value } };
  });
}
