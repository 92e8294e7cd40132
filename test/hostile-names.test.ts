/**
 * Texts that try to be something else, in each place of a definition that takes text: the definition is refused with the
 * expected diagnostic, or its project compiles strictly, the text comes out unchanged, and nothing planted in it runs.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { applicationIdOf, compileService } from "../bin/compile-service.ts";
import { generateProject } from "../bin/generate-project.ts";
import { typecheckProject } from "../bin/typecheck-project.ts";
import { SourceFile } from "../compiler/1-source/source-file.ts";
import type { OutputFile } from "../compiler/8-project/output-file.ts";
import { type Compiled, compile } from "../compiler/compile.ts";
import { promoteNotBuilt } from "../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";
import { nameProblem } from "../runtime/dsl/operation-names.ts";
import { buildKsmlc } from "./support/built-ksmlc.ts";
import { PLACES, type Place, type PlainRecord, yamlOf } from "./support/hostile-places.ts";
import type { HostileResult } from "./support/hostile-run.ts";
import { TEXTS } from "./support/hostile-texts.ts";

const NAMESPACE = "place";

function compileText(yaml: string, namespace = NAMESPACE): Compiled {
  const source = new SourceFile(`${namespace}.yaml`, yaml);
  return compile({ mode: "service", definitions: [{ namespace, source }] });
}

function errorsOf({ diagnostics }: Compiled): readonly Diagnostic[] {
  return promoteNotBuilt(diagnostics).filter(({ severity }) => severity === "error");
}

const acceptedTexts = (place: Place): readonly string[] =>
  place.texts.filter((text) => (place.refused?.(text) ?? null) === null);

/** JSON with sorted keys. */
const canonical = (records: readonly PlainRecord[]): readonly PlainRecord[] =>
  records.map((record) => ({
    ...record,
    value: JSON.stringify(JSON.parse(record.value ?? "null"), (_key, value: unknown) =>
      typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ),
  }));

const whole = PLACES.map((place, i) => {
  const texts = acceptedTexts(place);
  return { place, texts, namespace: `place${i}`, yaml: yamlOf(place.definition(texts)) };
}).filter(({ texts }) => texts.length > 0);

describe("each text alone is taken, or refused for what it is", () => {
  test.each(PLACES.map((place) => [place.name, place] as const))("%s", (_name, place) => {
    for (const text of place.texts) {
      const codes = errorsOf(compileText(yamlOf(place.definition([text])))).map(({ code }) => code);
      const refusal = place.refused?.(text) ?? null;
      if (refusal === null) expect(codes, JSON.stringify(text)).toEqual([]);
      else expect(codes, JSON.stringify(text)).toContain(refusal);
    }
    expect(globalThis).not.toHaveProperty("PWNED");
  });
});

describe("all texts of a place in one definition", () => {
  let results: readonly HostileResult[];
  beforeAll(() => {
    const cases = whole.map(({ place, texts, namespace, yaml }) => ({
      namespace,
      yaml,
      input: place.input?.(texts) ?? [],
    }));
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        join(import.meta.dirname, "support/hostile-run.ts"),
      ],
      { input: JSON.stringify(cases), encoding: "utf8", maxBuffer: 1 << 27 },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    results = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as HostileResult);
  });

  test.each(whole.map(({ place, texts }, i) => [place.name, place, texts, i] as const))(
    "%s: behaves",
    (_name, place, texts, i) => {
      const result = results[i];
      expect(result).toMatchObject({ error: null, planted: [] });
      if (place.output !== undefined) {
        const shown = place.json ? canonical : (records: readonly PlainRecord[]) => records;
        expect(shown(result?.records ?? [])).toEqual(shown(place.output(texts)));
      }
      if (place.elsewhere !== undefined) {
        const shown = result?.[place.elsewhere] ?? [];
        for (const text of texts) {
          expect(
            shown.some((line) => line.includes(text)),
            JSON.stringify(text),
          ).toBe(true);
        }
      }
    },
  );
});

/** The files of a project, as text. */
interface Project {
  readonly files: OutputFile[];
  readonly text: (path: string) => string;
}

