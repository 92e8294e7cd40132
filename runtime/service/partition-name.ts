/** A partition as Kafka's own tools write it: `orders-0`. Also a key, since no two partitions are called the same. */
import type { TopicPartition } from "../kafka/port.ts";

export const partitionName = ({ topic, partition }: TopicPartition): string =>
  `${topic}-${partition}`;
