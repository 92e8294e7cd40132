import {
  defineTopology,
  json,
  stream,
  string,
  type Topology,
  withStores,
} from "../../runtime/index.ts";
import { forEach } from "../../runtime/operations/index.ts";
import { type OutputRecord, TestDriver } from "../../runtime/testing/index.ts";

export const input = stream({ topic: "in", key: string, value: json });

/** Calls `act` for each record: `n` counts from 0. */
export function acting(
  stores: readonly object[],
  act: (n: number, key: string) => unknown,
): Topology {
  let n = 0;
  const run = withStores((key: string | null): unknown => act(n++, key ?? ""), ...stores);
  return defineTopology("t", (topology) => {
    topology.pipeline("main").from(input).end(forEach(run));
  });
}

export function driverOf(topology: Topology, commitsEachRecord = true): TestDriver {
  return new TestDriver({ topologies: [topology], commitsEachRecord });
}

export function pipe(
  driver: TestDriver,
  key: string | null,
  value: unknown,
  timestamp = 1000,
  topic = "in",
): void {
  driver.pipe(topic, {
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(JSON.stringify(value)),
    timestamp,
    headers: [{ key: "h", value: Buffer.from("x") }],
  });
}

/** `key→value @timestamp`, in hex, of one topic; `+h` where it has headers. */
export function shown(records: readonly OutputRecord[], topic: string): string[] {
  const hex = (bytes: Uint8Array | null): string =>
    bytes === null ? "null" : Buffer.from(bytes).toString("hex");
  return records
    .filter((record) => record.topic === topic)
    .map(
      ({ key, value, timestamp, headers }) =>
        `${hex(key)}→${hex(value)} @${timestamp}${headers.length > 0 ? " +h" : ""}`,
    );
}
