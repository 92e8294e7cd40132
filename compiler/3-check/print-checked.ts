/** A checked definition as text, one fact a line: for tests and bug reports. */
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import type {
  CheckedArgument,
  CheckedDefinition,
  CheckedFunction,
  CheckedPipeline,
  CheckedProducer,
  CheckedSource,
  CheckedStep,
  CheckedStore,
  CheckedTopic,
  External,
  StoreInFunction,
} from "./definition.ts";

export function printChecked(definition: CheckedDefinition): string {
  const lines = [
    `definition ${definition.namespace}`,
    ...definition.topics.map(topic),
    ...definition.stores.map(storeLine),
    ...definition.functions.flatMap(functionLines),
    ...definition.pipelines.flatMap(pipelineLines),
    ...definition.producers.flatMap(producerLines),
    ...definition.externals.map(externalLine),
  ];
  return `${lines.join("\n")}\n`;
}

const type = (given: UserType | null): string => (given === null ? "-" : printType(given));

function topic({ kind, name, topic, key, value, ...more }: CheckedTopic): string {
  const { offsetReset, timestampExtractor, partitioner } = more;
  const extras = [
    ...(offsetReset === null
      ? []
      : [`reset ${offsetReset.kind === "duration" ? `${offsetReset.ms} ms` : offsetReset.kind}`]),
    ...(timestampExtractor === null ? [] : [`time ${timestampExtractor.name}`]),
    ...(partitioner === null ? [] : [`partition ${partitioner.name}`]),
    ...(more.registry === null ? [] : [`registry ${more.registry}`]),
    ...more.registryConfig.map((setting) => `${setting.key}=${setting.value}`),
    ...(["key", "value"] as const).flatMap((part) =>
      more.serdes[part] === null ? [] : [`${part} by ${more.serdes[part]}`],
    ),
    ...(more.store === null ? [] : [`store ${more.store.name}`]),
    ...(more.implicit ? ["implicit"] : []),
  ];
  return [
    `${kind} ${name}: ${JSON.stringify(topic)} (${type(key)}, ${type(value)})`,
    ...extras,
  ].join("; ");
}

function storeLine(each: CheckedStore): string {
  const flags = (
    ["persistent", "timestamped", "versioned", "caching", "logging", "retainDuplicates"] as const
  ).filter((flag) => each[flag]);
  const numbers = (
    [
      "windowSizeMs",
      "retentionMs",
      "historyRetentionMs",
      "segmentIntervalMs",
      "cacheSizeBytes",
    ] as const
  ).flatMap((key) => (each[key] === null ? [] : [`${key} ${each[key]}`]));
  const settings = each.logConfig.map(({ key, value }) => `${key}=${value}`);
  const own = each.implementation === null ? [] : [`by ${each.implementation}`];
  const config = each.config === null ? [] : [JSON.stringify(each.config)];
  const facts = [...flags, ...numbers, ...settings, ...own, ...config];
  const head = `store ${each.name} [${each.kind}, ${each.origin}]`;
  return [`${head} (${type(each.key)}, ${type(each.value)})`, ...facts].join("; ");
}

function externalLine({ kind, name, role, parameters, keywords, uses }: External): string {
  const called = [...parameters, ...keywords.map((each) => `${each}=`)].join(", ");
  const signature = role === null && called === "" ? "" : `(${called})`;
  const as = role === null ? "" : ` as ${role}`;
  return `external ${kind} ${name}${signature}${as} used ${uses.length}`;
}

function functionLines(each: CheckedFunction): string[] {
  const parameters = each.parameters.map((parameter) => {
    const supplied = [...new Set(parameter.supplied.map(printType))].join(" | ");
    const given = supplied === "" ? "" : ` = ${supplied}`;
    const fallback = parameter.defaultText === null ? "" : ` default ${parameter.defaultText.text}`;
    const mark = parameter.fixed ? "" : "?";
    return `${parameter.name}${mark}: ${printType(parameter.declared)}${given}${fallback}`;
  });
  const parts = (["globalCode", "code", "expression"] as const).filter(
    (part) => each[part] !== null,
  );
  const body = parts.map((part) =>
    part === "expression" && each.expressionIsDefault ? "default" : part,
  );
  return [
    `function ${each.name} [${each.type}${each.inline ? ", inline" : ""}${each.source === "definition" ? "" : `, ${each.source}`}, ${each.loggerKind}] used by ${each.usedBy.join(", ") || "Python only"}`,
    `  (${parameters.join(", ")}) -> ${type(each.result)} { ${body.join(", ")} }`,
    ...(each.stores.length === 0 ? [] : [`  stores ${each.stores.map(usedStore).join(", ")}`]),
  ];
}

const usedStore = ({ name, store, plain }: StoreInFunction): string =>
  `${name}: ${store.kind === "store" ? store.store.kind : store.topic.kind}${plain ? ", plain" : ""}`;

function pipelineLines({ name, source, steps, sink }: CheckedPipeline): string[] {
  return [
    `pipeline ${name} from ${sourceText(source)}`,
    ...[...steps, sink].flatMap((each) => stepLines(each, "  ")),
  ];
}

const sourceText = (source: CheckedSource): string =>
  source.kind === "topic" ? source.topic.name : `registered ${source.name}`;

function stepLines(step: CheckedStep, indent: string): string[] {
  const given = Object.entries(step.arguments).filter(([, { kind }]) => kind !== "branches");
  const fields = given.map(([key, argument]) => `${key}=${argumentText(argument)}`);
  const stream = `(${type(step.output.key)}, ${type(step.output.value)})`;
  const explicit = step.explicitName === null ? "" : ` named ${step.explicitName}`;
  const marks = `${step.onNone === null ? "" : ", None drops"}${step.inserted ? ", inserted" : ""}`;
  const head = `${indent}${step.operation}(${fields.join(", ")}) as ${step.fullName}${explicit} -> ${stream}${marks}`;
  const { branches } = step.arguments;
  if (branches?.kind !== "branches") return [head];
  return [
    head,
    ...branches.branches.flatMap((branch) => [
      `${indent}  ${branch.name} if ${branch.predicate?.name ?? "always"}`,
      ...[...branch.steps, branch.sink].flatMap((each) => stepLines(each, `${indent}    `)),
    ]),
  ];
}

function argumentText(argument: CheckedArgument): string {
  switch (argument.kind) {
    case "function":
      return argument.function.name;
    case "type":
      return printType(argument.type);
    case "topic":
      return argument.topic.name;
    case "store":
      return argument.store.name;
    case "branches":
      return String(argument.branches.length);
    case "text":
      return JSON.stringify(argument.value);
    case "integer":
    case "durationMs":
      return String(argument.value);
  }
}

function producerLines(each: CheckedProducer): string[] {
  const options = [
    ["interval", each.intervalMs],
    ["count", each.count],
    ["batch", each.batchSize],
    ["condition", each.condition?.name ?? null],
    ["until", each.until?.name ?? null],
  ].flatMap(([key, value]) => (value === null ? [] : [`${key} ${value}`]));
  return [
    `producer ${each.name}: ${each.generator.name} to ${each.target.name} (${type(each.key)}, ${type(each.value)})`,
    ...(options.length === 0 ? [] : [`  ${options.join(", ")}`]),
  ];
}
