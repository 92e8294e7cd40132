/**
 * Forwarding by who changes the timestamp of records: the nodes below see that of the record which they get as the current
 * one, windows and changelogs of stores with them (Kafka Streams: ProcessorContextImpl.forward).
 */
import type { Process, RecordContext } from "../dsl/node.ts";

export function atItsTime(forward: Process, context: RecordContext): Process {
  return (record) => {
    const before = context.timestamp;
    if (record.timestamp === before) return forward(record);
    context.timestamp = record.timestamp;
    let way: void | Promise<void>;
    try {
      way = forward(record);
    } catch (error) {
      context.timestamp = before;
      throw error;
    }
    if (way instanceof Promise) return timeAgainAfter(way, context, before);
    context.timestamp = before;
  };
}

/** Apart, so that a record which waits for nothing makes no closure. */
const timeAgainAfter = (
  way: Promise<void>,
  context: RecordContext,
  before: number,
): Promise<void> =>
  way.finally(() => {
    context.timestamp = before;
  });
