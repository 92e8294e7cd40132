/** The syntax tree as text, for tests and bug reports. Steps show the keys of their fields, not their values. */
import type {
  BooleanValue,
  BranchTree,
  Form,
  FunctionTree,
  FunctionUse,
  KsmlTree,
  NumberValue,
  PythonText,
  Setting,
  StepTree,
  StoreTree,
  StoreUse,
  Text,
  TopicTree,
  TopicUse,
} from "./tree.ts";

type Line = readonly [key: string, value: string | null];

export function printTree(tree: KsmlTree): string {
  const lines = [
    ...entry("definition", [
      ["name", quoted(tree.name)],
      ["version", quoted(tree.version)],
      ["description", quoted(tree.description)],
    ]),
    ...settingLines("service.configuration", tree.configuration),
    ...(tree.implicitStreams === "topics"
      ? []
      : [`service.implicitStreams: ${tree.implicitStreams}`]),
    ...tree.topics.flatMap((topic) => topicLines(topic)),
    ...tree.stores.flatMap((store) => storeLines(store)),
    ...tree.functions.flatMap((each) => functionLines(each)),
    ...tree.pipelines.flatMap((each) => [
      ...entry(each.path, [
        ["name", quoted(each.explicitName)],
        ["from", useText(each.from)],
        ["comment", json(each.comment)],
      ]),
      ...inlineTopic(each.from),
      ...stepsAndSink(each.via, each.sink),
    ]),
    ...tree.producers.flatMap((each) => [
      ...entry(each.path, [
        ["generator", useText(each.generator)],
        ["to", useText(each.to)],
        ["interval", number(each.interval)],
        ["count", number(each.count)],
        ["batchSize", number(each.batchSize)],
        ["condition", useText(each.condition)],
        ["until", useText(each.until)],
      ]),
      ...[each.generator, each.condition, each.until].flatMap(inlineFunction),
      ...inlineTopic(each.to),
    ]),
    ...tree.dropped.map(({ kind, name }) => `dropped: ${kind} ${name}`),
  ];
  return `${lines.join("\n")}\n`;
}

function entry(head: string, lines: readonly Line[]): string[] {
  return [head, ...lines.flatMap(([key, value]) => (value === null ? [] : [`  ${key}: ${value}`]))];
}

function topicLines(topic: TopicTree): string[] {
  const { offsetReset } = topic;
  const reset =
    offsetReset === null
      ? null
      : offsetReset.kind === "duration"
        ? `${offsetReset.ms} ms ago`
        : offsetReset.kind;
  return [
    ...entry(topic.path, [
      ["kind", topic.kind === "stream" ? null : topic.kind],
      ["topic", quoted(topic.topic)],
      ["keyType", quoted(topic.keyType)],
      ["valueType", quoted(topic.valueType)],
      ["offsetReset", reset],
      ["timestampExtractor", useText(topic.timestampExtractor)],
      ["partitioner", useText(topic.partitioner)],
      ["registry", quoted(topic.registry)],
      ["serdes.key", quoted(topic.serdes.key)],
      ["serdes.value", quoted(topic.serdes.value)],
      ["store", useText(topic.store)],
      ["implicit", topic.implicit ? "true" : null],
      ["comment", json(topic.comment)],
    ]),
    ...settingLines(`${topic.path}.registryConfig`, topic.registryConfig),
    ...(topic.store?.kind === "inline" ? storeLines(topic.store.store) : []),
    ...inlineFunction(topic.timestampExtractor),
    ...inlineFunction(topic.partitioner),
  ];
}

function storeLines(store: StoreTree): string[] {
  return [
    ...entry(store.path, [
      ["type", quoted(store.type)],
      ["keyType", quoted(store.keyType)],
      ["valueType", quoted(store.valueType)],
      ["persistent", boolean(store.persistent)],
      ["timestamped", boolean(store.timestamped)],
      ["versioned", boolean(store.versioned)],
      ["caching", boolean(store.caching)],
      ["logging", boolean(store.logging)],
      ["retainDuplicates", boolean(store.retainDuplicates)],
      ["retention", number(store.retention)],
      ["windowSize", number(store.windowSize)],
      ["historyRetention", number(store.historyRetention)],
      ["segmentInterval", number(store.segmentInterval)],
      ["cacheSize", number(store.cacheSize)],
      ["implementation", quoted(store.implementation)],
      ["config", store.config === null ? null : "given"],
      ["form", dialect(store.form)],
      ["comment", json(store.comment)],
    ]),
    ...settingLines(`${store.path}.logConfig`, store.logConfig),
  ];
}

function settingLines(head: string, settings: readonly Setting[]): string[] {
  if (settings.length === 0) return [];
  return entry(
    head,
    settings.map(({ key, value }) => [key.value, JSON.stringify(value.value)]),
  );
}

function functionLines(each: FunctionTree): string[] {
  const parameters = each.parameters.map(
    ({ name, type, defaultValue }) =>
      `${name?.value}: ${type?.value}${defaultValue === null ? "" : ` = ${defaultValue.value}`}`,
  );
  return entry(each.path, [
    ["name", each.inline ? quoted(each.name) : null],
    ["type", quoted(each.type)],
    ["parameters", parameters.length === 0 ? null : parameters.join(", ")],
    ["globalCode", python(each.globalCode)],
    ["code", python(each.code)],
    ["expression", python(each.expression)],
    ["resultType", quoted(each.resultType)],
    ["stores", each.stores.length === 0 ? null : each.stores.map(({ value }) => value).join(", ")],
    ["form", dialect(each.form)],
    ["comment", json(each.comment)],
  ]);
}

function stepsAndSink(via: readonly StepTree[], sink: StepTree | null): string[] {
  return [...via, ...(sink === null ? [] : [sink])].flatMap((step) => [
    ...entry(`${step.path} (${step.position})`, [
      ["type", quoted(step.type)],
      ["name", quoted(step.explicitName)],
      ["fields", step.fields.size === 0 ? null : [...step.fields.keys()].join(", ")],
      ["onNone", step.onNone],
      ["form", dialect(step.form)],
      ["comment", json(step.comment)],
    ]),
    ...step.branches.flatMap(branchLines),
  ]);
}

function branchLines(branch: BranchTree): string[] {
  return [
    ...entry(branch.path, [
      ["name", quoted(branch.explicitName)],
      ["if", useText(branch.predicate)],
    ]),
    ...inlineFunction(branch.predicate),
    ...stepsAndSink(branch.via, branch.sink),
  ];
}

function useText(use: TopicUse | FunctionUse | StoreUse | null): string | null {
  return use === null ? null : use.kind === "reference" ? JSON.stringify(use.name.value) : "inline";
}

function inlineTopic(use: TopicUse | null): string[] {
  return use?.kind === "inline" ? topicLines(use.topic) : [];
}

function inlineFunction(use: FunctionUse | null): string[] {
  return use?.kind === "inline" ? functionLines(use.function) : [];
}

const quoted = (text: Text | null): string | null =>
  text === null ? null : JSON.stringify(text.value);
const python = (text: PythonText | null): string | null =>
  text === null ? null : JSON.stringify(text.text);
const json = (text: string | null): string | null => (text === null ? null : JSON.stringify(text));
const boolean = (found: BooleanValue | null): string | null =>
  found === null ? null : String(found.value);
/** 2.0 form is the rule, and not shown. */
const dialect = (form: Form): string | null => (form === "dialect" ? form : null);
const number = (found: NumberValue | null): string | null =>
  found === null ? null : String(found.value);
