/** What the service serves over HTTP: the page of metrics, and its configuration. */
import { readMetrics } from "../metrics-page.ts";
import type { Stage } from "../stage.ts";
import { same } from "./compare.ts";
import { eventually } from "./eventually.ts";

interface Metric {
  readonly series: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly equals?: number;
  /** Both ends included. */
  readonly between?: readonly [number | string, number | string];
  readonly fractional?: boolean;
  readonly within?: string;
}

/** The sum of all lines of a series that have these labels. */
export async function metric(stage: Stage, given: Metric): Promise<void> {
  const { series, labels = {}, equals, between, fractional = false } = given;
  const read = async (): Promise<number | null> =>
    readMetrics(await stage.service.page("/metrics"), series, labels);
  const [from, to] = (between ?? []).map((each) => Number(stage.fill(String(each))));
  const fits = (value: number | null): boolean =>
    value !== null &&
    (equals === undefined || value === equals) &&
    (from === undefined || to === undefined || (value >= from && value <= to)) &&
    (!fractional || !Number.isInteger(value));
  const value = await eventually(read, fits, {
    withinMs: stage.ms(given.within ?? "5s"),
    everyMs: 100,
  });
  if (!fits(value)) {
    throw new Error(
      `${series} ${JSON.stringify(labels)} is ${value}, not ${JSON.stringify(given)}`,
    );
  }
}

/** Entries of the configuration page. */
export async function config(stage: Stage, given: Readonly<Record<string, string>>): Promise<void> {
  const page = JSON.parse(await stage.service.page("/config")) as {
    readonly kafka: Readonly<Record<string, string>>;
  };
  const found = Object.fromEntries(Object.keys(given).map((key) => [key, page.kafka[key] ?? null]));
  same("the configuration", stage.fillAll(given), found);
}
