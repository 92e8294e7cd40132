/** Makes topics, where they are missing, with the brokers' own settings. */
import type { Admin } from "../kafka/port.ts";

export const makeTopics = (
  admin: Admin,
  topics: readonly string[],
  partitions: number,
): Promise<void> =>
  admin.createTopics(
    topics.map((topic) => ({ topic, partitions, replicationFactor: -1, config: {} })),
  );
