// `npm run example -- NAME` runs an example as its README has it; without a name it lists them.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { argumentsOf, exampleNames, folderOf, readmeOf } from "./example-readme.ts";

const KSMLC = fileURLToPath(new URL("../bin/ksmlc.js", import.meta.url));
const names = exampleNames();

function list(print: (line: string) => void): void {
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const [sentence = ""] = readmeOf(name).about.split(/(?<=\.) /);
    print(`${name.padEnd(width)}  ${sentence}`);
  }
}

function run(name: string): number {
  const { command } = readmeOf(name);
  console.error(`examples/${name}$ ${command}\n`);
  const { status } = spawnSync(process.execPath, [KSMLC, ...argumentsOf(command)], {
    cwd: folderOf(name),
    stdio: "inherit",
  });
  return status ?? 1;
}

const [name, ...more] = process.argv.slice(2);
if (name === undefined) {
  list((line) => console.log(line));
  console.log("\nnpm run example -- NAME runs one of them.");
} else if (more.length > 0 || !names.includes(name)) {
  console.error(`error: there is no example ${[name, ...more].join(" ")}; they are\n`);
  list((line) => console.error(line));
  process.exitCode = 2;
} else {
  process.exitCode = run(name);
}
