/**
 * A store as a constant of the module: `keyValueStore({ name: …, key: …, … })`. In: a checked store. Out: its call, with
 * only what is set; what is left out has Kafka's default in the runtime.
 */
import type { CheckedStore, Setting } from "../3-check/definition.ts";
import { InternalError } from "../diagnostics/internal-error.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { arrayLiteral, call, type Document, imported, objectLiteral } from "./document.ts";
import { type Extensions, extensionOf } from "./emit-extension.ts";
import { stringLiteral } from "./emit-text.ts";
import { emitType } from "./emit-type.ts";
import { plainEntries, plainValue } from "./plain-literal.ts";

const RUNTIME = "ksmlc/runtime";

const FACTORIES: Readonly<Record<CheckedStore["kind"], string>> = {
  custom: "customStore",
  keyValue: "keyValueStore",
  session: "sessionStore",
  window: "windowStore",
};

/** What is true or false of a store, and its times and sizes: properties of the runtime's definitions, same names. */
const FLAGS = [
  "persistent",
  "timestamped",
  "versioned",
  "retainDuplicates",
  "caching",
  "logging",
] as const;
const NUMBERS = [
  "windowSizeMs",
  "retentionMs",
  "historyRetentionMs",
  "segmentIntervalMs",
  "cacheSizeBytes",
] as const;

/** `sets`: fields of its values that read back as sets (dialect.md 7.6). */
export function emitStore(
  store: CheckedStore,
  sets: readonly string[],
  extensions: Extensions,
): Document {
  const { name, kind, key, value, logConfig, implementation, config } = store;
  const isCustom = kind === "custom";
  const entries: (readonly [string, Document] | null)[] = [
    ["name", stringLiteral(name)],
    isCustom ? ["implementation", extensionOf(extensions, "stores", classOf(store))] : null,
    isCustom && isUntyped(key) ? null : ["key", emitType(key)],
    isCustom && isUntyped(value) ? null : ["value", emitType(value)],
    ...NUMBERS.map((property) => {
      const given = store[property];
      return given === null ? null : ([property, plainValue(given)] as const);
    }),
    ...FLAGS.map((flag) => (store[flag] ? ([flag, "true"] as const) : null)),
    logConfig.length === 0 ? null : ["logConfig", emitSettings(logConfig)],
    config === null ? null : ["config", plainEntries(config)],
    sets.length === 0 ? null : ["sets", arrayLiteral(sets.map(stringLiteral))],
  ];
  if (isCustom && implementation === null) throw new InternalError(`no class for ${store.path}`);
  return call(imported(FACTORIES[kind], RUNTIME), [
    objectLiteral(
      entries.filter((entry) => entry !== null).map(([property, of]) => [property, ": ", of]),
      true,
    ),
  ]);
}

/** What a table says of the store that it is: `{ persistent: true }`; null where nothing is set. */
export function emitTableStore(store: CheckedStore, sets: readonly string[]): Document | null {
  const { persistent, caching, logging, cacheSizeBytes, logConfig } = store;
  const entries: (readonly [string, Document] | null)[] = [
    persistent ? ["persistent", "true"] : null,
    caching ? ["caching", "true"] : null,
    logging ? ["logging", "true"] : null,
    cacheSizeBytes === null ? null : ["cacheSizeBytes", plainValue(cacheSizeBytes)],
    logConfig.length === 0 ? null : ["logConfig", emitSettings(logConfig)],
    sets.length === 0 ? null : ["sets", arrayLiteral(sets.map(stringLiteral))],
  ];
  const given = entries.filter((entry) => entry !== null);
  return given.length === 0
    ? null
    : objectLiteral(given.map(([property, of]) => [property, ": ", of]));
}

const classOf = ({ implementation, name }: CheckedStore): string => implementation ?? name;

/** Python values pass through (dialect.md T3). */
const isUntyped = ({ notation, dataType }: UserType): boolean =>
  notation === "default" && dataType.kind === "any";

/** Kafka's settings, as text; of a repeated key the last one. */
export const emitSettings = (settings: readonly Setting[]): Document =>
  plainEntries(Object.fromEntries(settings.map(({ key, value }) => [key, value])));
