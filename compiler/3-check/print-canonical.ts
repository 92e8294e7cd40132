/**
 * A checked definition as canonical KSML (dialect.md 3): the grammar of KSML 2.0 and, where the definition needs them,
 * the attributes that it lacks. In: a definition without errors. Out: YAML, a fixed point: read, checked and printed
 * again it is the same text, with the same topology.
 *
 * What the compiler chose is written out: streams that nobody declared (`implicit: true`), stores that were left out,
 * helpers, result types, inserted steps, and `code` that is one expression, where the Python stage found it (F12). Names
 * that are left open stay names.
 */
import { type WrittenEntry, writeYaml } from "../1-source/write-yaml.ts";
import { functionEntries } from "./canonical/functions.ts";
import { pipelineEntries } from "./canonical/pipelines.ts";
import { topOf } from "./canonical/place.ts";
import { producerEntries } from "./canonical/producers.ts";
import { sectionStores, storeEntries } from "./canonical/stores.ts";
import { topicEntries } from "./canonical/topics.ts";
import { entry, mapping, settings, text } from "./canonical/values.ts";
import type { CheckedDefinition, CheckedTopic, ExpressionCodes, TopicKind } from "./definition.ts";

export function printCanonical(
  definition: CheckedDefinition,
  expressionCodes: ExpressionCodes = new Map(),
): string {
  const { topics, functions, pipelines, producers, configuration } = definition;
  const top = topOf(definition, expressionCodes);
  const ofKind = (kind: TopicKind): CheckedTopic[] =>
    topics.filter((topic) => topic.kind === kind && !topic.inline);
  const topicSection = (kind: TopicKind): WrittenEntry[] =>
    ofKind(kind).map((topic) =>
      entry(topic.name, mapping(topicEntries(topic, top)), topic.comment),
    );
  const sections: readonly (readonly [string, readonly WrittenEntry[]])[] = [
    ["streams", topicSection("stream")],
    ["tables", topicSection("table")],
    ["globalTables", topicSection("globalTable")],
    [
      "stores",
      sectionStores(definition).map((store) =>
        entry(store.name, mapping(storeEntries(store, "section")), store.comment),
      ),
    ],
    [
      "functions",
      functions
        .filter(({ inline, source }) => !inline && source !== "external")
        .map((each) => entry(each.name, mapping(functionEntries(each, top)), each.comment)),
    ],
    [
      "pipelines",
      pipelines.map((each) => entry(each.name, mapping(pipelineEntries(each, top)), each.comment)),
    ],
    [
      "producers",
      producers.map((each) => entry(each.name, mapping(producerEntries(each, top)), each.comment)),
    ],
  ];
  return writeYaml([
    ...[["name", definition.name] as const, ["version", definition.version] as const].flatMap(
      ([key, value]) => (value === null ? [] : [entry(key, text(value))]),
    ),
    ...(definition.description === null
      ? []
      : [entry("description", text(definition.description))]),
    ...sections.flatMap(([key, entries]) =>
      entries.length === 0 ? [] : [entry(key, { kind: "mapping", entries, spaced: true })],
    ),
    ...(configuration.length === 0
      ? []
      : [entry("service", mapping([entry("configuration", settings(configuration))]))]),
  ]);
}
