/** What is known of a cluster: who leads which partition, who coordinates which group. Filled by asking, dropped on errors. */
import type { TopicPartition } from "../port.ts";
import { ErrorCode, ProtocolError } from "./protocol-error.ts";
import type { Wire } from "./wire.ts";

export class Cluster {
  readonly wire: Wire;
  readonly #leaders = new Map<string, readonly (number | null)[]>();
  readonly #coordinators = new Map<string, number>();

  constructor(wire: Wire) {
    this.wire = wire;
  }

  /**
   * Asks anew. Topics that are not there are missing from the result.
   * @throws ProtocolError for a topic that may not be seen or has an impossible name.
   */
  async describe(topics: readonly string[], autoCreate = false): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    if (topics.length === 0) return counts;
    for (const { topic, error, leaders } of await this.wire.metadata(topics, autoCreate)) {
      if (
        error === ErrorCode.none ||
        (error === ErrorCode.leaderNotAvailable && leaders.length > 0)
      ) {
        this.#leaders.set(topic, leaders);
        counts.set(topic, leaders.length);
      } else if (
        error === ErrorCode.unknownTopicOrPartition ||
        error === ErrorCode.leaderNotAvailable
      ) {
        this.#leaders.delete(topic);
      } else {
        throw new ProtocolError(error, `topic ${topic}`);
      }
    }
    return counts;
  }

  /** As of the last answer; null: not known, or there is none. */
  leader({ topic, partition }: TopicPartition): number | null {
    return this.#leaders.get(topic)?.[partition] ?? null;
  }

  /** Number of partitions as of the last answer; null: not known. */
  partitions(topic: string): number | null {
    return this.#leaders.get(topic)?.length ?? null;
  }

  /** Groups by leader. Topics whose leader is not known are asked for once. @throws ProtocolError when one has none. */
  async byLeader<T extends TopicPartition>(items: readonly T[]): Promise<Map<number, T[]>> {
    const unknown = new Set(
      items.filter((each) => this.leader(each) === null).map((each) => each.topic),
    );
    await this.describe([...unknown]);
    const groups = new Map<number, T[]>();
    for (const item of items) {
      const node = this.leader(item);
      if (node === null) {
        const missing = (this.partitions(item.topic) ?? 0) <= item.partition;
        throw new ProtocolError(
          missing ? ErrorCode.unknownTopicOrPartition : ErrorCode.leaderNotAvailable,
          `${item.topic}-${item.partition}`,
        );
      }
      const group = groups.get(node);
      if (group === undefined) groups.set(node, [item]);
      else group.push(item);
    }
    return groups;
  }

  forgetLeaders(topics: Iterable<string>): void {
    for (const topic of topics) this.#leaders.delete(topic);
  }

  async coordinator(group: string): Promise<number> {
    const known = this.#coordinators.get(group);
    if (known !== undefined) return known;
    const node = await this.wire.coordinator(group);
    this.#coordinators.set(group, node);
    return node;
  }

  forgetCoordinator(group: string): void {
    this.#coordinators.delete(group);
  }
}
