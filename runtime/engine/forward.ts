/**
 * Forwarding more than once. A synchronous sub-topology gets no promise and makes none; in an asynchronous one the next
 * record goes on when the way of the one before it has ended, so that the order is the same.
 */
import type { Process } from "../dsl/node.ts";
import type { StreamRecord } from "./record.ts";

/** Several records, one way. */
export function forwardAll(
  forward: Process,
  records: readonly StreamRecord[],
): void | Promise<void> {
  for (let i = 0; i < records.length; i++) {
    const way = forward(records[i] as StreamRecord);
    if (way instanceof Promise) return forwardRest(forward, records, i + 1, way);
  }
}

async function forwardRest(
  forward: Process,
  records: readonly StreamRecord[],
  from: number,
  before: Promise<void>,
): Promise<void> {
  await before;
  for (let i = from; i < records.length; i++) await forward(records[i] as StreamRecord);
}

/** One record, several ways. */
export function forwardToEach(
  ways: readonly Process[],
  record: StreamRecord,
): void | Promise<void> {
  for (let i = 0; i < ways.length; i++) {
    const way = (ways[i] as Process)(record);
    if (way instanceof Promise) return forwardToRest(ways, record, i + 1, way);
  }
}

async function forwardToRest(
  ways: readonly Process[],
  record: StreamRecord,
  from: number,
  before: Promise<void>,
): Promise<void> {
  await before;
  for (let i = from; i < ways.length; i++) await (ways[i] as Process)(record);
}
