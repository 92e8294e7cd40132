/** Python's traceback of a JavaScript error, in the places of the YAML: in TypeScript as it is, and through tsc's map. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import {
  type Document,
  hardLine,
  indent,
  origin,
  join as separated,
} from "../compiler/7-emit/document.ts";
import { printDocument } from "../compiler/7-emit/print-document.ts";
import { encodeMappings, segmentEnds } from "../compiler/7-emit/source-map.ts";

const yaml = new SourceFile(
  "prices.yaml",
  `functions:
  total:
    code: |
      é = "größe"; result = helper(value["items"])
      return result
    globalCode: |
      def helper(items):
        return items["x"]
`,
);

/** Marks the piece of the code below as coming from the first place of a text in the YAML. */
function from(text: string, frame: string, content: Document): Document {
  const start = yaml.text.indexOf(text);
  return origin(yaml.span(start, start + text.length), frame, content);
}

const root = join(import.meta.dirname, "..");
// Below the project, so that node finds the types and tsc its packages.
const folder = mkdtempSync(join(root, ".cache-trace-"));
beforeAll(() => {
  const source = separated(hardLine, [
    `import { keyError, PyError, raise, ValueError } from ${JSON.stringify(join(root, "runtime/python/exceptions.ts"))};`,
    "type Items = readonly number[];",
    "function helper(items: Items): number {",
    indent([
      hardLine,
      from('return items["x"]', "functions.total.helper", [
        "return ",
        from('items["x"]', "functions.total.helper", "fail(items)"),
        ";",
      ]),
    ]),
    "}",
    // What the runtime does: a frame that no map knows would be hidden; this one has no origin.
    "function fail(_items: Items): number { throw keyError('x'); }",
    "export function total(items: Items): number {",
    indent([
      hardLine,
      from("result = helper", "functions.total", [
        "const ",
        "result = ",
        from('helper(value["items"])', "functions.total", "[items].map((each) => helper(each))"),
        ";",
      ]),
      hardLine,
      "return result[0] ?? 0;",
    ]),
    "}",
    "export function chained(items: Items): number {",
    indent([
      hardLine,
      "try { return total(items); } catch (error) {",
      indent([
        hardLine,
        from("return result", "functions.total", [
          "throw raise(ValueError('bad'), (error as PyError).exception);",
        ]),
      ]),
      hardLine,
      "}",
    ]),
    "}",
    "",
  ]);
  const { text, segments, names } = printDocument(source);
  writeFileSync(join(folder, "prices.ts"), text);
  writeFileSync(
    join(folder, "prices.map.json"),
    JSON.stringify({
      version: 3,
      file: "prices.ts",
      sources: ["prices.yaml"],
      sourcesContent: [yaml.text],
      names,
      mappings: encodeMappings(segments),
      x_ksml: {
        ends: segmentEnds(segments),
        python: [
          { kind: "code", first: 3, last: 4 },
          { kind: "globalCode", first: 6, last: 7 },
        ],
      },
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, ...options: string[]): string {
  const trace = JSON.stringify(join(root, "runtime/errors/trace-to-ksml.ts"));
  const program = `import { tracebackOf, placeOf } from ${trace};\n${script}`;
  writeFileSync(join(folder, "main.mjs"), program);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...options, join(folder, "main.mjs")],
    { encoding: "utf8" },
  );
  expect(stderr + status).toBe("0");
  return stdout;
}

const trace = (module: string, call: string): string => `
  const { total, chained } = await import("./${module}");
  try { ${call} } catch (error) {
    console.log(tracebackOf(error));
    console.log(placeOf(error));
  }`;

const TOTAL = `Traceback (most recent call last):
  File "prices.yaml", line 4, column 29, in functions.total (code line 1)
    é = "größe"; result = helper(value["items"])
                          ^^^^^^^^^^^^^^^^^^^^^^
  File "prices.yaml", line 8, column 16, in functions.total.helper
    return items["x"]
           ^^^^^^^^^^
KeyError: 'x'
prices.yaml:8:16
`;

describe("tracebacks", () => {
  test("of TypeScript as Node runs it", () => {
    expect(run(trace("prices.ts", "total([])"))).toBe(TOTAL);
  });

  test("when somebody has read the stack before", () => {
    expect(run(trace("prices.ts", "try { total([]) } catch (e) { e.stack; throw e; }"))).toBe(
      TOTAL,
    );
  });

  test("with the exception that was the cause", () => {
    expect(run(trace("prices.ts", "chained([])"))).toBe(`${TOTAL.split("prices.yaml:8")[0]}
The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "prices.yaml", line 5, column 7, in functions.total (code line 2)
    return result
ValueError: bad
prices.yaml:5:7
`);
  });

  test("through tsc's map, with Node's own source maps on and off", () => {
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          target: "es2023",
          module: "nodenext",
          strict: true,
          sourceMap: true,
          allowImportingTsExtensions: true,
          rewriteRelativeImportExtensions: true,
          noCheck: true,
          // Else what is imported is compiled too, into its own folder.
          noResolve: true,
          rootDir: ".",
          outDir: "dist",
          skipLibCheck: true,
          types: [],
        },
        files: ["prices.ts"],
      }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    const output = join(folder, "dist");
    execFileSync(process.execPath, [join(root, "runtime/errors/ksmlc-maps.ts"), folder, output]);
    const map = readFileSync(join(output, "prices.js.map"), "utf8");
    // A second time changes nothing.
    execFileSync(process.execPath, [join(root, "runtime/errors/ksmlc-maps.ts"), folder, output]);
    expect(readFileSync(join(output, "prices.js.map"), "utf8")).toBe(map);
    expect(run(trace("dist/prices.js", "total([])"))).toBe(TOTAL);
    expect(run(trace("dist/prices.js", "total([])"), "--enable-source-maps")).toBe(TOTAL);
    const stack = run(
      'const { total } = await import("./dist/prices.js");\ntry { total([]) } catch (e) { console.log(e.stack); }',
      "--enable-source-maps",
    );
    expect(stack).toMatch(/at .*prices\.yaml:8:16\)/);
    expect(stack).toMatch(/at .*prices\.yaml:4:29\)/);
  });
});
