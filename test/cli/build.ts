/** `ksmlc build`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { folder, written } from "./files.ts";
import { type Row, report } from "./row.ts";

/** To `-o none`. */
const nothingWritten = (): void => expect(existsSync(join(folder, "none"))).toBe(false);

export const BUILD_ROWS: readonly Row[] = [
  {
    says: "build writes to ./<namespace> and says nothing where nobody watches",
    args: ["build", "good.yaml"],
    code: 0,
    out: "",
    err: "",
    also: () => expect(existsSync(join(folder, "good/package.json"))).toBe(true),
  },
  {
    says: "again: nothing changes",
    args: ["build", "good.yaml", "--dry-run"],
    code: 0,
    out: "nothing would change\n",
  },
  {
    says: "-o and --dry-run names what would change and writes nothing",
    args: ["build", "good.yaml", "-o", "dry", "--dry-run", "--no-typecheck"],
    code: 0,
    out: [/^\w+ +dry\/.*package\.json$/m, /dry\/src\/good\.ts$/m],
    also: () => expect(existsSync(join(folder, "dry"))).toBe(false),
  },
  {
    says: "-v names what was written",
    args: ["build", "good.yaml", "-o", "loud", "-v", "--no-typecheck"],
    code: 0,
    out: "",
    err: [/^compiling good\.yaml as good, service mode\n/, /loud\/src\/good\.ts\n/],
  },
  {
    says: "--application-id names service and folder",
    args: ["build", "good.yaml", "--application-id", "mine", "--no-typecheck"],
    code: 0,
    also: () => expect(written("mine/src/main.ts")).toContain('id: "mine"'),
  },
  {
    says: "the runner file's application.id comes first",
    args: ["build", "named.yaml", "--application-id", "mine", "-o", "first", "--no-typecheck"],
    code: 0,
    also: () => expect(written("first/src/main.ts")).toContain('id: "named"'),
  },
  {
    says: "without one there: the option",
    args: ["build", "nameless.yaml", "--application-id", "mine", "-o", "second", "--no-typecheck"],
    code: 0,
    also: () => expect(written("second/src/main.ts")).toContain('id: "mine"'),
  },
  {
    says: "without the option: the only namespace",
    args: ["build", "nameless.yaml", "-o", "third", "--no-typecheck"],
    code: 0,
    also: () => expect(written("third/src/main.ts")).toContain('id: "good"'),
  },
  {
    says: "-c with paths configures",
    args: ["build", "other.yaml", "-c", "named.yaml", "-o", "fourth", "--no-typecheck"],
    code: 0,
    also: () => expect(written("fourth/src/main.ts")).toMatch(/id: "named"[\s\S]*\.\/other\.js/),
  },
  {
    says: "several definitions without a name",
    args: ["build", "good.yaml", "other.yaml"],
    code: 2,
    out: "",
    err: [/--application-id/],
  },
  {
    says: "several definitions make one service",
    args: ["build", "good.yaml", "other.yaml", "--application-id", "both", "--no-typecheck"],
    code: 0,
    also: () => expect(written("both/src/main.ts")).toMatch(/good\.js[\s\S]*other\.js/),
  },
  {
    says: "errors: nothing is written",
    args: ["build", "faulty.yaml", "-o", "none"],
    code: 1,
    out: [/^error\[syntax\/unknown-key\]/, /1 error in 1 file/],
    err: "",
    also: nothingWritten,
  },
  {
    says: "open names are errors",
    args: ["build", "open.yaml", "-o", "none"],
    code: 1,
    out: [/^error\[name\/unknown-function\]/],
  },
  {
    says: "what is not built is an error",
    args: ["build", "missing.yaml", "-o", "none"],
    code: 1,
    out: [/^error\[pipeline\/not-built-yet\]/],
    also: nothingWritten,
  },
  {
    says: "a warning is shown",
    args: ["build", "warned.yaml", "-o", "warned", "--no-typecheck"],
    code: 0,
    out: [/^warning\[python\/is-literal\]/],
  },
  {
    says: "--strict: a warning fails, nothing written",
    args: ["build", "warned.yaml", "-o", "none", "--strict"],
    code: 1,
    out: [/^warning\[python\/is-literal\]/],
    also: nothingWritten,
  },
  {
    says: "--format json: one object",
    args: ["build", "warned.yaml", "-o", "warned", "--no-typecheck", "--format", "json"],
    code: 0,
    also: (out) => expect(report(out)).toMatchObject({ files: 1, errors: 0, warnings: 1 }),
  },
  {
    says: "--format github",
    args: ["build", "faulty.yaml", "-o", "none", "--format", "github"],
    code: 1,
    out: [/^::error file=faulty\.yaml/],
  },
  {
    says: "its own mode may be named",
    args: ["build", "--service", "good.yaml", "-o", "good", "--no-typecheck"],
    code: 0,
  },
  {
    says: "a folder without a runner file",
    args: ["build", "plain"],
    code: 2,
    out: "",
    err: [/`plain\/one\.yaml`, `plain\/two\.yaml`/],
  },
  {
    says: "a folder with one",
    args: ["build", "service", "-o", "pair", "--no-typecheck"],
    code: 0,
    also: () => expect(written("pair/src/main.ts")).toContain('id: "pair"'),
  },
];

export const EDITED_ROWS: readonly Row[] = [
  {
    says: "a file edited by hand stops the build",
    args: ["build", "warned.yaml", "-o", "edited", "--no-typecheck"],
    code: 1,
    out: [/error\[project\/edited\].*src\/warned\.ts/, /--force/],
  },
  {
    says: "with --format json in the same object",
    args: ["build", "warned.yaml", "-o", "edited", "--no-typecheck", "--format", "json"],
    code: 1,
    also: (out) =>
      expect(report(out).diagnostics.map(({ code }) => code)).toEqual([
        "python/is-literal",
        "project/edited",
      ]),
  },
  {
    says: "unless --force",
    args: ["build", "warned.yaml", "-o", "edited", "--no-typecheck", "--force", "-q"],
    code: 0,
  },
];