async function projectOf(
  yamls: Readonly<Record<string, string>>,
  runner: object = {},
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-hostile-"));
  try {
    const definitions: [string, string][] = [];
    for (const [i, [namespace, yaml]] of Object.entries(yamls).entries()) {
      writeFileSync(join(folder, `definition${i}.yaml`), yaml);
      definitions.push([namespace, `definition${i}.yaml`]);
    }
    const own = { ksml: { definitions: Object.fromEntries(definitions) }, kafka: {}, ...runner };
    writeFileSync(join(folder, "ksml-runner.yaml"), yamlOf(own));
    const options = { format: "text", color: "never", quiet: true } as const;
    const { service, exitCode } = await compileService([folder], options, "service");
    expect(exitCode).toBe(0);
    if (service === null) throw new Error("nothing was compiled");
    const files = generateProject(service, applicationIdOf(service, "hostile"), {
      copiesModule: false,
      runtime: {
        bytes: Buffer.from("the packed runtime"),
        integrity: "sha512-of-the-packed-runtime",
        version: "0.0.0",
      },
    });
    const contents = new Map(files.map(({ path, content }) => [path, content.toString()]));
    return { files, text: (path) => contents.get(path) ?? `no file ${path}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs `src/main.ts` with a `runService` that only tells what it is given. */
function descriptionIn(main: string): unknown {
  const script = stripTypeScriptTypes(main)
    .replace(/^import .*$/gm, "")
    .replaceAll("import.meta.url", '"file:///project/dist/main.js"')
    .replace("await runService(", "return (");
  return new Function(script)();
}

/** What shows as another thing than it is, or as nothing: never in a file that a person reviews. */
const HIDDEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?!\n)\p{Cc}/u;

describe("the project", () => {
  let project: Project;
  beforeAll(async () => {
    buildKsmlc();
    project = await projectOf(
      Object.fromEntries(whole.map(({ namespace, yaml }) => [namespace, yaml])),
    );
  });

  test("passes strict type checks", () => {
    expect(typecheckProject(project.files).text).toBeNull();
  }, 120_000);

  test("hides nothing from a reviewer", () => {
    for (const { path, content } of project.files) {
      if (typeof content !== "string" || path.endsWith(".map.json")) continue;
      expect(HIDDEN.exec(content), path).toBeNull();
    }
  });

  test("has no comment that is an instruction", () => {
    for (const { path, content } of project.files) {
      if (typeof content !== "string" || !path.endsWith(".ts")) continue;
      expect(content, path).not.toMatch(
        /^\s*(?:\/\/[#@/]|(?:\/\/|\/?\*+)\s*(?:@(?!ksml )|eslint|biome-ignore|prettier-ignore))/m,
      );
    }
  });

  test("its maps, manifests and lists are well-formed", () => {
    for (const { path, content } of project.files) {
      if (path.endsWith(".json")) JSON.parse(content.toString());
    }
    const { name, description } = JSON.parse(project.text("package.json"));
    expect(name).toBe("hostile");
    expect(description).not.toMatch(HIDDEN);
  });
});

describe("README.md", () => {
  const readmeOf = async (description: string, topic = "in"): Promise<string> =>
    (
      await projectOf({
        main: yamlOf({
          description,
          streams: { in: { topic, keyType: "string", valueType: "string" } },
          pipelines: { p: { from: "in", forEach: { code: "log.info(key)" } } },
        }),
      })
    ).text("README.md");

  test("shows a description as text, whatever it is made of", async () => {
    for (const text of [
      ...TEXTS.values(),
      "- a",
      "1. a",
      "~~~",
      "===",
      "---",
      "+ a",
      "2) b",
      "    x",
    ]) {
      if (text.trim() === "") continue;
      const shown = (await readmeOf(text)).split("\n")[2] ?? "";
      // Each sign that means something is escaped, and nothing else of the text is changed.
      expect(shown, JSON.stringify(text)).not.toMatch(
        /(?<!\\)(?:\\\\)*[`*_{}[\]<>#|&!~]|^[-+=]|^\d+[.)]/,
      );
      const read = shown.replace(/\\([\\`*_{}[\]<>#|&!~+=.)-])/g, "$1");
      const told = text.replace(/\s+/g, " ").trim();
      expect(
        read.replace(/\\u([0-9a-f]{4})/g, (_all, code) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        ),
      ).toBe(told);
    }
  });

  test("has one row and five cells for each topic", async () => {
    for (const text of TEXTS.values()) {
      if (text.trim() === "") continue;
      const rows = (await readmeOf("x", text))
        .split("\n")
        .filter((line) => line.startsWith("| in |"));
      expect(rows.length, JSON.stringify(text)).toBe(1);
      expect(rows[0]?.split(/(?<!\\)\|/).length, JSON.stringify(text)).toBe(7);
    }
  });
});

describe("the runner file", () => {
  const definition = yamlOf({
    streams: { in: { topic: "in", keyType: "string", valueType: "string" } },
    pipelines: { p: { from: "in", forEach: { code: "log.info(key)" } } },
  });
  /** Names that Kafka and KSML take for a namespace; the others have a diagnostic of their own. */
  const namespaces = [...TEXTS.values()].filter((text) => nameProblem(text) === null);

  test("an application id, keys and values of Kafka come out unchanged", async () => {
    for (const text of TEXTS.values()) {
      if (text.trim() === "") continue;
      const { text: file, files } = await projectOf(
        { main: definition },
        { kafka: { "application.id": text, [`${text}.x`]: text } },
      );
      expect(descriptionIn(file("src/main.ts")), JSON.stringify(text)).toMatchObject({
        application: { id: text },
        configuration: { kafka: { [`${text}.x`]: text } },
      });
      expect(globalThis).not.toHaveProperty("PWNED");
      const { name } = JSON.parse(file("package.json"));
      expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
      for (const { path, content } of files) {
        if (typeof content === "string" && !path.endsWith(".map.json"))
          expect(HIDDEN.exec(content), path).toBeNull();
      }
    }
  });

  test("a namespace becomes a file inside of src", async () => {
    const { files, text } = await projectOf(
      Object.fromEntries(namespaces.map((each) => [each, definition])),
    );
    const described = descriptionIn(text("src/main.ts")) as { definitions: Record<string, URL> };
    expect(Object.keys(described.definitions).sort()).toEqual([...namespaces].sort());
    const paths = files.map(({ path }) => path);
    for (const url of Object.values(described.definitions)) {
      expect(paths).toContain(url.pathname.replace(/^\/project\/dist\/(.*)\.js$/, "src/$1.ts"));
    }
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    expect(typecheckProject(files).text).toBeNull();
  }, 120_000);

  test("any other namespace is refused", () => {
    for (const text of TEXTS.values()) {
      if (namespaces.includes(text)) continue;
      const codes = errorsOf(compileText(definition, text)).map(({ code }) => code);
      expect(codes, JSON.stringify(text)).toContain("name/invalid-namespace");
    }
  });
});
