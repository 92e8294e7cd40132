/** The hostile golden project at work: names come out unchanged as topics, keys, fields and headers, and nothing planted in them ran. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildKsmlc, ksmlc, root } from "./support/built-ksmlc.ts";

const folder = mkdtempSync(join(tmpdir(), "ksmlc-hostile-"));
beforeAll(buildKsmlc, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As text: `__proto__` in an object of ours would be no field. */
const RECORDS = [
  // Has a constructor, so the definition leaves it out.
  `{"topic":"quotes","key":"a","value":{"constructor":"c"}}`,
  `{"topic":"quotes","key":"\\"*/\`\${x}","value":{"\${z}":"*/","__proto__":null,"toString":1}}`,
  `{"topic":"__proto__","key":"__proto__","value":{"__proto__":{"x":1},"constructor":"c","hasOwnProperty":[]}}`,
  `{"topic":"json","key":"\\u202e","value":[1,"\`"],"headers":[{"key":"*/ \${x}","value":"\\u2028"}]}`,
];

const WANTED = [
  `"topic":"comment","partition":0,"offset":0,"timestamp":0,"key":"\\"*/\`\${x}","value":{"\${z}":"*/","__proto__":null,"toString":1}}`,
  `"topic":"constructor","partition":0,"offset":0,"timestamp":0,"key":"__proto__","value":{"__proto__":{"x":1},"constructor":"c","hasOwnProperty":[]}}`,
  `"topic":"line-end","partition":0,"offset":0,"timestamp":0,"key":"\u202e","value":[1,"\`"],"headers":[{"key":"*/ \${x}","value":"\u2028"}]}`,
];

test("names are data", () => {
  const definition = join(root, "fixtures/projects/hostile/input/hostile.yaml");
  const input = join(folder, "records.ndjson");
  writeFileSync(
    input,
    `${RECORDS.map((text) => text.replace("{", '{"timestamp":0,')).join("\n")}\n`,
  );
  const output = ksmlc(
    ["run", definition, "--feed", input, "--print", "*", "--until-idle"],
    folder,
  );
  expect(output.trimEnd().split("\n").sort()).toEqual(WANTED.map((text) => `{${text}`));
}, 60_000);
