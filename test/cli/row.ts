/** A call of the command line with what must come of it, and how its output is read. */
import { expect } from "vitest";

export interface Row {
  readonly says: string;
  readonly args: readonly string[];
  readonly code: number;
  /** All of them are there; a text alone is the whole of it. */
  readonly out?: string | readonly RegExp[];
  readonly err?: string | readonly RegExp[];
  /** Below the folder of the test. */
  readonly in?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly isBroken?: boolean;
  /** A process of its own, with this as its standard input. */
  readonly input?: string;
  /** Looks at standard output, or at what was written. */
  readonly also?: (out: string, err: string) => void;
}

export const lines = (text: string): string[] => text.trimEnd().split("\n");
export const records = (text: string): Record<string, unknown>[] =>
  lines(text).map((line) => JSON.parse(line) as Record<string, unknown>);

export interface Report {
  readonly diagnostics: readonly Record<string, unknown>[];
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
}
export const report = (out: string): Report => {
  expect(lines(out)).toHaveLength(1);
  return JSON.parse(out) as Report;
};
