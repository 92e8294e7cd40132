/**
 * YAML tree -> `KsmlTree`: the top level (language.md 1), one file a section beside it. In: a document. Out: the tree
 * without the entries that have an error or that this version has not built; null where the root is no mapping.
 */
import type { Span } from "../1-source/source-file.ts";
import { TextOrigin } from "../1-source/source-file.ts";
import type { YamlDocument, YamlMapping } from "../1-source/yaml-tree.ts";
import { tellDeviationsOnce } from "../diagnostics/deviations.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Entry, Fields, readFields, sectionEntries } from "./fields.ts";
import { mergeRepeated } from "./merge-sections.ts";
import { parseFunction } from "./parse-function.ts";
import { parsePipeline } from "./parse-pipeline.ts";
import { parseProducer } from "./parse-producer.ts";
import { parseService } from "./parse-service.ts";
import { parseStore } from "./parse-store.ts";
import { parseTopic } from "./parse-stream.ts";
import { type Place, tell, watched, within } from "./place.ts";
import { kindOf } from "./text.ts";
import type { DroppedName, KsmlTree, PipelineTree, StepTree, Text, TopicTree } from "./tree.ts";
import { DOCUMENT, SECTIONS } from "./vocabulary.ts";

export function parseDefinition(
  namespace: string,
  document: YamlDocument,
): Checked<KsmlTree | null> {
  const found: Diagnostic[] = [];
  const place: Place = { path: "", report: (each) => found.push(each) };
  const value = parseRoot(namespace, document, place);
  return { value, diagnostics: tellDeviationsOnce(found) };
}

function parseRoot(namespace: string, { file, root }: YamlDocument, place: Place): KsmlTree | null {
  if (root.kind !== "mapping") {
    tell(place, "syntax/not-a-definition", firstLine(root.span), { found: kindOf(root) });
    return null;
  }
  const whole = mergeRepeated(root, SECTIONS, place);
  const fields = readFields(whole, place, DOCUMENT) ?? new Fields(place, root.span, []);
  const dropped: DroppedName[] = [];
  const stores = section(fields, "stores", "store", parseStore, dropped);
  const functions = section(fields, "functions", "function", parseFunction, dropped);
  const topics = parseTopics(fields, whole, dropped);
  const pipelines = section(fields, "pipelines", "pipeline", parsePipeline, dropped, registeredBy);
  const producers = section(fields, "producers", "producer", parseProducer, dropped);
  const texts = {
    name: fields.text("name"),
    version: fields.text("version"),
    description: fields.text("description"),
  };
  return {
    namespace,
    file,
    ...texts,
    topics,
    stores,
    functions,
    pipelines,
    producers,
    ...parseService(fields),
    dropped,
    span: root.span,
  };
}

const TOPIC_SECTIONS: ReadonlyMap<string, TopicTree["kind"]> = new Map([
  ["streams", "stream"],
  ["tables", "table"],
  ["globalTables", "globalTable"],
]);

/** The sections in the order of the file. */
function parseTopics(fields: Fields, root: YamlMapping, dropped: DroppedName[]): TopicTree[] {
  return root.pairs.flatMap(({ key }) => {
    const kind = TOPIC_SECTIONS.get(key);
    if (kind === undefined) return [];
    const parse: ParseEntry<TopicTree> = (...entry) => parseTopic(kind, ...entry);
    return section(fields, key, kind, parse, dropped);
  });
}

type ParseEntry<T> = (entry: Entry, name: Text, place: Place) => T | null;

/** The entries without an error; the names of the others go to `dropped`, so that using one is no second error. */
function section<T>(
  fields: Fields,
  key: string,
  kind: DroppedName["kind"],
  parse: ParseEntry<T>,
  dropped: DroppedName[],
  alsoLost: (parsed: T) => readonly DroppedName[] = () => [],
): T[] {
  const place = fields.within(key);
  return sectionEntries(fields.get(key), place).flatMap((entry) => {
    const origin = TextOrigin.straight(entry.keySpan.file, entry.keySpan.start);
    const name: Text = { value: entry.key, span: entry.keySpan, origin };
    const { place: inner, isBroken } = watched(within(place, entry.key));
    const parsed = parse(entry, name, inner);
    if (parsed !== null && !isBroken()) return [parsed];
    dropped.push({ kind, name: entry.key, span: entry.keySpan });
    if (parsed !== null) dropped.push(...alsoLost(parsed));
    return [];
  });
}

/** Names under which a later pipeline would have found what this one makes (language.md 5.4). */
function registeredBy({ name, explicitName, sink }: PipelineTree): DroppedName[] {
  return registeredAtEnd((explicitName ?? name).value, sink, name.span);
}

function registeredAtEnd(implicit: string, sink: StepTree | null, span: Span): DroppedName[] {
  if (sink === null) return [{ kind: "pipeline", name: implicit, span }];
  const as = sink.fields.get("as")?.value;
  const explicit = as?.kind === "scalar" && as.value !== null ? [String(as.value)] : [];
  return [
    ...explicit.map((name) => ({ kind: "pipeline", name, span }) as const),
    ...sink.branches.flatMap((each) =>
      registeredAtEnd(each.explicitName?.value ?? each.name, each.sink, span),
    ),
  ];
}

function firstLine({ file, start, end }: Span): Span {
  const lineEnd =
    file.lineStart(file.lineIndex(start)) + file.lineText(file.lineIndex(start)).length;
  return file.span(start, Math.max(start, Math.min(end, lineEnd)));
}
