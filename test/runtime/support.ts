/** Runs a topology written in the DSL on JSON-like records. */
import type { Topology } from "../../runtime/dsl/topology.ts";
import { TestDriver } from "../../runtime/testing/test-driver.ts";

export interface Row {
  readonly key: string | null;
  readonly value: string | null;
  readonly timestamp?: number;
}

export interface OutRow extends Row {
  readonly topic: string;
}

const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));
const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

/** Keys and values are the texts of the payloads. */
export function run(topology: Topology, topic: string, rows: readonly Row[]): OutRow[] {
  const driver = new TestDriver({ topologies: [topology] });
  for (const [i, { key, value, timestamp }] of rows.entries()) {
    driver.pipe(topic, {
      key: bytesOf(key),
      value: bytesOf(value),
      timestamp: timestamp ?? 1000 + i,
    });
  }
  return driver.take().map((record) => ({
    topic: record.topic,
    key: textOf(record.key),
    value: textOf(record.value),
    timestamp: record.timestamp,
  }));
}
