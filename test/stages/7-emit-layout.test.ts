/** The layout of constructs that modules are made of; Prettier must find nothing to change. */
import { describe, expect, test } from "vitest";
import {
  arrayLiteral,
  arrow,
  call,
  type Document,
  group,
  hardLine,
  imported,
  indent,
  join,
  line,
  objectLiteral,
} from "../../compiler/7-emit/document.ts";
import { printDocument } from "../../compiler/7-emit/print-document.ts";
import { prettier } from "../support/checked-parts.ts";
import { compilePython } from "../support/compile-python.ts";

describe("layout", () => {
  const cases: Record<string, Document> = {
    "a call that hugs an object": [
      call("producers.produce", ['"readings"', objectLiteral(["a: 1", "b: 2"], true)]),
      ";",
    ],
    "a long call": [
      call(
        "fff",
        Array.from({ length: 12 }, (_, i) => `"argument ${i}"`),
      ),
      ";",
    ],
    "arrow with a long call": [
      call("filter", [
        arrow(
          "(key, value)",
          call(
            "fff",
            Array.from({ length: 9 }, (_, i) => `"argument ${i}"`),
          ),
          "call",
        ),
      ]),
      ";",
    ],
    "arrow with a long call, not last": [
      call("filter", [
        arrow(
          "(key, value)",
          call(
            "fff",
            Array.from({ length: 9 }, (_, i) => `"argument ${i}"`),
          ),
          "call",
        ),
        "json",
      ]),
      ";",
    ],
    "arrow with a long logical expression": [
      call("filter", [
        '"name"',
        arrow(
          "(key, value)",
          group(
            join(
              [" &&", line],
              Array.from({ length: 6 }, (_, i) => `value.number_of_it_${i}`),
            ),
          ),
          "other",
        ),
      ]),
      ";",
    ],
    "arrow with a conditional": [
      call("filter", [
        arrow(
          "(key, value)",
          group([
            "value.temperature_in_celsius > 20",
            indent([
              line,
              "? value.temperature_in_celsius",
              line,
              ": value.temperature_in_fahrenheit",
            ]),
          ]),
          "conditional",
        ),
      ]),
      ";",
    ],
    "arrow with a short conditional": [
      call("filter", [
        arrow("(key, value)", group(["a", indent([line, "? b", line, ": c"])]), "conditional"),
      ]),
      ";",
    ],
    "arrow with an object": [
      call("transformValue", [
        arrow(
          "(key, value)",
          objectLiteral(Array.from({ length: 7 }, (_, i) => `number_of_it_${i}: ${i}`)),
          "object",
        ),
      ]),
      ";",
    ],
    "arrow with an array": [
      call("transformValue", [
        arrow(
          "(key, value)",
          arrayLiteral(Array.from({ length: 8 }, (_, i) => `value.number_${i}`)),
          "array",
        ),
      ]),
      ";",
    ],
    "an array of numbers": [
      "const x = ",
      arrayLiteral(Array.from({ length: 60 }, (_, i) => String(i))),
      ";",
    ],
    "an array of objects": [
      "const x = ",
      arrayLiteral([objectLiteral(["a: 1", "b: 2"]), objectLiteral(["a: 1", "b: 2"])]),
      ";",
    ],
    "a constant call": ["const x = ", call(imported("f", "m"), ["1"]), ";"],
  };
  for (const [name, document] of Object.entries(cases)) {
    test(name, async () => {
      const { text } = printDocument([document, hardLine]);
      expect(text).toBe(await prettier(text));
    });
  }
});

describe("layout of Python that needs more than a line", () => {
  const isSound =
    'isinstance(value["depth_of_the_well"], (int, float)) and value["depth_of_the_well"] > 200';
  const fits = 'len(value["names_of_the_wells"]) > len(value["names_of_the_springs_nearby"])';
  const cases: Record<string, string> = {
    "a test": `if ${isSound}:\n  return 1`,
    "a test of three": `if ${isSound} and ${fits}:\n  return 1`,
    "a test that is negated": `if not (${isSound}):\n  return 1`,
    "a test that is negated, and another": `if not (${isSound}) and ${fits}:\n  return 1`,
    "a test within a test": `if ${fits} and (${isSound} or ${fits}):\n  return 1`,
    "a loop": `while ${isSound}:\n  value["depth_of_the_well"] -= 1`,
    "classes of exceptions":
      "try:\n  value.pop()\nexcept (KeyError, TypeError, ValueError, IndexError, AttributeError):\n  return 1",
    "a result": `return ${isSound}`,
    "a value": `x = ${isSound}`,
    "an entry": `x = {"is_sound": ${isSound}, "fits": ${fits} or ${isSound}}`,
    "a choice": `x = 1 if ${isSound} else 2`,
    "a choice that is an argument": `x = str(1 if ${isSound} else 2)`,
    "a choice that is an entry": `x = {"n": 1 if ${isSound} else 2}`,
    "a choice that is a result": `return 1 if ${isSound} else 2`,
    "a choice in a choice": `x = 1 if ${fits} else 2 if ${isSound} else 3`,
    "a choice in the first branch": `x = (1 if ${isSound} else 2) if ${fits} else 3`,
    "a condition of a list": `x = [well["depth"] for well in value["wells"] if ${isSound}]`,
    "a condition of a generator": `x = iter(well["depth"] for well in value["wells"] if ${isSound})`,
  };
  for (const [name, code] of Object.entries(cases)) {
    test(name, async () => {
      const { text } = compilePython({ code });
      expect(`${text}\n`).toBe(await prettier(text));
    });
  }
});
