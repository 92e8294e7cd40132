/**
 * Pipelines and producers: the wiring that a reviewer reads line by line, as `via:` in the definition. What each
 * operation's call looks like, the operation says itself (`language/operations`, `emit`).
 */
import type {
  CheckedBranch,
  CheckedFunction,
  CheckedPipeline,
  CheckedProducer,
  CheckedStep,
  CheckedStore,
  CheckedTopic,
} from "../3-check/definition.ts";
import { InternalError } from "../diagnostics/internal-error.ts";
import { operations } from "../language/operations/index.ts";
import type { EmittedArgument, EmittedCall } from "../language/operations/operation.ts";
import {
  arrow,
  type ChainLink,
  call,
  chain,
  type Document,
  hardLine,
  imported,
  objectLiteral,
  origin,
} from "./document.ts";
import { type Companions, NO_COMPANIONS } from "./emit-companion.ts";
import type { Extensions } from "./emit-extension.ts";
import { commentLines, docComment, stringLiteral } from "./emit-text.ts";
import { emitTopic } from "./emit-topic.ts";
import { emitType } from "./emit-type.ts";
import type { Names } from "./names.ts";
import type { PythonEmitter } from "./python-emitter.ts";

export class WiringEmitter {
  readonly #names: Names;
  readonly #python: PythonEmitter;
  readonly #extensions: Extensions;
  readonly #companions: Companions;
  /** Inline functions that are used by name, so must be declared. */
  readonly named = new Set<CheckedFunction>();

  constructor(
    names: Names,
    python: PythonEmitter,
    extensions: Extensions,
    companions: Companions = NO_COMPANIONS,
  ) {
    this.#companions = companions;
    this.#names = names;
    this.#python = python;
    this.#extensions = extensions;
  }

  pipeline(pipeline: CheckedPipeline): Document {
    const topology = this.#names.own("topology");
    const { source, steps, sink } = pipeline;
    const from =
      source.kind === "topic"
        ? this.topicReference(source.topic)
        : call(`${topology}.registered`, [
            stringLiteral(source.name),
            emitType(source.type.key),
            emitType(source.type.value),
          ]);
    const links: ChainLink[] = [
      { name: "pipeline", arguments: [stringLiteral(pipeline.name)] },
      { name: "from", arguments: [from] },
      ...this.#steps(steps, sink),
    ];
    return [
      docComment(pipeline.comment, pipeline.path) ?? "",
      hardLine,
      origin(pipeline.span, null, chain(topology, links)),
      ";",
    ];
  }

  producer(producer: CheckedProducer): Document {
    const { generator, condition, until, intervalMs, count, batchSize } = producer;
    const fixed = (fn: CheckedFunction): Document => this.#function(fn, fixedParameters(fn));
    const entries: (readonly [string, Document] | null)[] = [
      ["generator", fixed(generator)],
      generator.result === null ? null : ["result", emitType(generator.result)],
      ["to", this.topicReference(producer.target)],
      intervalMs === null ? null : ["intervalMs", String(intervalMs)],
      count === null ? null : ["count", String(count)],
      batchSize === null ? null : ["batchSize", String(batchSize)],
      condition === null ? null : ["condition", fixed(condition)],
      until === null ? null : ["until", fixed(until)],
    ];
    return [
      docComment(producer.comment, producer.path) ?? "",
      hardLine,
      call(`${this.#names.own("producers")}.produce`, [
        stringLiteral(producer.name),
        objectLiteral(
          entries.filter((entry) => entry !== null).map(([key, value]) => [key, ": ", value]),
          true,
        ),
      ]),
      ";",
    ];
  }

  /** A stream of the `streams` section by its name; an inline one written in place. */
  topicReference(topic: CheckedTopic): Document {
    return topic.inline ? this.topic(topic, false) : this.#names.stream(topic.name);
  }

  /** `stream({ topic: …, key: …, value: … })` */
  topic(topic: CheckedTopic, expanded: boolean): Document {
    const fixed = (fn: CheckedFunction): Document => this.#function(fn, fixedParameters(fn));
    const setFields = (store: CheckedStore): readonly string[] => this.#python.setFields(store);
    return emitTopic(topic, { setFields, extensions: this.#extensions, fixed }, expanded);
  }

  #steps(steps: readonly CheckedStep[], sink: CheckedStep): ChainLink[] {
    return [...steps.map((step) => this.#link("via", step)), this.#link("end", sink)];
  }

  #link(name: string, step: CheckedStep): ChainLink {
    const operation = operations.get(step.operation);
    if (operation === undefined) throw new InternalError(`no operation ${step.operation}`);
    return {
      name,
      arguments: [origin(step.span, null, this.#call(operation.emit(step)))],
      comments: step.comment === null ? [] : commentLines(step.comment),
    };
  }

  #call(emitted: EmittedCall): Document {
    return call(
      imported(emitted.name, `ksmlc/${emitted.from}`),
      emitted.arguments.map((argument) => this.#argument(argument)),
    );
  }

  #argument(argument: EmittedArgument): Document {
    switch (argument.kind) {
      case "text":
        return stringLiteral(argument.value);
      case "integer":
        return String(argument.value);
      case "type":
        return emitType(argument.type);
      case "topic":
        return this.topicReference(argument.topic);
      case "store":
        return this.#names.store(argument.store.name);
      case "function":
        return this.#function(argument.function, argument.supplied);
      case "call":
        return this.#call(argument.call);
      case "branch":
        return this.#branch(argument.branch);
      case "options":
        return objectLiteral(
          argument.entries.map(([name, value]) => [name, ": ", this.#argument(value)]),
        );
    }
  }

  #branch({ predicate, steps, sink }: CheckedBranch): Document {
    const stream = this.#names.own(predicate === null ? "rest" : "matching");
    return arrow(`(${stream})`, chain(stream, this.#steps(steps, sink)), "call");
  }

  #function(fn: CheckedFunction, supplied: number): Document {
    if (fn.companion !== undefined) return this.#companions.reference(fn, supplied, this.#names);
    if (fn.source === "external") return this.#names.global(fn.name);
    const inline = fn.inline ? this.#python.inline(fn, supplied, this.#names) : null;
    if (inline !== null) return inline;
    if (fn.inline) this.named.add(fn);
    return this.#python.reference(fn, supplied, this.#names);
  }
}

const fixedParameters = (fn: CheckedFunction): number =>
  fn.parameters.filter((parameter) => parameter.fixed).length;
