/** What every implementation of the Kafka port must do, observed from outside. One case a behaviour, all in a broker's terms. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { assignmentCases } from "./assignment-cases.ts";
import type { ClientHarness } from "./client-harness.ts";
import { Stage } from "./client-harness.ts";
import { failureCases } from "./failure-cases.ts";
import { groupCases } from "./group-cases.ts";
import { offsetCases } from "./offset-cases.ts";
import { readerCases } from "./reader-cases.ts";
import { recordCases } from "./record-cases.ts";
import { topicCases } from "./topic-cases.ts";

/** Gives each case its stage, which is closed behind it. */
export type GetStage = () => Stage;

export function clientSuite(harness: ClientHarness): void {
  let stage: Stage | null = null;
  const getStage: GetStage = () => {
    if (stage === null) throw new Error("only inside a case");
    return stage;
  };
  describe(`Kafka client: ${harness.name}`, () => {
    beforeEach(() => {
      stage = new Stage(harness);
    });
    afterEach(async () => {
      await stage?.close();
      stage = null;
    });
    topicCases(getStage);
    offsetCases(getStage);
    recordCases(getStage);
    readerCases(getStage, harness);
    groupCases(getStage);
    assignmentCases(getStage);
    failureCases(getStage, harness);
    test("closing twice is closing once", async () => {
      const client = harness.client();
      await client.admin().describeTopics([]);
      await client.close();
      await expect(client.close()).resolves.toBeUndefined();
    });
  });
}
