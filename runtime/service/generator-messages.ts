/**
 * The messages of one producer (runtime.md 8): calls the generator, queues what it returned, gives one message at a time in
 * the topic's types.
 */
import { type Converter, converter } from "../data-types/convert.ts";
import { any, type DataType, tuple } from "../data-types/data-type.ts";
import { natural, sequenceItems } from "../data-types/natural.ts";
import { printValue } from "../data-types/print-format.ts";
import { cannotConvert, parsedTuple, toType } from "../data-types/to-type.ts";
import { typeName } from "../data-types/type-name.ts";
import { CallContext } from "../dsl/call-context.ts";
import type {
  FunctionContext,
  GeneratorFunction,
  KeyValueFunction,
  Result,
} from "../dsl/functions.ts";
import { logSink } from "../dsl/logger.ts";
import type { RecordTypes } from "../dsl/node.ts";
import type { AnyProducerDefinition } from "../dsl/producers.ts";
import { functionFailure } from "../errors/function-failure.ts";
import { asBoolean } from "../operations/predicate.ts";
import { PyTuple } from "../python/tuple.ts";
import type { Value } from "../python/value.ts";

export interface Message {
  readonly key: Value;
  readonly value: Value;
}

/** Calls of the generator for one slot of a batch, and messages thrown away for it. */
const MAX_TRIES = 10;
const LOGGER = "ksmlc.producer";

export class GeneratorMessages {
  readonly #name: string;
  readonly #place: string;
  readonly #generator: GeneratorFunction;
  readonly #result: DataType | null;
  readonly #condition: KeyValueFunction<never, never> | null;
  readonly #until: KeyValueFunction<never, never> | null;
  readonly #key: Converter;
  readonly #value: Converter;
  readonly #pending: Message[] = [];
  readonly #types: RecordTypes;

  /** `ignoresCondition`: of a producer that sends one message. */
  constructor(
    namespace: string,
    name: string,
    definition: AnyProducerDefinition,
    types: RecordTypes,
    ignoresCondition: boolean,
  ) {
    this.#name = namespace;
    this.#place = `producers_${name}`;
    this.#generator = definition.generator;
    this.#result = definition.result ?? null;
    this.#condition = ignoresCondition ? null : (definition.condition ?? null);
    this.#until = definition.until ?? null;
    this.#types = types;
    const [key, value] = pairOf(this.#result);
    this.#key = converter(key, types.key);
    this.#value = converter(value, types.value);
  }

  /** Null: ten tries gave nothing valid. @throws FunctionFailure, DataException */
  async next(): Promise<Message | null> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (this.#pending.length === 0) await this.#generate();
      const message = this.#pending.shift();
      if (message === undefined) continue;
      if (this.#condition !== null && !(await this.#holds(this.#condition, "condition", message))) {
        this.#warn(`Skipping invalid message: ${print(message)}`);
        continue;
      }
      return { key: this.#key(message.key, true), value: this.#value(message.value, true) };
    }
    this.#warn("Could not generate a valid message after 10 tries, skipping...");
    return null;
  }

  /** Whether the message is the last one. */
  async isLast(message: Message): Promise<boolean> {
    return this.#until !== null && (await this.#holds(this.#until, "until", message));
  }

  /** `Message: key=…, value=…` */
  describe(message: Message): string {
    const text = (value: Value, type: DataType): string => {
      const printed = printValue(value, type).replaceAll("\n", "\\n");
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? `${typeName({ ...type, shape: { kind: "struct" } })}: ${printed}`
        : printed;
    };
    return `Message: key=${text(message.key, this.#types.key)}, value=${text(message.value, this.#types.value)}`;
  }

  async #generate(): Promise<void> {
    const pairs = await this.#call(
      this.#generator,
      "generator",
      "generator",
      (fn, context) => fn(context),
      (result) => messagesIn(result, this.#result),
    );
    for (const pair of pairs) {
      const items = itemsOf(pair);
      if (items?.length !== 2) {
        this.#warn(`Skipping invalid message: ${printValue(natural(pair, true))}`);
        continue;
      }
      const [key, value] = pairOf(this.#result);
      this.#pending.push({
        key: toType(items[0] as Value, key, true),
        value: toType(items[1] as Value, value, true),
      });
    }
  }

  #holds(
    predicate: KeyValueFunction<never, never>,
    field: "condition" | "until",
    { key, value }: Message,
  ): Promise<boolean> {
    return this.#call(
      predicate,
      field,
      "condition",
      (fn, context) => fn(key as never, value as never, context),
      asBoolean,
    );
  }

  /** Waits for functions that wait, generators too (dialect.md 7.3). */
  async #call<F extends (...args: never[]) => unknown, R>(
    fn: F,
    field: string,
    kind: "generator" | "condition",
    run: (fn: F, context: FunctionContext) => Result,
    convert: (result: Value) => R,
  ): Promise<R> {
    const name = fn.name === "" ? `${this.#place}_${field}` : fn.name;
    try {
      return convert(await run(fn, new CallContext(`${this.#name}.${kind}.${name}`)));
    } catch (error) {
      throw functionFailure(`${this.#name}.${name}`, error);
    }
  }

  #warn(message: string): void {
    logSink().write("warn", LOGGER, message);
  }
}

const print = ({ key, value }: Message): string =>
  `key=${printValue(key)}, value=${printValue(value)}`;

/** The types of key and value in the result type: a pair, or a list of pairs. */
function pairOf(result: DataType | null): readonly [DataType, DataType] {
  const shape = result?.shape;
  if (shape?.kind === "list") return pairOf(shape.element);
  if (shape?.kind === "union") return pairOf(shape.members[0] ?? null);
  if (shape?.kind !== "tuple") return [any, any];
  return [shape.elements[0] ?? any, shape.elements[1] ?? any];
}

const itemsOf = (value: Value): readonly Value[] | undefined =>
  typeof value === "object" && value !== null ? sequenceItems(value, true) : undefined;

/**
 * One pair, or a list of them: a list of tuples is several messages, of whatever length (V19). `None` and an empty list
 * are none. @throws DataException for what holds no message at all
 */
function messagesIn(result: Value, type: DataType | null): readonly Value[] {
  if (result === null || result === undefined) return [];
  const given = typeof result === "string" ? parsedTuple(result, type ?? tuple(any, any)) : result;
  const messages = listed(given, type);
  if (messages.length > 0 && !messages.some((pair) => itemsOf(pair)?.length === 2)) {
    throw cannotConvert(natural(given, true), type ?? tuple(any, any));
  }
  return messages;
}

function listed(result: Value, type: DataType | null): readonly Value[] {
  const items = itemsOf(result);
  if (items === undefined) return [result];
  const isList = Array.isArray(result) && items.every((item) => item instanceof PyTuple);
  if (isList || items.length !== 2) return items;
  const kind = type?.shape.kind;
  const mayBeSeveral = kind === "list" || (kind !== "tuple" && Array.isArray(result));
  return mayBeSeveral && items.every((item) => itemsOf(item)?.length === 2) ? items : [result];
}
