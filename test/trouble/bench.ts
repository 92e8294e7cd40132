/** A folder with the definitions of the tests of troubles, `ksmlc run` in it, and what all troubles have in common. */
import { afterAll, beforeAll, expect } from "vitest";
import { buildKsmlc } from "../support/built-ksmlc.ts";
import { Folder, type RunCall, type RunOutcome } from "../support/run-definition.ts";
import {
  COPY,
  counting,
  OLD_WRITER,
  PARCELS,
  POLISHED,
  RAW,
  READINGS,
  SCHEMA,
  SCHEMA_WITHOUT_WATTS,
} from "./definitions.ts";

export const folder = new Folder();
const TO_THE_END = ["--print", "*", "--until-idle"];

beforeAll(() => {
  buildKsmlc();
  folder.write("copy.yaml", COPY);
  folder.write("counting.yaml", counting(true));
  folder.write("unlogged.yaml", counting(false));
  folder.write("parcels.ndjson", PARCELS);
  folder.write("readings.yaml", READINGS);
  folder.write("raw.yaml", RAW);
  folder.write("old-writer.yaml", OLD_WRITER);
  folder.write("polished.yaml", POLISHED);
  folder.write("schemas/Reading.avsc", SCHEMA);
  folder.write("old-schemas/Reading.avsc", SCHEMA_WITHOUT_WATTS);
});
afterAll(() => folder.remove());

export const run = (args: readonly string[], call: RunCall = {}): Promise<RunOutcome> =>
  folder.run([...args, ...TO_THE_END], call);

export const runner = (name: string, content: unknown): string =>
  folder.write(`${name}.runner.yaml`, JSON.stringify(content));

/** It ended like that, said that, and what the person has to do; nothing of it is ours to explain. */
export function expectTold(
  outcome: RunOutcome,
  code: number,
  words: string | RegExp,
  next: string,
): void {
  const said = outcome.out + outcome.err;
  expect(outcome.code, said).toBe(code);
  expect(said).toMatch(words);
  expect(said).toContain(next);
  expect(said).not.toMatch(/\/(?:runtime|compiler|bin|node_modules)\/\S+\.[jt]s/);
  expect(said).not.toMatch(/InternalError|please report/i);
}
