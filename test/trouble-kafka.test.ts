/**
 * Rights and registries, as `ksmlc run --kafka` meets them: a broker that lets a user do only part of what a service needs,
 * a registry that is not there, goes, comes back or refuses. Told with the next step; what was not done is done later.
 */
import { afterAll, describe, expect, test } from "vitest";
import { requireBroker, startPrivateBroker } from "./support/broker.ts";
import { readIndependently, writeIndependently } from "./support/independent-consumer.ts";
import { ndjson, type RunOutcome, valuesOf } from "./support/run-definition.ts";
import { until } from "./support/until.ts";
import { expectTold, folder, runner } from "./trouble/bench.ts";
import { FakeRegistry } from "./trouble/fake-registry.ts";
import { ASKS_FOR_RIGHTS, Rights } from "./trouble/rights.ts";

const shared = await requireBroker();
const MINUTES = 60_000;

describe.runIf(shared !== null)("rights", async () => {
  const broker =
    shared === null ? null : await startPrivateBroker({ KAFKA_SASL: "1" }, ASKS_FOR_RIGHTS);
  const rights = broker === null ? null : new Rights(broker);
  afterAll(async () => {
    await rights?.close();
    await broker?.discard();
  });

  test.runIf(rights !== null)(
    "are named one by one where they lack, and nothing is lost until the last is given",
    async () => {
      const { settings, open, give, createTopics } = bound(rights as Rights);
      const as = runner("alice", { kafka: settings });
      const start = (definition: string): Promise<RunOutcome> =>
        folder.run([definition, "-c", as, "--kafka", "--application-id", "mill", "--for", "6s"]);
      await createTopics("parcels", "labels", "totals");
      await writeIndependently(
        open,
        "parcels",
        [1, 2, 3].map((weight) => ({
          partition: 0,
          key: `k${weight}`,
          value: JSON.stringify({ weight }),
        })),
        "none",
      );
      const HELP = "help: check the credentials and the access rights";
      expectTold(await start("copy.yaml"), 1, /AUTHORIZATION_FAILED: topic parcels/, HELP);
      await give("TOPIC", "parcels", "DESCRIBE");
      await give("TOPIC", "labels", "DESCRIBE");
      expectTold(await start("copy.yaml"), 1, /group mill: GROUP_AUTHORIZATION_FAILED/, HELP);
      await give("GROUP", "mill", "READ", "DESCRIBE");
      expectTold(await start("copy.yaml"), 1, /TOPIC_AUTHORIZATION_FAILED.*parcels/, HELP);
      await give("TOPIC", "parcels", "READ");
      expectTold(
        await start("copy.yaml"),
        1,
        /Writing to labels-0 failed: \w+_AUTHORIZATION_FAILED/,
        HELP,
      );
      await give("TOPIC", "labels", "WRITE");
      const mended = await start("copy.yaml");
      expect(mended.code, mended.err).toBe(0);
      const written = await readIndependently(open, "labels", 3);
      expect(written.map(({ value }) => JSON.parse(`${value}`))).toEqual([
        { weight: 1 },
        { weight: 2 },
        { weight: 3 },
      ]);

      // A changelog that may not be made.
      await give("TOPIC", "totals", "DESCRIBE", "WRITE");
      await give("TOPIC", "mill-seen-changelog", "DESCRIBE");
      expectTold(
        await start("counting.yaml"),
        1,
        /The changelogs of stores do not exist and could not be made: .*AUTHORIZATION_FAILED/,
        "  * mill-seen-changelog (partitions: 1, cleanup.policy: compact)",
      );
    },
    2 * MINUTES,
  );
});

/** Methods that keep their object. */
function bound(rights: Rights) {
  return {
    settings: rights.settings,
    open: rights.open,
    give: rights.give.bind(rights),
    createTopics: rights.createTopics.bind(rights),
  };
}

describe("a registry", () => {
  const registry = new FakeRegistry();
  afterAll(() => registry.stop());
  const start = (): Promise<RunOutcome> => {
    folder.write(
      "watts.ndjson",
      ndjson([{ topic: "readings", key: "k", value: { id: "x", watts: 3 } }]),
    );
    const feed = ["--feed", "watts.ndjson", "--registry", registry.url];
    const args = ["readings.yaml", "--schemas", "schemas", ...feed, "--print", "*", "--until-idle"];
    return folder.run(args);
  };

  test("that comes back while the service waits for it: nothing is lost", async () => {
    await registry.start();
    registry.refuses = 503;
    const running = start();
    await until(() => registry.asked > 0, 20_000);
    await registry.stop();
    registry.refuses = null;
    await new Promise((resolve) => setTimeout(resolve, 500));
    await registry.start();
    const outcome = await running;
    expect(outcome.code, outcome.err).toBe(0);
    expect(outcome.err).toMatch(/WARN .*registry at http:\/\/127.* does not answer .*trying again/);
    expect(valuesOf(outcome)).toEqual([{ id: "x" }, { id: "x", watts: 6 }]);
  });

  test("that refuses: its reason, and what to correct", async () => {
    registry.refuses = 401;
    const outcome = await start();
    registry.refuses = null;
    expectTold(outcome, 1, /refused .*: not today \(status 401\)/, "`basic.auth.user.info`");
  });

  test("that is not there: given up in time, with its address", async () => {
    await registry.stop();
    const outcome = await start();
    const words = `The schema registry at ${registry.url} does not answer: `;
    expectTold(outcome, 1, words, "help: start the registry");
    // Said once, not again as the cause.
    expect(outcome.err.split("ERROR")[1]?.split(words)).toHaveLength(2);
  });
});
