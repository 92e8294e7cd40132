/** Type strings and assignability (language.md 8): text in, type or problem out. */
import { describe, expect, it } from "vitest";
import { refusal } from "../../compiler/language/data-types/assignable.ts";
import type { DataType } from "../../compiler/language/data-types/data-type.ts";
import { parseType } from "../../compiler/language/data-types/parse-type.ts";
import { ksmlTypeName, printType } from "../../compiler/language/data-types/print-type.ts";
import { flattenWindowed } from "../../compiler/language/data-types/record-types.ts";
import { withoutSerde } from "../../compiler/language/notations/index.ts";

describe("type strings", () => {
  it.each([
    ["string", "string"],
    ["str", "string"],
    ["int", "int"],
    ["integer", "int"],
    ["?", "any"],
    ["none", "null"],
    ["", "any"],
    [" long ", "long"],
    ["json", "json"],
    ["JSON", "json"],
    ["binary:string", "string"],
    ["default", "any"],
    ["map", "map(any)"],
    ["json:map(string)", "json:map(string)"],
    ["json:struct", "json:struct"],
    ["json:windowed(string)", "json:windowed(string)"],
    ["[long]", "list(long)"],
    ["list(json)", "list(json)"],
    ["(string, json)", "(string, json)"],
    ["tuple( string ,json )", "(string, json)"],
    ["[(string,json)]", "list((string, json))"],
    ["(string,)", "(string, any)"],
    ["union(null, string)", "union(null, string)"],
    ["enum(SENT,LOST)", "enum(SENT,LOST)"],
    ['enum("SENT","LOST")', "enum(SENT,LOST)"],
    ["enum(a(b),c)", "enum(a(b),c)"],
  ])("%s", (text, printed) => {
    const { type, problems } = parseType(text);
    expect(problems).toEqual([]);
    expect(type && printType(type)).toBe(printed);
  });

  it.each([
    ["String", "type/unknown-type", "String"],
    ["list(strin)", "type/unknown-type", "strin"],
    ["my-type", "type/unknown-type", "my-type"],
    ["listt(string)", "type/unknown-type", "listt"],
    ["list", "type/unknown-type", "list"],
    ["(string, jsn:x)", "type/unknown-notation", "jsn"],
    ["json:map", "type/not-in-notation", "map"],
    ["json:any", "type/not-in-notation", "any"],
    ["json:Parcel", "type/schema-not-allowed", "Parcel"],
    ["list( string )", "type/syntax", " "],
    ["map(string", "type/syntax", "map(string"],
    ["map(string))", "type/syntax", ")"],
    ["string int", "type/syntax", "int"],
    ["json:", "type/syntax", ""],
    ["enum(", "type/syntax", "enum("],
    ["(string, apicurio_avro:Parcel)", "type/not-built-yet", "apicurio_avro:Parcel"],
    ["avro", "type/not-built-yet", "avro"],
    ["xml", "type/not-built-yet", "xml"],
    ["[".repeat(5000), "type/syntax", "[".repeat(4900)],
    ["__proto__", "type/unknown-type", "__proto__"],
    ["constructor:x", "type/unknown-notation", "constructor"],
  ])("%s is refused", (text, code, part) => {
    const { type, problems } = parseType(text);
    expect(type).toBeNull();
    const [problem] = problems;
    expect(problem?.code).toBe(code);
    expect(text.slice(problem?.start, problem?.end)).toBe(part);
  });

  it("keeps the blanks of enum symbols, with a remark", () => {
    const { type, problems } = parseType("enum(SENT, LOST)");
    expect(type?.dataType).toEqual({ kind: "enum", symbols: ["SENT", " LOST"] });
    expect(problems.map(({ code, start }) => [code, start])).toEqual([["type/enum-blank", 10]]);
  });
});

describe("assignability", () => {
  it.each([
    ["any", "long", true],
    ["long", "any", false],
    ["long", "int", false],
    ["double", "float", false],
    ["string", "enum(A)", true],
    ["enum(A)", "string", true],
    ["enum(A)", "enum(B)", true],
    ["null", "null", true],
    ["list(any)", "list(long)", true],
    ["list(long)", "list(string)", false],
    ["map(any)", "struct", true],
    ["map(string)", "struct", false],
    ["struct", "map(string)", false],
    ["struct", "null", true],
    ["json", "struct", true],
    ["json", "list(string)", true],
    ["json", "json", true],
    ["struct", "json", false],
    ["json", "any", false],
    ["json", "union(struct, string)", false],
    ["union(string, long)", "long", true],
    ["(any, any)", "(string, json)", true],
    ["(string, string)", "(string, json)", false],
    ["(string, string)", "(string, string, string)", false],
    ["windowed(string)", "windowed(string)", true],
    ["windowed(string)", "string", false],
  ])("%s takes %s: %s", (target, source, takes) => {
    expect(refusal(typeOf(target), typeOf(source)) === null).toBe(takes);
  });

  it("says why, from the outside to the inside", () => {
    expect(refusal(typeOf("list(map(long))"), typeOf("list(map(string))"))).toEqual([
      "`list(map(long))` takes no `list(map(string))`",
      "`map(long)` takes no `map(string)`",
      "`long` takes no `string`",
    ]);
  });
});

describe("windowed keys", () => {
  it("are structs where functions and serdes see them", () => {
    const flat = flattenWindowed(typeOf("windowed(string)"));
    expect(ksmlTypeName(flat)).toBe("WindowedString");
    expect(ksmlTypeName(flattenWindowed(typeOf("windowed(json)")))).toBe(
      "WindowedUnionOfStructOrListOfUnknown",
    );
    expect(refusal(typeOf("struct"), flat)).toBeNull();
  });
});

describe("wire formats", () => {
  it.each([
    ["string", null],
    ["json", null],
    ["json:windowed(string)", null],
    ["union(string, long)", null],
    ["union(string, (long, long))", "(long, long)"],
    ["(string, json)", "(string, json)"],
    ["any", "any"],
    ["json:union(struct, string)", "union(json:struct, string)"],
  ])("%s", (text, missing) => {
    const { type } = parseType(text);
    const found = type && withoutSerde(type);
    expect(found && printType({ notation: "default", dataType: found })).toBe(missing);
  });
});

function typeOf(text: string): DataType {
  const { type } = parseType(text);
  if (type === null) throw new Error(`${text} is no type`);
  return type.dataType;
}
