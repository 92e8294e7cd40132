/** Vitest's global setup: a folder for the broker that a test may start, and its end with the run. */
import { discardBroker, prepareBrokerFolder } from "./broker-folder.ts";

export function setup(): void {
  prepareBrokerFolder();
}

export async function teardown(): Promise<void> {
  await discardBroker();
}
