/** The producers of one definition. Generated code makes them with `defineProducers`; the service runs them. */
import type { DataType } from "../data-types/data-type.ts";
import type { GeneratorFunction, KeyValueFunction } from "./functions.ts";
import type { StreamDefinition } from "./stream.ts";

export interface ProducerDefinition<K = never, V = never> {
  readonly generator: GeneratorFunction;
  /** Of the generator's result; without: a pair of anything, or a list of them. */
  readonly result?: DataType;
  readonly to: StreamDefinition<K, V>;
  /** Of the three below none: exactly one message. */
  readonly intervalMs?: number;
  readonly count?: number | bigint;
  /** Of the message as it is sent. */
  readonly until?: KeyValueFunction<K, V>;
  readonly batchSize?: number | bigint;
  /** Of the message as it was generated, before it becomes key and value of the topic. */
  readonly condition?: KeyValueFunction<K, V>;
}

export interface ProducersBuilder {
  produce<K, V>(name: string, definition: ProducerDefinition<K, V>): void;
}

/** Some producer: what its keys and values are does not matter any more. */
export type AnyProducerDefinition = ProducerDefinition<never, never>;

export class Producers {
  readonly namespace: string;
  readonly definitions: ReadonlyMap<string, AnyProducerDefinition>;

  constructor(namespace: string, definitions: ReadonlyMap<string, AnyProducerDefinition>) {
    this.namespace = namespace;
    this.definitions = definitions;
  }
}

export function defineProducers(
  namespace: string,
  build: (producers: ProducersBuilder) => void,
): Producers {
  const definitions = new Map<string, AnyProducerDefinition>();
  build({
    produce: (name, definition) =>
      definitions.set(name, definition as unknown as AnyProducerDefinition),
  });
  return new Producers(namespace, definitions);
}
