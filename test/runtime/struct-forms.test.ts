/** Which form of a struct with a schema a function gets, and when it is refused (design.md 3, V34). */
import { describe, expect, it } from "vitest";
import { isFreeForm } from "../../runtime/data-types/data-type.ts";
import { markMissing } from "../../runtime/data-types/missing-fields.ts";
import { dynamicForm, ownDynamicForm } from "../../runtime/data-types/struct-form.ts";
import { isMutating, mutates, retains, typed } from "../../runtime/dsl/function-marks.ts";
import type { NodeRuntime } from "../../runtime/dsl/node.ts";
import { StreamRecord } from "../../runtime/engine/record.ts";
import { any, double, helper, json, list, string, union } from "../../runtime/index.ts";
import { FunctionCall, keyValueCall } from "../../runtime/operations/function-call.ts";
import { repr } from "../../runtime/python/repr.ts";
import type { Dict, Value } from "../../runtime/python/value.ts";
import { emittedType } from "./avro-support.ts";

const bed = emittedType({
  type: "record",
  name: "Bed",
  namespace: "garden",
  fields: [
    { name: "wet", type: "boolean" },
    { name: "litres", type: "double" },
  ],
});

type Given = (key: never, value: never) => unknown;

/** What the function is given for the value. */
function given(fn: Given, value: unknown, type = bed, owned = false): Value {
  const node = {
    namespace: "garden",
    types: { key: string, value: type },
    owned,
  } as unknown as NodeRuntime;
  const call = new FunctionCall(node, fn, ["pipelines", "p"], { key: false, value: false });
  return keyValueCall(call, fn)(new StreamRecord("k", value, 0, [], false, false));
}

const same: Given = (_key, value) => value;
const struct = (): Dict => ({ litres: 2, wet: true });

describe("a function without the mark", () => {
  it("gets a dynamic copy, floats boxed and its schema told", () => {
    const value = struct();
    const seen = given((...args) => same(...args), value);
    expect(seen).not.toBe(value);
    expect(value).toEqual(struct());
    expect(repr(seen)).toMatch(
      /^\{'litres': 2\.0, 'wet': True, '@schema': \{.*\}, '@type': 'Bed'\}$/,
    );
  });

  it("gets None for a missing value", () => {
    expect(given((...args) => same(...args), null)).toBe(null);
  });

  it.each<[string, Dict, string]>([
    [
      "its fields in order",
      { at: [1, 2], note: "n", size: 3, unit: "m" },
      "'at': [1.0, 2.0], 'note': 'n', 'size': 3.0, 'unit': 'm'",
    ],
    [
      "its fields in another order",
      { unit: "m", size: 3, note: "n", at: [1] },
      "'at': [1.0], 'note': 'n', 'size': 3.0, 'unit': 'm'",
    ],
    [
      "a field that is not there",
      { at: undefined, note: null, size: 3, unit: "m" },
      "'note': None, 'size': 3.0, 'unit': 'm'",
    ],
    ["no fields but the required ones", { size: 0.5, unit: "m" }, "'size': 0.5, 'unit': 'm'"],
    [
      "required fields that are not there",
      { at: [], note: "" },
      "'at': [], 'note': '', 'size': None, 'unit': None",
    ],
    [
      "a last field that is not there",
      { at: [], note: "", size: 2 },
      "'at': [], 'note': '', 'size': 2.0, 'unit': None",
    ],
    [
      "an entry too many",
      { at: [], note: "", size: 1, unit: "m", x: 1 },
      "'at': [], 'note': '', 'size': 1.0, 'unit': 'm'",
    ],
  ])("gets the fields of the schema, whatever the struct has: %s", (_title, value, fields) => {
    const type = emittedType({
      type: "record",
      name: "Bed",
      fields: [
        { name: "size", type: "double" },
        { name: "unit", type: "string" },
        { name: "note", type: ["null", "string"], default: null },
        { name: "at", type: ["null", { type: "array", items: "double" }], default: null },
      ],
    });
    const seen = repr(given((...args) => same(...args), value, type));
    expect(seen).toMatch(new RegExp(`^\\{${fields.replaceAll(/[[\]]/g, "\\$&")}, '@schema': `));
  });

  it("is called whatever the writer left out", () => {
    const value = { litres: null, wet: true };
    markMissing(value, ["litres"], null);
    expect(repr(given((...args) => same(...args), value))).toContain("'litres': None");
  });
});

