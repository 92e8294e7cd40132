/**
 * Parts of a checked definition without a YAML text, each with what a test says of it and defaults for the rest; and its
 * module as Prettier must leave it. Python comes from a stand-in.
 */
import { format } from "prettier";
import { expect } from "vitest";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import type {
  CheckedArgument,
  CheckedDefinition,
  CheckedFunction,
  CheckedPipeline,
  CheckedStep,
  CheckedStore,
  CheckedTopic,
  StreamType,
} from "../../compiler/3-check/definition.ts";
import { PLAIN_STORE } from "../../compiler/3-check/store-attributes.ts";
import { arrow, type Document, hardLine } from "../../compiler/7-emit/document.ts";
import { type EmitOptions, emitModule } from "../../compiler/7-emit/emit-module.ts";
import { docComment } from "../../compiler/7-emit/emit-text.ts";
import type { PythonEmitter } from "../../compiler/7-emit/python-emitter.ts";
import { inDefault, primitive } from "../../compiler/language/data-types/data-type.ts";

const file = new SourceFile("some/where/shop.yaml", "streams: {}\n");
export const span = file.span(0, 7);
export const string = inDefault(primitive("string"));
export const long = inDefault(primitive("long"));
export const type: StreamType = { kind: "stream", key: string, value: long, rekeyed: false };

export function topic(name: string, more: Partial<CheckedTopic> = {}): CheckedTopic {
  return {
    kind: "stream",
    name,
    inline: false,
    path: `streams.${name}`,
    topic: name,
    key: string,
    value: long,
    offsetReset: null,
    timestampExtractor: null,
    partitioner: null,
    registry: null,
    registryConfig: [],
    serdes: { key: null, value: null },
    store: null,
    implicit: false,
    comment: null,
    span,
    ...more,
  };
}

export function fn(name: string, more: Partial<CheckedFunction> = {}): CheckedFunction {
  return {
    name,
    path: `functions.${name}`,
    inline: false,
    type: "predicate",
    parameters: [],
    result: null,
    globalCode: null,
    code: null,
    expression: null,
    expressionIsDefault: false,
    isResultInferred: false,
    stores: [],
    source: "definition",
    form: "2.0",
    loggerKind: "function",
    atOnce: null,
    usedBy: ["pipelines"],
    comment: null,
    span,
    ...more,
  };
}

export function store(name: string, more: Partial<CheckedStore> = {}): CheckedStore {
  return {
    ...PLAIN_STORE,
    name,
    path: `stores.${name}`,
    origin: "declared",
    key: string,
    value: long,
    comment: null,
    span,
    ...more,
  };
}

export const setting = (key: string, value: string) => ({ key, value, span });

export function step(
  operation: string,
  args: Record<string, CheckedArgument> = {},
  more: Partial<CheckedStep> = {},
): CheckedStep {
  return {
    operation,
    explicitName: null,
    fullName: operation,
    path: "pipelines.main.via.step1",
    input: type,
    output: type,
    onNone: null,
    inserted: false,
    arguments: args,
    comment: null,
    span,
    ...more,
  };
}

export const predicate = (of: CheckedFunction): Record<string, CheckedArgument> => ({
  if: { kind: "function", function: of, path: of.path },
});
export const to = (target: CheckedTopic): CheckedStep =>
  step("to", { to: { kind: "topic", topic: target } });

export function pipeline(name: string, more: Partial<CheckedPipeline> = {}): CheckedPipeline {
  return {
    name,
    path: `pipelines.${name}`,
    source: { kind: "topic", topic: topic("orders"), type },
    steps: [],
    sink: to(topic("paid")),
    comment: null,
    span,
    ...more,
  };
}

export function definition(more: Partial<CheckedDefinition>): CheckedDefinition {
  return {
    namespace: "shop",
    file,
    name: null,
    version: null,
    description: null,
    topics: [],
    stores: [],
    functions: [],
    pipelines: [],
    producers: [],
    externals: [],
    configuration: [],
    ...more,
  };
}

/** Writes each function as its name; the text of an inline one's expression as its body. */
export function standIn(
  identifiers: Iterable<string>,
  bodies: Record<string, Document> = {},
): PythonEmitter {
  return {
    identifiers,
    globals: [],
    helpers: [],
    setFields: () => [],
    declaration: (of, names) => [
      docComment(of.comment, of.path) ?? "",
      hardLine,
      `function ${names.global(of.name)}() {}`,
    ],
    inline: (of) => {
      const body = bodies[of.name];
      return body === undefined ? null : arrow("(key, value, { log })", body, "call");
    },
    reference: (of, _supplied, names) => names.global(of.name),
    moduleCode: () => null,
  };
}

export const prettier = (text: string): Promise<string> =>
  format(text, { parser: "typescript", printWidth: 100 });

export async function emit(
  what: Partial<CheckedDefinition>,
  python: PythonEmitter,
  options?: EmitOptions,
): Promise<string> {
  const { text } = emitModule(definition(what), python, options);
  expect(text).toBe(await prettier(text));
  return text;
}
