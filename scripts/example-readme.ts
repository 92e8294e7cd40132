/** What the README of an example says of its run, for who runs it (`npm run example`) and who checks it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const EXAMPLES = fileURLToPath(new URL("../examples", import.meta.url));

export const exampleNames = (): readonly string[] => readdirSync(EXAMPLES).sort();

export const folderOf = (name: string): string => join(EXAMPLES, name);

export interface ExampleReadme {
  /** Its first paragraph. */
  readonly about: string;
  /** The first command, as it is written there: this is what `npm run example` runs. */
  readonly command: string;
  /** What the command prints, line by line. */
  readonly output: readonly string[];
  /** Lines of the metrics page that the command writes. */
  readonly metrics: readonly string[];
}

/** @throws Error where the README has no command */
export function readmeOf(name: string): ExampleReadme {
  const text = readFileSync(join(folderOf(name), "README.md"), "utf8");
  const block = (language: string): string | undefined =>
    new RegExp(`\`\`\`${language}\\n(.*?)\\n\`\`\``, "s").exec(text)?.[1];
  const command = block("sh");
  if (command === undefined) throw new Error(`the README of ${name} has no command`);
  return {
    about: (/^# [^\n]*\n\n(.*?)\n\n/s.exec(text)?.[1] ?? "").replaceAll("\n", " "),
    command,
    output: block("ndjson")?.split("\n") ?? [],
    metrics: block("prometheus")?.split("\n") ?? [],
  };
}

/** The words after `ksmlc`; a line goes on after a backslash, quotes keep a word together. */
export function argumentsOf(command: string): readonly string[] {
  const words = [...command.replaceAll("\\\n", " ").matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  if (words[0] !== "ksmlc") throw new Error(`this is no command of ksmlc: ${command}`);
  return words.slice(1);
}