describe("a function that takes the typed form", () => {
  const reading = (...fields: string[]): Given =>
    typed((...args: Parameters<Given>) => same(...args), { value: fields });

  it("gets the record's own struct", () => {
    const value = struct();
    expect(given(reading("litres"), value)).toBe(value);
  });

  it("gets a copy where it changes what others need", () => {
    const value = struct();
    const fn = mutates(reading("litres"));
    expect(isMutating(fn)).toBe(true);
    expect(given(fn, value)).toEqual(value);
    expect(given(fn, value)).not.toBe(value);
    expect(given(fn, value, bed, true)).toBe(value);
    expect(given(retains(reading("wet")), value)).not.toBe(value);
    expect(given(retains(reading("wet")), value, bed, true)).toBe(value);
  });

  it("is refused where it reads what the writer left out", () => {
    const value = { litres: null, wet: true };
    markMissing(value, ["litres"], null);
    expect(() => given(reading("litres"), value)).toThrow('The field "litres" of Bed has no value');
    expect(given(reading("wet"), value)).toBe(value);
  });
});

describe("the dynamic form of what was just read", () => {
  const types = emittedType({
    type: "record",
    name: "Shed",
    fields: [
      { name: "beds", type: { type: "array", items: { type: "array", items: "double" } } },
      { name: "by_name", type: { type: "map", values: "double" } },
      { name: "door", type: ["null", "string"], default: null },
      { name: "names", type: { type: "array", items: "string" } },
      {
        name: "roof",
        type: { type: "record", name: "Roof", fields: [{ name: "m", type: "double" }] },
      },
      { name: "seeds", type: { type: "map", values: "long" } },
    ],
  });
  const read = (): Dict => ({
    beds: [[1, 0.5]],
    by_name: { a: 3 },
    door: "green",
    names: ["a"],
    roof: { m: 2 },
    seeds: { b: 4 },
  });
  const own = ownDynamicForm(types) as (value: Value) => Value;

  it("is the value itself, changed", () => {
    const value = read();
    const seen = own(value);
    expect(seen).toBe(value);
    expect(repr(seen)).toBe(repr(dynamicForm(types)?.(read()) as Value));
    expect(repr(seen)).toContain("'beds': [[1.0, 0.5]]");
  });

  it("is another dict where fields are not there", () => {
    const seen = own({ ...read(), door: undefined } as unknown as Value);
    expect(repr(seen)).toBe(
      repr({ ...(own(read()) as Dict), door: null }).replace(" 'door': None,", ""),
    );
    const marked = { ...read(), roof: null };
    markMissing(marked, ["roof"], null);
    expect(own(marked)).not.toBe(marked);
  });
});

describe("a function of the author's", () => {
  it("sees floats that are whole as floats", () => {
    const seen = helper({ water: (_key: Value, litres: Value) => litres }, "water");
    expect(repr(given(seen as Given, 2, double))).toBe("2.0");
    expect(given(seen as Given, 2.5, double)).toBe(2.5);
    expect(given(seen as Given, null, double)).toBe(null);
  });
});

it("a field that is left out is not what JavaScript's objects have by that name", () => {
  const type = emittedType({
    type: "record",
    name: "Shed",
    fields: [
      { name: "constructor", type: ["null", { type: "array", items: "double" }], default: null },
      { name: "door", type: "string" },
    ],
  });
  expect(repr(given((...args) => same(...args), { door: "open" }, type))).toMatch(
    /^\{'door': 'open', '@schema': /,
  );
});

describe("any struct or list", () => {
  it.each([
    ["json", json, true],
    ["a struct with a schema", bed, false],
    ["a struct with a schema, or any list", union(bed, list(any)), false],
  ])("%s", (_name, type, isFree) => {
    expect(isFreeForm(type)).toBe(isFree);
  });
});
