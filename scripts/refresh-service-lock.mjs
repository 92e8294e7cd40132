// Renews templates/service/package-lock.json: lets npm resolve the packages of a generated project, with the runtime as it is
// packed now, and puts slots where `ksmlc build` fills in the project's name and the runtime's version and integrity.
// Needed when the runtime's dependencies or the template's devDependencies change; `npm run build` first.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const templates = join(root, "templates", "service");
const folder = mkdtempSync(join(tmpdir(), "ksmlc-lock-"));
const NAME = "a-name-of-no-package";

try {
  const manifest = readFileSync(join(templates, "package.json"), "utf8")
    .replace("{{name}}", NAME)
    .replace("{{description}}", "");
  writeFileSync(join(folder, "package.json"), manifest);
  mkdirSync(join(folder, "vendor"));
  copyFileSync(
    join(root, "vendor", "ksmlc-runtime.tgz"),
    join(folder, "vendor", "ksmlc-runtime.tgz"),
  );
  execFileSync(
    "npm",
    [
      "install",
      "--package-lock-only",
      "--ignore-scripts",
      "--omit-lockfile-registry-resolved",
      "--no-audit",
      "--no-fund",
    ],
    { cwd: folder, stdio: "inherit" },
  );
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  lock.name = "{{name}}";
  lock.packages[""].name = "{{name}}";
  Object.assign(lock.packages["node_modules/ksmlc"], {
    version: "{{version}}",
    integrity: "{{integrity}}",
  });
  writeFileSync(join(templates, "package-lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
