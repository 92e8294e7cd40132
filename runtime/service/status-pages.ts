/**
 * `/metrics` and `/config` of a service (cli.md, "Configuration"). On from the start where the configuration says so or a
 * function measures something; else from the first metric on that is made. Opened before anything is consumed, so that a
 * port that is taken stops nothing halfway.
 */
import { logSink } from "../dsl/logger.ts";
import { messageOf } from "../errors/ksml-exceptions.ts";
import { userMetrics } from "../metrics/metrics.ts";
import type { MetricsPage } from "../metrics/page.ts";
import type { ServiceStatistics } from "../metrics/service-families.ts";
import type { Configuration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { effectiveConfiguration } from "./effective-configuration.ts";
import { type HttpPages, openHttpPages } from "./http-pages.ts";
import { runtimeVersion } from "./version.ts";

const USUAL_PORT = 9999;
const LOGGER = "ksmlc.service";

export class StatusPages {
  readonly #configuration: Configuration;
  #service: ServiceStatistics | null = null;
  #metrics: Promise<MetricsPage> | null = null;
  #http: HttpPages | null = null;
  #isClosed = false;

  private constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** @throws ConfigurationError with exit code 2 where the configured port cannot be had */
  static async start(configuration: Configuration): Promise<StatusPages> {
    const pages = new StatusPages(configuration);
    const { prometheus, usesMetrics } = configuration;
    const { enabled, port } = prometheus;
    if (enabled ?? (port !== null || usesMetrics)) await pages.#open();
    else if (enabled === null) userMetrics.onFirst(() => void pages.#openLate());
    return pages;
  }

  /** Of the metrics; null: the pages are not on. */
  get address(): string | null {
    if (this.#http === null) return null;
    const { host } = this.#configuration.prometheus;
    const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
    return `http://${name.includes(":") ? `[${name}]` : name}:${this.#http.port}/metrics`;
  }

  /** The service runs: its stores and members are on the page from now on. */
  show(service: ServiceStatistics): void {
    this.#service = service;
    void this.#metrics?.then((page) => page.show(service));
  }

  /** The page as Prometheus would read it now. */
  async printMetrics(): Promise<string> {
    return (await this.#metricsPage()).print();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#http?.close();
    this.#http = null;
    (await this.#metrics)?.close();
  }

  /** Loaded when it is wanted: most services do without. */
  #metricsPage(): Promise<MetricsPage> {
    this.#metrics ??= this.#loadMetricsPage();
    return this.#metrics;
  }

  async #loadMetricsPage(): Promise<MetricsPage> {
    const module = await import("../metrics/page.ts");
    const { applicationId } = this.#configuration;
    const page = new module.MetricsPage({ applicationId, version: runtimeVersion() }, userMetrics);
    if (this.#service !== null) page.show(this.#service);
    return page;
  }

  async #open(): Promise<void> {
    const { CONTENT_TYPE } = await import("../metrics/page.ts");
    await this.#metricsPage();
    const pages = new Map([
      ["/metrics", { contentType: CONTENT_TYPE, print: () => this.printMetrics() }],
      [
        "/config",
        {
          contentType: "application/json; charset=utf-8",
          print: async () => this.#printConfiguration(),
        },
      ],
    ]);
    const { host, port } = this.#configuration.prometheus;
    try {
      this.#http = await openHttpPages({ host, port: port ?? USUAL_PORT }, pages);
    } catch (error) {
      if (port !== null || !isTaken(error)) throw cannotListen(host, port ?? USUAL_PORT, error);
      this.#http = await openHttpPages({ host, port: 0 }, pages);
      log("warn", `Port ${USUAL_PORT} is taken, so the metrics are on port ${this.#http.port}.`);
    }
  }

  /** Nothing is stopped for a page that nobody asked for. */
  async #openLate(): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#open();
      log("info", `Metrics: ${this.address}`);
      if (this.#isClosed) await this.close(); // while it was opened
    } catch (error) {
      log("warn", `The metrics page could not be opened: ${messageOf(error)}`);
    }
  }

  #printConfiguration(): string {
    const port = this.#http?.port ?? null;
    return `${JSON.stringify(effectiveConfiguration(this.#configuration, { port }), null, 2)}\n`;
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EADDRINUSE";

function cannotListen(host: string, port: number, error: unknown): ConfigurationError {
  return new ConfigurationError(
    isTaken(error)
      ? `The port ${port} of the metrics page is taken.`
      : `The metrics page cannot be opened on ${host}, port ${port}: ${messageOf(error)}.`,
    isTaken(error)
      ? "stop what listens there, or set another `ksml.prometheus.port` (KSMLC_KSML_PROMETHEUS_PORT); 0 takes any free one"
      : "correct `ksml.prometheus.host` and `ksml.prometheus.port`",
    { exitCode: 2 },
  );
}

function log(level: "info" | "warn", message: string): void {
  logSink().write(level, LOGGER, message);
}
