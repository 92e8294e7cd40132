/**
 * The seams of style.md section 3: who may import whom, and that each file of a table is in the table, has its other half
 * and its case. A newcomer who forgets one of the places of a new operation learns it here.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "../compiler/diagnostics/catalog.ts";
import { operations } from "../compiler/language/operations/index.ts";
import * as runtimeOperations from "../runtime/operations/index.ts";

const root = resolve(import.meta.dirname, "..");

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^(import|export)\b(\s+type\b)?[^;]*?from\s+"(\.[^"]+)"/gms)].map(
    (match) => ({
      from: file,
      to: relative(root, resolve(root, dirname(file), match[3] ?? "")),
      isType: match[2] !== undefined,
    }),
  );
}

const stageOf = (file: string): number | null => {
  const match = /^compiler\/(\d)-/.exec(file);
  return match === null ? null : Number(match[1]);
};

/** The pure halves that compiler and runtime share: names of nodes, Java's text of a number, keys of Kafka, Avro's schemas, settings of a registry. */
const SHARED_WITH_RUNTIME =
  /^runtime\/(dsl\/operation-names|notations\/json-codec\/(java-double|key-order)|notations\/avro\/(avro-schema|parse-avro-schema|print-avro-schema)|notations\/registry\/registry-settings|service\/kafka-keys)\.ts$/;

/** Files that hold an IR and what makes its values. */
const IR = /\/(yaml-tree|tree|definition|graph|ir|type)\.ts$/;

describe("imports", () => {
  const compiler = filesBelow("compiler").flatMap(importsOf);

  it("a stage imports lower stages, the vocabulary and diagnostics", () => {
    const wrong = compiler.filter(({ from, to }) => {
      const stage = stageOf(from);
      if (stage === null) return false;
      const other = stageOf(to);
      if (other !== null) return other > stage;
      return !/^compiler\/(language|diagnostics)\//.test(to) && !SHARED_WITH_RUNTIME.test(to);
    });
    expect(wrong).toEqual([]);
  });

  it("the vocabulary knows the stages' IRs and their constructors, not their walkers", () => {
    const wrong = compiler.filter(
      ({ from, to, isType }) =>
        from.startsWith("compiler/language/") && stageOf(to) !== null && !isType && !IR.test(to),
    );
    expect(wrong).toEqual([]);
  });

  it("the runtime does not know the compiler, and each client library is imported in its own folder", () => {
    const runtime = filesBelow("runtime");
    expect(runtime.flatMap(importsOf).filter(({ to }) => to.startsWith("compiler/"))).toEqual([]);
    const withKafkaJs = runtime.filter((file) =>
      /from "kafkajs/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(withKafkaJs.filter((file) => !file.startsWith("runtime/kafka/kafkajs/"))).toEqual([]);
  });

  it("the stages touch neither files, nor clock, nor environment", () => {
    const impure = filesBelow("compiler").filter((file) =>
      /from "node:(fs|child_process|os|net|http)|process\.(env|cwd)|Date\.now\(|new Date\(\)/.test(
        readFileSync(join(root, file), "utf8"),
      ),
    );
    expect(impure).toEqual([]);
  });
});

describe("operations", () => {
  const files = (folder: string): string[] =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => name.replace(/\.ts$/, ""));
  const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  const names = [...new Set([...operations.values()].map(({ name }) => name))];

  it.each(names)("%s has its two halves and a case", (name) => {
    expect(files("compiler/language/operations")).toContain(kebab(name));
    expect(files("runtime/operations")).toContain(kebab(name));
    expect(Object.keys(runtimeOperations)).toContain(name);
    expect(existsSync(join(root, "fixtures/operations", kebab(name)))).toBe(true);
  });
});

describe("diagnostics", () => {
  const tables = readdirSync(join(root, "compiler/diagnostics/catalog"))
    .filter((name) => name !== "row.ts")
    .map((name) => name.replace(/\.ts$/, ""));

  it.each(tables)("the table of `%s` is in the catalog, and sorted", async (area) => {
    const tableOf = (await import(`../compiler/diagnostics/catalog/${area}.ts`)) as {
      readonly [name: string]: object;
    };
    const codes = Object.keys(tableOf[`${area}Rows`] ?? {});
    expect(codes).toEqual(Object.keys(catalog).filter((code) => code.startsWith(`${area}/`)));
    expect(codes).toEqual([...codes].sort());
    expect(codes.length).toBeGreaterThan(0);
  });

  it("each code has a case", () => {
    const cases = readdirSync(join(root, "fixtures/diagnostics"), { recursive: true })
      .map(String)
      .map((path) => path.replaceAll("\\", "/"));
    const without = Object.keys(catalog).filter(
      (code) => !cases.some((path) => path === code || path.startsWith(`${code}/`)),
    );
    expect(without).toEqual([]);
  });
});
