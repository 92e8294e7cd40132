/**
 * Names derived from where something stands (language.md 0.6, streams.md 1.12), as KSML gives them. Pure: the compiler
 * and the runtime both call it, so that a topology has the same node names in `topology.txt` and in the service.
 *
 * Order matters, since the second owner of a name gets `_001`: pipelines in their order, in each the steps, then the
 * sink; the pipelines below a `branch` before the `branch` itself.
 */

/** Segments of the place in the definition, without the namespace: `["pipelines", "main", "via", "step2"]`. */
export type Place = readonly string[];

export const pipelinePlace = (pipeline: string): Place => ["pipelines", pipeline];
/** `number` counts from 1. */
export const stepPlace = (pipeline: Place, number: number): Place => [
  ...pipeline,
  "via",
  `step${number}`,
];
/** `sink`: its key, `to`. */
export const sinkPlace = (pipeline: Place, sink: string): Place => [...pipeline, sink];
/** `number` counts from 1. */
export const branchPlace = (pipeline: Place, number: number): Place => [
  ...pipeline,
  "branch",
  `branch${number}`,
];
export const fieldPlace = (step: Place, field: string): Place => [...step, field];

/** `pipelines_main_via_step2_if`: also the name of an inline function without `name`. */
export const longName = (place: Place): string => place.join("_");
/** `step2` */
export const shortName = (place: Place): string => place.at(-1) ?? "";
/** `pipelines.main.via.step2.if`: what errors and `@ksml` tags show. */
export const displayPath = (place: Place): string => place.join(".");

/**
 * How an operation without a name is called. `short`: operations that can have a store take the last segment; `path`:
 * all others take the whole place and their type.
 */
export type OperationNaming = "path" | "short";

/** The name of an operation before the namespace and the suffix. `operation` is canonical: `transformKey`. */
export function baseName(
  place: Place,
  operation: string,
  naming: OperationNaming,
  explicitName: string | null,
): string {
  if (explicitName !== null) return explicitName;
  if (naming === "short") return shortName(place);
  // A sink's place ends in its type already.
  return shortName(place) === operation ? longName(place) : `${longName(place)}_${operation}`;
}

/**
 * `as: x` is called `x`; the `as` that ends a pipeline without sink, by the pipeline's place. Both look the same in
 * generated code, so the name decides.
 */
export const asBaseName = (pipeline: Place, target: string): string =>
  target === shortName(pipeline) ? longName(pipeline) : target;

export const MAX_KAFKA_NAME = 249;

/** Kafka's rule for names (`org.apache.kafka.streams.kstream.Named`): what fits no letter, digit, `.`, `_` or `-`. */
export function nameProblem(name: string): string | null {
  if (name.trim() === "") return "it is empty";
  if (name === "." || name === "..") return `it is \`${name}\``;
  if (name.length > MAX_KAFKA_NAME) {
    return `it has ${name.length} characters, and Kafka allows ${MAX_KAFKA_NAME}`;
  }
  const odd = /[^A-Za-z0-9._-]/u.exec(name);
  if (odd === null) return null;
  const shown = odd[0] === " " ? "blanks" : `\`${odd[0]}\``;
  return `Kafka allows letters, digits, \`.\`, \`_\` and \`-\` in it, no ${shown}`;
}

/** Hands out the operation names of one definition. */
export class OperationNames {
  readonly #namespace: string;
  readonly #taken = new Set<string>();

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** `<namespace>_<base>`; the next owners of it get `_001`, `_002`, ... */
  take(base: string): string {
    const name = `${this.#namespace}_${base}`;
    let free = name;
    for (let i = 1; this.#taken.has(free); i++) free = `${name}_${String(i).padStart(3, "0")}`;
    this.#taken.add(free);
    return free;
  }
}
