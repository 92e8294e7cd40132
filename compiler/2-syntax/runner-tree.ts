/** The IR of a runner file (language.md 10): what a service is made of and its settings. Nothing is read or resolved. */
import type { SourceFile, Span } from "../1-source/source-file.ts";
import type { YamlDocument } from "../1-source/yaml-tree.ts";
import type { Text } from "./tree.ts";

export interface RunnerTree {
  readonly file: SourceFile;
  readonly definitions: readonly RunnerDefinition[];
  readonly enableProducers: boolean;
  readonly enablePipelines: boolean;
  /** Base of the paths in `definitions`; null: the working directory, as for the two below. */
  readonly configDirectory: Text | null;
  readonly schemaDirectory: Text | null;
  readonly storageDirectory: Text | null;
  readonly createStorageDirectory: boolean;
  readonly errorHandling: Readonly<Record<ErrorKind, ErrorHandlerTree>>;
  readonly prometheus: PrometheusTree;
  /** Settings for Kafka by key, as text; `${VAR}` in them is replaced when the service starts (V28). */
  readonly kafka: ReadonlyMap<string, Text>;
  readonly span: Span;
}

export interface RunnerDefinition {
  readonly namespace: Text;
  /** A path below `configDirectory`, or the definition itself. */
  readonly source:
    | { readonly kind: "path"; readonly path: Text }
    | { readonly kind: "inline"; readonly document: YamlDocument };
}

/** The pages of the running service; null: not said. */
export interface PrometheusTree {
  readonly enabled: boolean | null;
  readonly host: Text | null;
  /** A port, or what the environment makes one of. */
  readonly port: Text | null;
}

export type ErrorKind = "consume" | "produce" | "process";

export type ErrorHandling = "stopOnFail" | "continueOnFail" | "retryOnFail";

export interface ErrorHandlerTree {
  readonly handler: ErrorHandling;
  readonly log: boolean;
  readonly logPayload: boolean;
  readonly loggerName: string;
}
