/** `/metrics` and `/config`: when they are on, and what becomes of a port that is taken (cli.md, Configuration). */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { metrics } from "../../runtime/metrics/metrics.ts";
import {
  type GivenConfiguration,
  resolveConfiguration,
} from "../../runtime/service/configuration.ts";
import { ConfigurationError } from "../../runtime/service/configuration-error.ts";
import { StatusPages } from "../../runtime/service/status-pages.ts";
import { until } from "../support/until.ts";

const open: StatusPages[] = [];
const servers: Server[] = [];
const logged: string[] = [];
afterEach(async () => {
  for (const pages of open.splice(0)) await pages.close();
  for (const server of servers.splice(0)) server.close();
  logged.length = 0;
});

async function start(given: GivenConfiguration, variables = {}): Promise<StatusPages> {
  setLogSink({
    isEnabled: () => true,
    write: (level, _logger, message) => logged.push(`${level} ${message}`),
  });
  const pages = await StatusPages.start(resolveConfiguration("app", given, variables));
  open.push(pages);
  return pages;
}

/** A port that somebody has; 9999 may be taken by others already, which is as good. */
async function takePort(port: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.once("error", () => resolve());
    server.listen(port, "0.0.0.0", resolve);
  });
  return (server.address() as AddressInfo | null)?.port ?? port;
}

const get = async (pages: StatusPages, path: string): Promise<Response> =>
  fetch(new URL(path, pages.address ?? ""));

// The first of all, since a metric that was made stays.
it("is off where nothing asks for it, and on with the first metric", async () => {
  const pages = await start({});
  expect(pages.address).toBeNull();
  await takePort(9999);
  metrics.counter("late").increment();
  await until(() => pages.address !== null, 5000);
  expect(await (await get(pages, "/metrics")).text()).toContain('{custom_name="late"} 1');
  await until(() => logged.includes(`info Metrics: ${pages.address}`), 1000);
});

it("stays off where the configuration says so, whatever is measured", async () => {
  const pages = await start({ usesMetrics: true, prometheus: { enabled: false, port: 0 } });
  expect(pages.address).toBeNull();
});

it("serves the metrics and the configuration on one port", async () => {
  const pages = await start(
    {
      prometheus: { port: 0, host: "127.0.0.1" },
      kafka: { "producer.linger.ms": "5", "ssl.key.password": "hidden" },
    },
    { KSMLC_KAFKA_PRODUCER_LINGER_MS: "6" },
  );
  expect(pages.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  const page = await get(pages, "/metrics");
  expect(page.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await page.text()).toContain('ksml_app{app_id="app",name="ksmlc",version="');
  const configuration = await get(pages, "/config");
  expect(configuration.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(await configuration.json()).toMatchObject({
    ksml: { enablePipelines: true, prometheus: { enabled: true, host: "127.0.0.1" } },
    kafka: {
      "application.id": "app",
      "producer.linger.ms": "6",
      "producer.batch.size": "16384",
      "ssl.key.password": "*****",
    },
  });
  expect((await get(pages, "/else")).status).toBe(404);
  expect((await fetch(pages.address ?? "", { method: "POST" })).status).toBe(405);
});

it("does not start on a configured port that is taken", async () => {
  const port = await takePort(0);
  const failure = await start({ prometheus: { port } }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigurationError);
  expect(failure).toMatchObject({
    exitCode: 2,
    message: `The port ${port} of the metrics page is taken.`,
  });
  expect(failure).toHaveProperty("help", expect.stringContaining("KSMLC_KSML_PROMETHEUS_PORT"));
});

it("gives way on the usual port, and says where it is", async () => {
  await takePort(9999);
  const pages = await start({ usesMetrics: true });
  const { port } = new URL(pages.address ?? "");
  expect(port).not.toBe("9999");
  expect(logged).toContain(`warn Port 9999 is taken, so the metrics are on port ${port}.`);
  expect((await get(pages, "/metrics")).status).toBe(200);
});

it("does not start on an address that it does not have", async () => {
  const failure = await start({ prometheus: { port: 0, host: "192.0.2.1" } }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    exitCode: 2,
    help: "correct `ksml.prometheus.host` and `ksml.prometheus.port`",
  });
});
