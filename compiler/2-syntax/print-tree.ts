/** The syntax tree as text, for tests and bug reports. Steps show the keys of their fields, not their values. */
import type {
  BranchTree,
  FunctionTree,
  FunctionUse,
  KsmlTree,
  NumberValue,
  PythonText,
  StepTree,
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
    ...tree.topics.flatMap((topic) => topicLines(topic)),
    ...tree.functions.flatMap((each) => functionLines(each)),
    ...tree.pipelines.flatMap((each) => [
      ...entry(each.path, [
        ["name", quoted(each.explicitName)],
        ["from", topicUse(each.from)],
        ["comment", json(each.comment)],
      ]),
      ...inlineTopic(each.from),
      ...stepsAndSink(each.via, each.sink),
    ]),
    ...tree.producers.flatMap((each) => [
      ...entry(each.path, [
        ["generator", functionUse(each.generator)],
        ["to", topicUse(each.to)],
        ["interval", number(each.interval)],
        ["count", number(each.count)],
        ["batchSize", number(each.batchSize)],
        ["condition", functionUse(each.condition)],
        ["until", functionUse(each.until)],
      ]),
      ...[each.generator, each.condition, each.until].flatMap(inlineFunction),
      ...inlineTopic(each.to),
    ]),
    ...tree.notBuilt.map(({ kind, name }) => `not built: ${kind} ${name}`),
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
      ["topic", quoted(topic.topic)],
      ["keyType", quoted(topic.keyType)],
      ["valueType", quoted(topic.valueType)],
      ["offsetReset", reset],
      ["timestampExtractor", functionUse(topic.timestampExtractor)],
      ["partitioner", functionUse(topic.partitioner)],
      ["comment", json(topic.comment)],
    ]),
    ...inlineFunction(topic.timestampExtractor),
    ...inlineFunction(topic.partitioner),
  ];
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
    ["comment", json(each.comment)],
  ]);
}

function stepsAndSink(via: readonly StepTree[], sink: StepTree | null): string[] {
  return [...via, ...(sink === null ? [] : [sink])].flatMap((step) => [
    ...entry(`${step.path} (${step.position})`, [
      ["type", quoted(step.type)],
      ["name", quoted(step.explicitName)],
      ["fields", step.fields.size === 0 ? null : [...step.fields.keys()].join(", ")],
      ["comment", json(step.comment)],
    ]),
    ...step.branches.flatMap(branchLines),
  ]);
}

function branchLines(branch: BranchTree): string[] {
  return [
    ...entry(branch.path, [
      ["name", quoted(branch.explicitName)],
      ["if", functionUse(branch.predicate)],
    ]),
    ...inlineFunction(branch.predicate),
    ...stepsAndSink(branch.via, branch.sink),
  ];
}

function topicUse(use: TopicUse | null): string | null {
  return use === null ? null : use.kind === "reference" ? JSON.stringify(use.name.value) : "inline";
}

function functionUse(use: FunctionUse | null): string | null {
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
const number = (found: NumberValue | null): string | null =>
  found === null ? null : String(found.value);
