/**
 * A serde of the author on one side of a stream (dialect.md 9.2). In: payloads as they lie on the topic, and values. Out:
 * values in the declared type, and the bytes that the author's code made. Both may take their time; then they are promises.
 */
import { type DataType, isFloatType, isFreeForm } from "../data-types/data-type.ts";
import { resultConverter } from "../data-types/result.ts";
import { dynamicForm } from "../data-types/struct-form.ts";
import { typeError } from "../python/exceptions.ts";
import { boxFloat, type Value } from "../python/value.ts";
import { adopt } from "./adopt.ts";
import { authorError, later } from "./author-errors.ts";
import type { Serde } from "./author-types.ts";
import type { KsmlValue } from "./ksml-value.ts";

export type Side = "key" | "value";

/** `stream({ serdes: { value: extensions.serdes["org.example.Fast"] } })` */
export type SerdeFactories = Readonly<Partial<Record<Side, () => Serde>>>;

export type Payload = Uint8Array | null;

const made = new WeakMap<SerdeFactories, Map<Side, AuthorSerde>>();

/** The one serde of that side of a stream, whoever reads or writes it; null: that side has the serde of its type. */
export function authorSerde(
  serdes: SerdeFactories | undefined,
  side: Side,
  type: DataType,
): AuthorSerde | null {
  const factory = serdes?.[side];
  if (serdes === undefined || factory === undefined) return null;
  let sides = made.get(serdes);
  if (sides === undefined) {
    sides = new Map();
    made.set(serdes, sides);
  }
  let serde = sides.get(side);
  if (serde === undefined) {
    serde = new AuthorSerde(factory(), side, type);
    sides.set(side, serde);
  }
  return serde;
}

export class AuthorSerde {
  /** What gives `None` for a missing payload leaves it missing. */
  readonly nullPayload = "absent";
  readonly #serde: Serde;
  readonly #side: Side;
  readonly #source: string;
  /** What the author's code gave → the declared type; what anything goes for stays as it is. */
  readonly #toType: (value: Value) => Value;
  readonly #fromType: (value: Value) => Value;
  #configured: Promise<void> | null = null;

  constructor(serde: Serde, side: Side, type: DataType) {
    this.#serde = serde;
    this.#side = side;
    this.#source = `deserialize() of the ${side} serde`;
    this.#toType = resultConverter(type);
    this.#fromType = isFloatType(type)
      ? (value) => (typeof value === "number" ? boxFloat(value) : value)
      : ((isFreeForm(type) ? null : dynamicForm(type)) ?? ((value) => value));
  }

  /**
   * Once, before anything is read or written; where no service does it, at the first of these. `config`: Kafka's settings.
   * @throws what the author's code throws
   */
  configure(config: Readonly<Record<string, unknown>>): Promise<void> {
    this.#configured ??= Promise.resolve(
      guarded(() => this.#serde.configure?.({ ...config }, this.#side)),
    );
    return this.#configured;
  }

  /** `bytes`: the serde's to keep. @throws what the author's code throws, as an exception of Python */
  read(topic: string, bytes: Payload): Value | Promise<Value> {
    if (this.#configured === null) void this.configure({});
    const value = guarded(() => this.#serde.deserialize(topic, bytes));
    return value instanceof Promise
      ? later(value, (given) => this.#adopted(given))
      : this.#adopted(value);
  }

  #adopted(value: unknown): Value {
    return this.#toType(adopt(value, this.#source));
  }

  /** @throws as `read` */
  write(topic: string, value: Value): Payload | Promise<Payload> {
    if (this.#configured === null) void this.configure({});
    const given = this.#fromType(value) as KsmlValue;
    const bytes = guarded(() => this.#serde.serialize(topic, given));
    return bytes instanceof Promise
      ? later(bytes, (result) => this.#payload(result))
      : this.#payload(bytes);
  }

  #payload(bytes: unknown): Payload {
    if (bytes === null || bytes === undefined) return null;
    if (bytes instanceof Uint8Array) return bytes;
    throw typeError(
      `serialize() of the ${this.#side} serde must give a Uint8Array or null, not a ${typeof bytes}`,
    );
  }
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw authorError(error);
  }
}
