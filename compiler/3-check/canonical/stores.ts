/** State stores in canonical text: in their section, at a step, or in a table. */
import type { WrittenEntry, WrittenValue } from "../../1-source/write-yaml.ts";
import type { CheckedDefinition, CheckedStore, CheckedTopic } from "../definition.ts";
import { PLAIN_STORE } from "../store-attributes.ts";
import {
  duration,
  entry,
  flag,
  integer,
  list,
  mapping,
  optional,
  settings,
  text,
  type,
} from "./values.ts";

/**
 * Declared ones. One that stands at its step stays there, and one that was left out is put there, where what is kept in it
 * says its types; one that only the author's module has stays a name; a table's store is in the section where its name is
 * no other way to be had.
 */
export function sectionStores({ stores, topics }: CheckedDefinition): CheckedStore[] {
  const isNamed = (store: CheckedStore): boolean =>
    topics.some((topic) => topic.store === store && topic.topic !== store.name);
  return stores.filter((store) => {
    const { origin } = store;
    return origin === "declared" || (origin === "table" && isNamed(store));
  });
}

/** What a step holds. `step`: its short name, which an inline store has too. */
export function storeRef(store: CheckedStore, step: string): WrittenValue {
  if (store.origin !== "inline" && store.origin !== "implicit") return text(store.name);
  const name = store.name === step ? [] : [entry("name", text(store.name))];
  return mapping([...name, ...storeEntries(store, "place")]);
}

/** Nothing, where the table has the store that it has without being told. */
export function tableStore(store: CheckedStore, topic: CheckedTopic): WrittenEntry[] {
  if (store.origin === "declared" || store.name !== topic.topic)
    return [entry("store", text(store.name))];
  return isPlain(store) ? [] : [entry("store", mapping(storeEntries(store, "place")))];
}

/** `place`: where KSML gives a store its types itself. */
export function storeEntries(store: CheckedStore, where: "section" | "place"): WrittenEntry[] {
  const isTyped = where === "section" && store.kind !== "custom";
  return [
    entry("type", text(store.kind)),
    ...(isTyped ? [entry("keyType", type(store.key)), entry("valueType", type(store.value))] : []),
    ...optional("windowSize", store.windowSizeMs, duration),
    ...optional("retention", store.retentionMs, duration),
    ...flag("retainDuplicates", store.retainDuplicates),
    ...flag("persistent", store.persistent),
    ...flag("timestamped", store.timestamped),
    ...flag("versioned", store.versioned),
    ...optional("historyRetention", store.historyRetentionMs, duration),
    ...optional("segmentInterval", store.segmentIntervalMs, duration),
    ...flag("caching", store.caching),
    ...optional("cacheSize", store.cacheSizeBytes, integer),
    ...flag("logging", store.logging),
    ...(store.logConfig.length === 0 ? [] : [entry("logConfig", settings(store.logConfig))]),
    ...optional("implementation", store.implementation, text),
    ...optional("config", store.config, plain),
  ];
}

/** In memory, without cache and changelog: what every attribute is where none is stated. */
function isPlain(store: CheckedStore): boolean {
  return Object.entries(PLAIN_STORE).every(([attribute, value]) => {
    const own: unknown = store[attribute as keyof typeof PLAIN_STORE];
    return Array.isArray(own) ? own.length === 0 : own === value;
  });
}

/** As the author's module gets it. */
function plain(value: unknown): WrittenValue {
  if (Array.isArray(value)) return list(value.map(plain));
  if (typeof value === "object" && value !== null)
    return mapping(Object.entries(value).map(([key, each]) => entry(key, plain(each))));
  return typeof value === "string" ? text(value) : { kind: "literal", text: String(value) };
}
