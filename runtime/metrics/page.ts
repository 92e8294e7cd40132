/** The page that Prometheus reads: the application, what functions measure, stores and members, then the process itself. */
import { collectDefaultMetrics, Registry } from "prom-client";
import { printFamily } from "./family.ts";
import type { MetricRegistry } from "./registry.ts";
import {
  type ApplicationInfo,
  applicationFamily,
  type ServiceStatistics,
  serviceFamilies,
} from "./service-families.ts";
import { userFamilies } from "./user-families.ts";

export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

export class MetricsPage {
  readonly #application: ApplicationInfo;
  readonly #metrics: MetricRegistry;
  readonly #process = new Registry();
  /** Null until the service runs. */
  #service: ServiceStatistics | null = null;

  constructor(application: ApplicationInfo, metrics: MetricRegistry) {
    this.#application = application;
    this.#metrics = metrics;
    collectDefaultMetrics({ register: this.#process });
  }

  show(service: ServiceStatistics): void {
    this.#service = service;
  }

  async print(): Promise<string> {
    return this.printOwn() + (await this.#process.metrics());
  }

  /** Without what the process and its engine tell. */
  printOwn(): string {
    const families = [
      applicationFamily(this.#application),
      ...userFamilies(this.#metrics.all()),
      ...(this.#service === null ? [] : serviceFamilies(this.#service)),
    ];
    return families.map(printFamily).join("");
  }

  close(): void {
    this.#process.clear();
  }
}
