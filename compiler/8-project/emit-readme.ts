/** What the README of a service says of its definitions: values for the slots of `templates/service/README.md`. */
import type { CheckedDefinition } from "../3-check/definition.ts";
import { visibleLine } from "../7-emit/emit-text.ts";
import { baseName } from "../7-emit/header.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { describeTopics } from "./describe-topics.ts";

export interface ReadmeInput {
  readonly applicationId: string;
  readonly definitions: readonly CheckedDefinition[];
  /** Paths of the modules, in the order of the definitions. */
  readonly modulePaths: readonly string[];
  readonly brokers: string | null;
}

export function readmeValues(input: ReadmeInput): ReadonlyMap<string, string> {
  const { applicationId, definitions, modulePaths, brokers } = input;
  const sources = definitions.map(({ file }) => code(baseName(file.path)));
  return new Map([
    ["title", text(applicationId)],
    ["description", text(describeService(definitions))],
    ["sources", [...new Set(sources)].join(", ")],
    ["topics", topicTable(definitions)],
    [
      "brokers",
      brokers === null
        ? "It needs to know its brokers: set `KSMLC_KAFKA_BOOTSTRAP_SERVERS`."
        : `It runs on the brokers of its configuration, ${code(brokers)}.`,
    ],
    [
      "files",
      definitions
        .map(({ file }, i) =>
          row(code(modulePaths[i] ?? ""), `what ${code(baseName(file.path))} says`),
        )
        .join("\n"),
    ],
  ]);
}

/** In one line: what the definitions say of themselves, else what they are made of. */
export function describeService(definitions: readonly CheckedDefinition[]): string {
  const own = definitions.flatMap(({ name, description }) => {
    const said = [name, description].filter((part) => part !== null && part.trim() !== "");
    return said.length === 0 ? [] : [said.join(": ")];
  });
  if (own.length > 0) return own.join("; ");
  const pipelines = definitions.reduce((sum, each) => sum + each.pipelines.length, 0);
  const producers = definitions.reduce((sum, each) => sum + each.producers.length, 0);
  const parts = [counted(pipelines, "pipeline"), counted(producers, "producer")].filter(
    (part) => part !== null,
  );
  return `Stream processing: ${parts.join(" and ")}.`;
}

const counted = (count: number, word: string): string | null =>
  count === 0 ? null : `${count} ${word}${count === 1 ? "" : "s"}`;

function topicTable(definitions: readonly CheckedDefinition[]): string {
  const uses = describeTopics(definitions);
  if (uses.length === 0) return "It reads and writes no topic.";
  return [
    row("", "topic", "key", "value", "definition"),
    row("---", "---", "---", "---", "---"),
    ...uses.map(({ direction, topic, key, value, usedBy }) =>
      row(
        direction,
        topic === null ? "chosen record by record" : code(topic),
        type(key),
        type(value),
        usedBy.map(code).join(", "),
      ),
    ),
  ].join("\n");
}

const type = (of: UserType | null): string => (of === null ? "" : code(printType(of)));

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** A code span: the author's text can't end it. */
function code(raw: string): string {
  const safe = visibleLine(raw);
  if (safe.trim() === "") return "` `";
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${safe}\`` : `${fence} ${safe} ${fence}`;
}

/** A text that is no Markdown and no HTML, nor the begin of a list, a fence or a rule. */
const text = (raw: string): string =>
  visibleLine(raw.replace(/\s+/g, " ").trim())
    .replace(/[\\`*_{}[\]<>#|&!~]/g, "\\$&")
    .replace(/^[-+=]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
