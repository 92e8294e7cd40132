/**
 * Forwarding by who changes the timestamp of records: the nodes below see that of the record which they get as the current
 * one, windows and changelogs of stores with them (Kafka Streams: ProcessorContextImpl.forward).
 */
import type { Process, RecordContext } from "../dsl/node.ts";

export function atItsTime(forward: Process, context: RecordContext): Process {
  return (record) => {
    const before = context.timestamp;
    if (record.timestamp === before) return forward(record);
    const done = (): void => {
      context.timestamp = before;
    };
    context.timestamp = record.timestamp;
    let way: void | Promise<void>;
    try {
      way = forward(record);
    } catch (error) {
      done();
      throw error;
    }
    if (way instanceof Promise) return way.finally(done);
    done();
  };
}
