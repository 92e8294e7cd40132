// Before `npm pack`: takes the Node binaries of the development install out of package.json, which users would install too.
// After it (`--restore`): puts the manifest back, with its time, so that nothing is built anew for it.
import { existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const path = join(root, "package.json");
const kept = join(root, ".package.json.kept");
const beside = join(root, ".package.json.beside");

if (process.argv.includes("--restore")) {
  if (existsSync(kept)) renameSync(kept, path);
} else {
  // A pack that failed before may have left its own behind: then that is the real one.
  const original = existsSync(kept) ? kept : path;
  const times = statSync(original);
  const text = readFileSync(original, "utf8");
  const { optionalDependencies, ...published } = JSON.parse(text);
  const rest = Object.entries(optionalDependencies ?? {}).filter(
    ([name]) => !name.startsWith("node-linux-"),
  );
  if (rest.length > 0) published.optionalDependencies = Object.fromEntries(rest);
  place(kept, text, times);
  place(path, `${JSON.stringify(published, null, 2)}\n`, times);
}

/** In one step: who reads the manifest meanwhile never finds half of it. */
function place(file, content, { atime, mtime }) {
  writeFileSync(beside, content);
  utimesSync(beside, atime, mtime);
  renameSync(beside, file);
}
