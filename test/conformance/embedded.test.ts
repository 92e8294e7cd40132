/** The embedded broker passes the conformance suite. */
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import type { ClientHarness } from "./client-harness.ts";
import { clientSuite } from "./client-suite.ts";

const shared = new EmbeddedBroker();

const harness: ClientHarness = {
  name: "embedded",
  client: (settings = {}, log) =>
    createEmbeddedClient(shared, { settings, log: (_level, message) => log?.(message) }),
  clientOfNothing(settings, log) {
    const broker = new EmbeddedBroker();
    broker.stop();
    return createEmbeddedClient(broker, { settings, log: (_level, message) => log(message) });
  },
  loseNextAcknowledgement: () => shared.loseNextAnswer("produce"),
  async outage() {
    const broker = new EmbeddedBroker();
    return {
      client: (settings) => createEmbeddedClient(broker, { settings }),
      goAway: async () => broker.stop(),
      comeBack: async () => broker.start(),
      discard: async () => {},
    };
  },
};

clientSuite(harness);
