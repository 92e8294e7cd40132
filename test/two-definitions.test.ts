/**
 * Two definitions as one service, in a process of its own: one reads a stream that the other declares, and its steps call
 * functions of the other, which keep their own globals (dialect.md 5.1, 5.2).
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildKsmlc } from "./support/built-ksmlc.ts";
import { Folder, ndjson, valuesOf } from "./support/run-definition.ts";

const DEPOT = `
streams:
  parcels: { topic: depot_parcels, keyType: string, valueType: json }
functions:
  is_heavy:
    type: predicate
    expression: value["grams"] > limit()
  number:
    type: valueTransformer
    resultType: json
    globalCode: |
      seen = 0
      def limit():
        return 100
    code: |
      global seen
      seen += 1
      value["number"] = seen
      return value
  label:
    type: valueTransformer
    resultType: json
    parameters:
      - { name: unit, type: string, defaultValue: grams }
    code: |
      import time
      time.sleep(0.001)
      return {"parcel": value, "unit": unit}
`;

const WEIGHING = `
streams:
  weighed: { topic: weighed, keyType: string, valueType: json }
functions:
  own:
    type: valueTransformer
    resultType: json
    globalCode: |
      seen = 100
    code: |
      value["own"] = seen
      return value
pipelines:
  weighing:
    from: parcels
    via:
      - { type: filter, if: is_heavy }
      - { type: transformValue, mapper: number }
      - { type: transformValue, mapper: own }
      - { type: transformValue, mapper: label }
    to: weighed
`;

const folder = new Folder();
beforeAll(buildKsmlc);
afterAll(() => folder.remove());

test("a definition uses streams and functions of another", async () => {
  folder.write("depot.yaml", DEPOT);
  folder.write("weighing.yaml", WEIGHING);
  folder.write("parcels.ndjson", ndjson([10, 200, 300].map((grams) => ({ value: { grams } }))));
  const outcome = await folder.run([
    ...["weighing.yaml", "depot.yaml", "--application-id", "two", "--embedded", "--until-idle"],
    ...["--feed", "depot_parcels=parcels.ndjson", "--print", "weighed"],
  ]);
  expect(outcome.code, outcome.err).toBe(0);
  expect(valuesOf(outcome)).toEqual(
    [200, 300].map((grams, i) => ({
      parcel: { grams, number: i + 1, own: 100 },
      unit: "grams",
    })),
  );
});
