/**
 * Prometheus' text format for one family of series. Written here and not by prom-client, which knows one set of label names
 * a family and no integers beyond 2^53.
 */
import type { Int } from "../python/value.ts";
import type { Labels } from "./labels.ts";

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly lines: readonly { readonly labels: Labels; readonly value: Int }[];
}

/** Ends in a line break; empty where the family has no lines. */
export function printFamily({ name, help, type, lines }: Family): string {
  if (lines.length === 0) return "";
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  return (
    head + lines.map((line) => `${name}${labelText(line.labels)} ${number(line.value)}\n`).join("")
  );
}

function labelText(labels: Labels): string {
  if (labels.size === 0) return "";
  return `{${[...labels].map(([name, value]) => `${name}="${escaped(value)}"`).join(",")}}`;
}

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

function number(value: Int): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}
