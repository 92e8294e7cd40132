/**
 * The check stage. In: a definition whose names and types are still text. Out: names resolved, each edge typed, nothing
 * anonymous; functions, streams, pipelines and producers with an error are left out, and all that was found is told.
 */

import { nameProblem, OperationNames } from "../../runtime/dsl/operation-names.ts";
import type { AuthorModule } from "../1-source/author-module.ts";
import type { SchemaFile } from "../1-source/schema-file.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { DroppedName, KsmlTree } from "../2-syntax/tree.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { Functions } from "./check-function.ts";
import { checkPipeline } from "./check-pipeline.ts";
import { checkProducer } from "./check-producer.ts";
import { Stores } from "./check-store.ts";
import { Topics } from "./check-topic.ts";
import { CompanionFunctions, type Loan } from "./companion-functions.ts";
import { type CheckContext, type Mode, NO_FLOW } from "./context.ts";
import type { CheckedDefinition, External } from "./definition.ts";
import { Externals } from "./externals.ts";
import { OtherDefinitions } from "./other-definitions.ts";
import { plainSettings } from "./plain-settings.ts";
import { Registered } from "./registered-streams.ts";
import { ImplicitStreams, type Written } from "./repair/implicit-streams.ts";
import { targetsOf, writersFirst } from "./repair/writers-first.ts";
import { unique } from "./resolve-names.ts";
import { Schemas } from "./resolve-schemas.ts";
import { storesOfFunction, tellTimed } from "./stores-of-functions.ts";

export interface CheckOptions {
  readonly mode: Mode;
  readonly schemas?: readonly SchemaFile[];
  readonly extensions?: AuthorModule | null;
  readonly allowUnresolved?: boolean;
  /** The other definitions of the service. */
  readonly others?: readonly KsmlTree[];
  /** Functions that other definitions use: found by checking those before. */
  readonly lent?: readonly Loan[];
}

/**
 * A pipeline may read an implicit stream above the one that writes it: then a first walk, writers before readers, finds
 * its types; names are handed out in the order of the file, by the second.
 */
export function checkDefinition(
  tree: KsmlTree,
  options: CheckOptions,
): Checked<CheckedDefinition> & { readonly loans: readonly Loan[] } {
  const sorted = writersFirst(tree);
  // In memory there is nothing to read before it is made.
  if (tree.implicitStreams === "internal") return check(sorted ?? tree, options, new Map());
  const known = sorted === null ? new Map() : check(sorted, options, new Map()).written;
  const { value, diagnostics, loans } = check(tree, options, known);
  return { value, diagnostics, loans };
}

function check(
  tree: KsmlTree,
  {
    mode,
    schemas: files = [],
    extensions = null,
    allowUnresolved = false,
    others: trees = [],
    lent = [],
  }: CheckOptions,
  known: Written,
): Checked<CheckedDefinition> & { readonly written: Written; readonly loans: readonly Loan[] } {
  const found: Diagnostic[] = [];
  const root: Spot = { path: "", report: (each) => found.push(each) };
  checkNamespace(tree, root);

  const lost = (...kinds: readonly DroppedName["kind"][]): DroppedName[] =>
    tree.dropped.filter(({ kind }) => kinds.includes(kind));
  const names = (list: readonly DroppedName[]): string[] => list.map(({ name }) => name);

  const schemas = new Schemas(files, mode, root.report);
  const externals = new Externals({ mode, extensions, allowUnresolved }, root.report);
  const stores = new Stores(mode, externals, schemas, names(lost("store")));
  stores.declare(tree.stores, within(root, "stores"));
  const others = new OtherDefinitions(trees);
  const companions = new CompanionFunctions(others, schemas);
  const lostFunctions = names(lost("function"));
  const functions = new Functions(mode, schemas, externals, companions, lostFunctions);
  functions.declare(tree.functions, within(root, "functions"));

  const parts = { mode, functions, schemas, stores, externals, others };
  const topics = new Topics(parts, names(lost("stream", "table", "globalTable")));
  const topicNames = spans(lost("table", "globalTable"));
  const streams = unique(tree.topics, topicNames, "name/duplicate-topic", within(root, "streams"));
  topics.declare(streams, within(root, "streams"));
  functions.bindStores(
    (listed, owner, spot) => storesOfFunction(listed, owner, { stores, topics }, spot),
    within(root, "functions"),
  );

  const registered = new Registered();
  for (const { name, span } of lost("pipeline")) registered.lose(name, span);
  const chains = tree.implicitStreams === "internal";
  const implicit = new ImplicitStreams(known, chains ? new Set() : targetsOf(tree));
  const context: CheckContext = {
    mode,
    report: root.report,
    functions,
    topics,
    schemas,
    stores,
    registered,
    externals,
    implicit,
    chains,
    names: new OperationNames(tree.namespace),
    flow: NO_FLOW,
  };
  const pipelines = tree.pipelines.map((each) => checkPipeline(each, context));

  const taken = spans([...lost("pipeline"), ...tree.pipelines.map(nameAndSpan)]);
  const named = unique(tree.producers, taken, "name/duplicate-producer", within(root, "producers"));
  const producers = named.map((each) => checkProducer(each, context));

  checkHooks(tree, externals, root);
  const implicitTopics = implicit.finish(
    [...topics.names, ...registered.names()],
    (name) => topics.ambiguous(name),
    root,
  );
  const loans = functions.lend(
    lent.filter(({ from }) => from === tree.namespace),
    tree.namespace,
  );
  const checkedFunctions = functions.finish(root);
  tellTimed(checkedFunctions, stores, root);
  const value: CheckedDefinition = {
    namespace: tree.namespace,
    file: tree.file,
    name: tree.name?.value ?? null,
    version: tree.version?.value ?? null,
    description: tree.description?.value ?? null,
    topics: [...topics.finish(root), ...implicitTopics],
    stores: stores.finish(root),
    functions: checkedFunctions,
    pipelines: pipelines.filter((each) => each !== null),
    producers: producers.filter((each) => each !== null),
    externals: [...externals.list(), ...openSchemas(schemas)],
    configuration: plainSettings(tree.configuration),
  };
  return { value, diagnostics: found, written: implicit.written, loans };
}

/** Classes that Kafka's configuration names, which only the author's module can have (dialect.md 8, 9.4). */
function checkHooks({ configuration }: KsmlTree, externals: Externals, root: Spot): void {
  for (const { key, value } of configuration) {
    if (key.value !== "rocksdb.config.setter") continue;
    externals.use("storeOptions", value, within(root, `configuration.${key.value}`));
  }
}

function openSchemas(schemas: Schemas): External[] {
  return [...schemas.open].map(([name, uses]) => {
    const empty = { role: null, parameters: [], keywords: [] };
    return { kind: "schema", name, ...empty, uses };
  });
}

/** It begins every operation's name: told once, not for each of them. */
function checkNamespace({ namespace, pipelines }: KsmlTree, root: Spot): void {
  const [first] = pipelines;
  const reason = nameProblem(namespace);
  if (first === undefined || reason === null) return;
  tell(root, "name/invalid-namespace", first.name.span, { name: namespace, reason });
}

const nameAndSpan = ({ name }: KsmlTree["pipelines"][number]) => ({
  name: name.value,
  span: name.span,
});

const spans = (
  list: readonly { readonly name: string; readonly span: Span }[],
): Map<string, Span> => new Map(list.map(({ name, span }) => [name, span]));
