/**
 * The check stage. In: a definition whose names and types are still text. Out: names resolved, each edge typed, nothing
 * anonymous; functions, streams, pipelines and producers with an error are left out, and all that was found is told.
 */

import { nameProblem, OperationNames } from "../../runtime/dsl/operation-names.ts";
import type { AuthorModule } from "../1-source/author-module.ts";
import type { SchemaFile } from "../1-source/schema-file.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { KsmlTree, NotBuiltName } from "../2-syntax/tree.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { Functions } from "./check-function.ts";
import { checkPipeline } from "./check-pipeline.ts";
import { checkProducer } from "./check-producer.ts";
import { Topics } from "./check-topic.ts";
import type { CheckContext, Mode } from "./context.ts";
import type { CheckedDefinition } from "./definition.ts";
import { Registered } from "./registered-streams.ts";
import { unique } from "./resolve-names.ts";

export interface CheckOptions {
  readonly mode: Mode;
  readonly schemas?: readonly SchemaFile[];
  readonly extensions?: AuthorModule | null;
  readonly allowUnresolved?: boolean;
}

export function checkDefinition(
  tree: KsmlTree,
  { mode }: CheckOptions,
): Checked<CheckedDefinition> {
  const found: Diagnostic[] = [];
  const root: Spot = { path: "", report: (each) => found.push(each) };
  checkNamespace(tree, root);

  const lost = (...kinds: readonly NotBuiltName["kind"][]): NotBuiltName[] =>
    [...tree.notBuilt, ...tree.dropped].filter(({ kind }) => kinds.includes(kind));
  const names = (list: readonly NotBuiltName[]): string[] => list.map(({ name }) => name);

  const functions = new Functions(mode, names(lost("function")));
  functions.declare(tree.functions, within(root, "functions"));

  const topics = new Topics(mode, functions, names(lost("stream", "table", "globalTable")));
  const topicNames = spans(lost("table", "globalTable"));
  const streams = unique(tree.topics, topicNames, "name/duplicate-topic", within(root, "streams"));
  topics.declare(streams, within(root, "streams"));

  const registered = new Registered();
  for (const { name, span } of lost("pipeline")) registered.lose(name, span);
  const context: CheckContext = {
    mode,
    report: root.report,
    functions,
    topics,
    registered,
    names: new OperationNames(tree.namespace),
  };
  const pipelines = tree.pipelines.map((each) => checkPipeline(each, context));

  const taken = spans([...lost("pipeline"), ...tree.pipelines.map(nameAndSpan)]);
  const named = unique(tree.producers, taken, "name/duplicate-producer", within(root, "producers"));
  const producers = named.map((each) => checkProducer(each, context));

  const value: CheckedDefinition = {
    namespace: tree.namespace,
    file: tree.file,
    name: tree.name?.value ?? null,
    version: tree.version?.value ?? null,
    description: tree.description?.value ?? null,
    topics: topics.finish(root),
    stores: [],
    functions: functions.finish(root),
    pipelines: pipelines.filter((each) => each !== null),
    producers: producers.filter((each) => each !== null),
    externals: [],
    configuration: [],
  };
  return { value, diagnostics: found };
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
