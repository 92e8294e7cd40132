/**
 * What members of a group tell one another through the broker: Kafka's own layout of the protocol type `consumer`
 * (ConsumerProtocolSubscription and ConsumerProtocolAssignment, version 0), so that every tool can show it. What a member
 * had before, and in which generation of the group, goes into the user data, as JSON.
 */
import type { TopicPartition } from "../port.ts";
import type { GroupMember } from "./assignment.ts";
import { WireReader, WireWriter } from "./wire-bytes.ts";

/** Name of the assignor. A group that still has members of Kafka Streams or of a plain consumer refuses ours. */
export const ASSIGNOR = "ksmlc";

export type Had = Pick<GroupMember, "owned" | "generation">;

// subscription: i16 version, [topic], bytes user data: {"generation": n, "owned": [[topic, partition]]}
export function encodeSubscription(topics: readonly string[], had: Had): Buffer {
  const { generation } = had;
  const owned = had.owned.map(({ topic, partition }) => [topic, partition]);
  const writer = new WireWriter();
  return writer
    .int16(0)
    .array(topics, (topic) => writer.string(topic))
    .bytes(Buffer.from(JSON.stringify({ generation, owned })))
    .finish();
}

export function decodeSubscription(id: string, bytes: Uint8Array): GroupMember {
  const reader = new WireReader(bytes);
  reader.int16();
  const topics = reader.array(() => reader.string() ?? "");
  return { id, topics, ...decodeHad(reader.bytes().toString()) };
}

const NOTHING: Had = { generation: -1, owned: [] };

/** It comes from another process: what is not understood is only a lost preference. */
function decodeHad(text: string): Had {
  let had: unknown;
  try {
    had = JSON.parse(text);
  } catch {
    return NOTHING;
  }
  if (typeof had !== "object" || had === null) return NOTHING;
  const { generation, owned } = had as Readonly<Record<string, unknown>>;
  if (typeof generation !== "number" || !Array.isArray(owned)) return NOTHING;
  return { generation, owned: owned.flatMap(decodeOwned) };
}

function decodeOwned(pair: unknown): TopicPartition[] {
  if (!Array.isArray(pair)) return [];
  const [topic, partition] = pair;
  return typeof topic === "string" && typeof partition === "number" ? [{ topic, partition }] : [];
}

// assignment: i16 version, [topic, [i32 partition]], bytes user data
export function encodeAssignment(partitions: readonly TopicPartition[]): Buffer {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const known = byTopic.get(topic);
    if (known === undefined) byTopic.set(topic, [partition]);
    else known.push(partition);
  }
  const writer = new WireWriter();
  return writer
    .int16(0)
    .array([...byTopic], ([topic, numbers]) => {
      writer.string(topic).array(numbers, (partition) => writer.int32(partition));
    })
    .bytes(Buffer.alloc(0))
    .finish();
}

export function decodeAssignment(bytes: Uint8Array): TopicPartition[] {
  if (bytes.length < 6) return [];
  const reader = new WireReader(bytes);
  reader.int16();
  return reader
    .array(() => {
      const topic = reader.string() ?? "";
      return reader.array(() => ({ topic, partition: reader.int32() }));
    })
    .flat();
}
