/** What the README of a service says of its definitions: values for the slots of `templates/service/README.md`. */

import { baseName } from "../1-source/base-name.ts";
import type { CheckedDefinition } from "../3-check/definition.ts";
import type { ServiceExternal } from "../3-check/service-externals.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { describeTopics } from "./describe-topics.ts";
import { code, row, table, text } from "./markdown.ts";
import { readmeSections } from "./readme-sections.ts";

export interface ReadmeInput {
  readonly applicationId: string;
  readonly definitions: readonly CheckedDefinition[];
  /** Paths of the modules, in the order of the definitions. */
  readonly modulePaths: readonly string[];
  readonly schemaPaths: readonly string[];
  readonly externals: readonly ServiceExternal[];
  readonly brokers: string | null;
  readonly usesMetrics: boolean;
}

export function readmeValues(input: ReadmeInput): ReadonlyMap<string, string> {
  const { applicationId, definitions, modulePaths, schemaPaths, externals, brokers } = input;
  const sources = definitions.map(({ file }) => code(baseName(file.path)));
  return new Map([
    ["title", text(applicationId)],
    ["description", text(describeService(definitions))],
    ["sources", [...new Set(sources)].join(", ")],
    ["topics", topicTable(definitions)],
    ["sections", readmeSections(input)],
    [
      "brokers",
      brokers === null
        ? "It needs to know its brokers: set `KSMLC_KAFKA_BOOTSTRAP_SERVERS`."
        : `It runs on the brokers of its configuration, ${code(brokers)}.`,
    ],
    [
      "files",
      [...moduleRows(definitions, modulePaths), ...otherRows(schemaPaths, externals)].join("\n"),
    ],
  ]);
}

const moduleRows = (
  definitions: readonly CheckedDefinition[],
  paths: readonly string[],
): readonly string[] =>
  definitions.map(({ file }, i) =>
    row(code(paths[i] ?? ""), `what ${code(baseName(file.path))} says`),
  );

function otherRows(
  schemaPaths: readonly string[],
  externals: readonly ServiceExternal[],
): readonly string[] {
  return [
    ...(schemaPaths.length === 0
      ? []
      : [row(code("src/schemas/"), "schemas, as interfaces and data types")]),
    ...(externals.length === 0
      ? []
      : [
          row(code("src/externals.ts"), "the types of the names that the definitions leave open"),
          row(code("src/extensions.ts"), "these names: written by hand"),
        ]),
  ];
}

/** In one line: what the definitions say of themselves, else what they are made of. */
export function describeService(definitions: readonly CheckedDefinition[]): string {
  const own = definitions.flatMap(({ name, description }) => {
    const said = [name, description].filter((part) => part !== null && part.trim() !== "");
    return said.length === 0 ? [] : [said.join(": ")];
  });
  if (own.length > 0) return own.join("; ");
  const works = [
    counted(definitions, "pipelines", "pipeline"),
    counted(definitions, "producers", "producer"),
  ].filter((part) => part !== null);
  if (works.length > 0) return `Stream processing: ${works.join(" and ")}.`;
  // A library
  const parts = [
    counted(definitions, "functions", "function"),
    counted(definitions, "stores", "store"),
    counted(definitions, "topics", "topic"),
  ].filter((part) => part !== null);
  return parts.length === 0 ? "Stream processing." : `For stream processing: ${parts.join(", ")}.`;
}

function counted(
  definitions: readonly CheckedDefinition[],
  section: "pipelines" | "producers" | "functions" | "stores" | "topics",
  word: string,
): string | null {
  const count = definitions.reduce((sum, each) => sum + each[section].length, 0);
  return count === 0 ? null : `${count} ${word}${count === 1 ? "" : "s"}`;
}

function topicTable(definitions: readonly CheckedDefinition[]): string {
  const uses = describeTopics(definitions);
  if (uses.length === 0) return "It reads and writes no topic.";
  return table(
    ["", "topic", "key", "value", "definition"],
    uses.map(({ direction, topic, key, value, usedBy }) =>
      row(
        direction,
        topic === null ? "chosen record by record" : code(topic),
        type(key),
        type(value),
        usedBy.map(code).join(", "),
      ),
    ),
  );
}

const type = (of: UserType | null): string => (of === null ? "" : code(printType(of)));
