/** The files of a project: slots, names, escaping, and that only what is set is written. */
import { stripTypeScriptTypes } from "node:module";
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import { readTemplates } from "../../bin/installation.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import type { CheckedDefinition } from "../../compiler/3-check/definition.ts";
import type { ServiceExternal } from "../../compiler/3-check/service-externals.ts";
import { emitExternals } from "../../compiler/8-project/emit-externals.ts";
import { emitMain, emitNames } from "../../compiler/8-project/emit-main.ts";
import { emitProject, packageName } from "../../compiler/8-project/emit-project.ts";
import { describeService, readmeValues } from "../../compiler/8-project/emit-readme.ts";
import { emitStubs } from "../../compiler/8-project/emit-stubs.ts";
import { fillTemplate } from "../../compiler/8-project/fill-template.ts";
import { definition as checkedDefinition } from "../support/checked-parts.ts";
import { TEXTS } from "../support/hostile-texts.ts";

const definition = (namespace: string, more: Partial<CheckedDefinition> = {}): CheckedDefinition =>
  checkedDefinition({
    namespace,
    file: new SourceFile(`some/where/${namespace}.yaml`, ""),
    ...more,
  });

const moduleOf = (namespace: string) => ({
  namespace,
  path: `src/${namespace}.ts`,
  text: "export {};\n",
  imports: [],
  map: {
    version: 3 as const,
    file: `${namespace}.ts`,
    sources: [],
    sourcesContent: [],
    names: [],
    mappings: "",
    x_ksml: { ends: [], python: [] },
  },
});

const runtime = { bytes: new Uint8Array([1]), integrity: "sha512-x", version: "1.2.3" };

function project(applicationId: string, definitions: readonly CheckedDefinition[]) {
  const files = emitProject({
    applicationId,
    definitions,
    modules: definitions.map(({ namespace }) => moduleOf(namespace)),
    schemas: [],
    externals: [],
    authorFiles: [],
    kind: "service",
    configuration: {},
    topology: "Topologies:\n",
    templates: readTemplates(),
    runtime,
  });
  return new Map(files.map(({ path, content }) => [path, content]));
}

describe("templates", () => {
  test("slots are filled once: a value is no template", () => {
    const values = new Map([
      ["a", "{{b}} $& $1"],
      ["b", "never"],
    ]);
    expect(fillTemplate("{{a}} and { {b} }", values)).toBe("{{b}} $& $1 and { {b} }");
  });
  test("a slot without a value is our bug", () => {
    expect(() => fillTemplate("{{missing}}", new Map())).toThrow(/missing/);
  });
});

