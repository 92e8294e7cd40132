/** Where Java's producer puts a key, by an implementation of its murmur2 that is not ours. */
import { Partitioners } from "kafkajs";

const murmur2 = Partitioners.DefaultPartitioner();

export function placeOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    leader: 1,
    partitionErrorCode: 0,
    replicas: [1],
    isr: [1],
  }));
  return murmur2({ topic: "any", partitionMetadata, message: { key, value: null } });
}

/** Some key that belongs in a partition. */
export function keyFor(partition: number, partitions: number): string {
  let n = 0;
  while (placeOf(`key ${n}`, partitions) !== partition) n++;
  return `key ${n}`;
}
