/** The changelog topics of a sub-topology: what they are called and how they are set up (streams.md 2.1). */
import { nodesOf, type SubTopology } from "../engine/sub-topologies.ts";
import { WindowStore } from "./handles/window-store.ts";
import { changelogTopic, storeUses, type TaskStoreHandle } from "./store-uses.ts";

export interface Changelog {
  readonly store: string;
  readonly topic: string;
  /** Topics whose largest number of partitions it has too. */
  readonly sources: readonly string[];
  /** Window stores: after this time, and what the service adds to it, records may go; null: never. */
  readonly retentionMs: number | null;
  /** What the definition says itself. */
  readonly config: Readonly<Record<string, string>>;
}

export function changelogsOf(sub: SubTopology, applicationId: string): readonly Changelog[] {
  const sources = sub.sources.map(({ topic }) => topic);
  return storeUses(nodesOf(sub)).flatMap(({ handle }) =>
    handle.definition.logging === true
      ? [
          {
            store: handle.definition.name,
            topic: changelogTopic(applicationId, handle.definition.name),
            sources,
            retentionMs: retentionOf(handle),
            config: handle.definition.logConfig ?? {},
          },
        ]
      : [],
  );
}

const retentionOf = (handle: TaskStoreHandle): number | null =>
  handle instanceof WindowStore ? handle.definition.retentionMs : null;