describe("a project", () => {
  test("has its files in order, definitions by namespace", () => {
    const files = project("shop", [definition("b"), definition("a")]);
    expect([...files.keys()]).toEqual([
      ".dockerignore",
      ".gitattributes",
      ".gitignore",
      ".prettierignore",
      "Dockerfile",
      "README.md",
      "package-lock.json",
      "package.json",
      "src/a.map.json",
      "src/a.ts",
      "src/b.map.json",
      "src/b.ts",
      "src/main.ts",
      "test/service.test.ts",
      "topology.txt",
      "tsconfig.json",
      "vendor/ksmlc-runtime.tgz",
    ]);
    const lock = JSON.parse(String(files.get("package-lock.json")));
    expect(lock.name).toBe("shop");
    expect(lock.packages["node_modules/ksmlc"]).toMatchObject({
      version: "1.2.3",
      resolved: "file:vendor/ksmlc-runtime.tgz",
      integrity: "sha512-x",
    });
    // All others are pinned by what is in them, wherever they come from.
    for (const [path, entry] of Object.entries<Record<string, unknown>>(lock.packages)) {
      if (path === "" || path === "node_modules/ksmlc") continue;
      expect(entry.integrity, path).toMatch(/^sha512-/);
      expect(entry.resolved, path).toBeUndefined();
    }
  });

  test("the template's lock and manifest agree", () => {
    const files = project("shop", [definition("a")]);
    const lock = JSON.parse(String(files.get("package-lock.json")));
    const manifest = JSON.parse(String(files.get("package.json")));
    expect(lock.packages[""].devDependencies).toEqual(manifest.devDependencies);
    expect(lock.packages[""].dependencies).toEqual(manifest.dependencies);
  });

  test("hostile names stay what they are", () => {
    const name = '"*/ `\x24{x}` | <b>\n\u202e{{name}}';
    const files = project(name, [definition("a", { name, description: name })]);
    const manifest = JSON.parse(String(files.get("package.json")));
    expect(manifest.name).toBe("x-b-name-");
    const readme = String(files.get("README.md"));
    expect(readme).not.toMatch(/<b>|\u202e/);
    expect(readme.split("\n")[0]).toMatch(/^# .*\\\{\\\{name/);
    expect(String(files.get("src/main.ts"))).toContain(
      `id: '"*/ \`\${x}\` | <b>\\n\\u202e{{name}}',`,
    );
  });
});

describe("a service in one line", () => {
  const some = <T>(count: number): T[] => Array.from({ length: count }, () => ({}) as T);
  test.each<[string, Partial<CheckedDefinition>]>([
    ["Stream processing: 2 pipelines and 1 producer.", { pipelines: some(2), producers: some(1) }],
    ["Stream processing: 1 pipeline.", { pipelines: some(1), functions: some(3) }],
    ["For stream processing: 1 function, 2 topics.", { functions: some(1), topics: some(2) }],
    ["Stream processing.", {}],
    ["tides: when to sail", { name: "tides", description: "when to sail", pipelines: some(1) }],
  ])("%s", (line, parts) => {
    expect(describeService([definition("a", parts)])).toBe(line);
  });
});

describe("names of packages", () => {
  test.each([
    ["Orders", "orders"],
    ["a b/c", "a-b-c"],
    ["../up", "up"],
    ["_x", "x"],
    ["ksmlc", "ksmlc-service"],
    ["typescript", "typescript-service"],
    ["日本", "ksml-service"],
    ["", "ksml-service"],
  ])("%j is %s", (id, name) => {
    expect(packageName(id)).toBe(name);
  });
});

describe("main.ts", () => {
  test("holds the configuration as plain data", () => {
    expect(
      emitMain({
        hasHooks: false,
        applicationId: "shop",
        configuration: {
          enableProducers: false,
          kafka: { "bootstrap.servers": "\x24{BROKERS}", acks: "all" },
        },
        definitions: [
          { namespace: "shop", module: "shop" },
          { namespace: "__proto__", module: "__proto__" },
          { namespace: "a.b", module: "a.b" },
        ],
      }).get("service"),
    ).toBe(`await runService({
  application: {
    id: "shop",
  },
  configuration: {
    enableProducers: false,
    kafka: {
      "bootstrap.servers": "\${BROKERS}",
      acks: "all",
    },
  },
  definitions: {
    shop: new URL("./shop.js", import.meta.url),
    ["__proto__"]: new URL("./__proto__.js", import.meta.url),
    "a.b": new URL("./a.b.js", import.meta.url),
  },
});`);
  });
  test("lists are laid out like code", () => {
    expect(emitNames("const x = ", ["a", "b"])).toBe('const x = ["a", "b"];');
  });
});

const README = {
  applicationId: "a",
  definitions: [],
  modulePaths: [],
  schemaPaths: [],
  externals: [],
  usesMetrics: false,
  brokers: null,
};

describe("names left open", () => {
  const external = (
    section: ServiceExternal["section"],
    name: string,
    more: Partial<ServiceExternal> = {},
  ): ServiceExternal => ({
    section,
    name,
    roles: [],
    parameters: [],
    keywords: [],
    places: [`functions.${name} of shop.yaml`],
    uses: [],
    ...more,
  });
  const laidOut = (text: string): Promise<string> =>
    format(text, { parser: "typescript", printWidth: 100 });
  const key = "a_parameter_that_has_a_long_name";

  test("are a type and stubs, as Prettier would write them", async () => {
    const externals = [
      external("helpers", "score", { parameters: [key, "new", "new_"], keywords: ["class"] }),
      external("functions", "is_ours", { roles: ["predicate"], parameters: ["key", "value"] }),
      external("functions", "tell", { roles: ["forEach"], parameters: ["key", "value"] }),
      external("serdes", "org.example.Fast"),
      external("stores", "data_store"),
      external("storeOptions", "org.example.Hook"),
      external("python", "psycopg2"),
    ];
    const types = emitExternals(externals, "// Generated");
    const stubs = emitStubs(externals);
    expect(types).toBe(await laidOut(types));
    expect(stubs).toBe(await laidOut(stubs));
    expect(types).toContain("readonly is_ours: Predicate;");
    expect(types).toContain("keywords: { readonly class?: KsmlValue },");
    expect(types).toContain('readonly "org.example.Fast": () => Serde;');
    expect(types).toContain("Readonly<Record<string, StoreOptionsHook>> & {");
    // Two names of Python never become one of JavaScript.
    expect(stubs).toMatch(/new__,\s+new_,/);
    expect(stubs).toContain('pyError("NotImplementedError", "score is not written yet")');
  });

  test("are what they are, whatever they are called", () => {
    const externals = [...TEXTS.values()].map((name) => external("serdes", name));
    const stubs = emitStubs(externals);
    const script = stripTypeScriptTypes(stubs)
      .replace(/^import .*$/gm, "")
      .replace("export const extensions", "return");
    const { serdes } = new Function(script.replace(/^return\s*=/m, "return"))();
    expect(Object.keys(serdes).sort()).toEqual([...new Set(TEXTS.values())].sort());
    const types = emitExternals(externals, "// Generated");
    expect(types).not.toMatch(/[\u202e\u2028]/);
    expect(globalThis).not.toHaveProperty("PWNED");
  });
});

describe("the README", () => {
  test("says where brokers come from", () => {
    const values = (brokers: string | null) => readmeValues({ ...README, brokers }).get("brokers");
    expect(values(null)).toContain("KSMLC_KAFKA_BOOTSTRAP_SERVERS");
    expect(values("one:9092,two:9092")).toContain("`one:9092,two:9092`");
  });
});
