/**
 * What a store tree says, with KSML's defaults (runtime.md 2.11) and the dialect's (dialect.md 6.5), by kind. In: the tree.
 * Out: the attributes; null, told, where such a store cannot be.
 */
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { StoreTree, Text } from "../2-syntax/tree.ts";
import { didYouMean } from "../diagnostics/nearest.ts";
import type { CheckedStore } from "./definition.ts";
import { plainConfig } from "./plain-config.ts";
import { plainSettings } from "./plain-settings.ts";

export type StoreAttributes = Omit<
  CheckedStore,
  "name" | "path" | "origin" | "key" | "value" | "comment" | "span"
>;

export const STORE_KINDS: readonly CheckedStore["kind"][] = [
  "keyValue",
  "window",
  "session",
  "custom",
];

/** Kafka's grace of a window for which none is given: what a window keeps beyond its size (dialect.md T5). */
const DAY_MS = 24 * 60 * 60 * 1000;

/** Nothing is stated: a store in memory, without cache and changelog. */
export const PLAIN_STORE: StoreAttributes = {
  kind: "keyValue",
  persistent: false,
  timestamped: false,
  versioned: false,
  caching: false,
  logging: false,
  retainDuplicates: false,
  retentionMs: null,
  windowSizeMs: null,
  historyRetentionMs: null,
  segmentIntervalMs: null,
  cacheSizeBytes: null,
  logConfig: [],
  implementation: null,
  config: null,
};

/** `called`: as messages name the store. */
export function storeAttributes(
  tree: StoreTree,
  called: string,
  allowed: readonly CheckedStore["kind"][],
  spot: Spot,
): StoreAttributes | null {
  const kind = kindOf(tree, allowed, spot);
  if (kind === null || !isBuilt(tree, kind, spot)) return null;
  const times = kind === "window" || kind === "session" ? timesOf(tree, kind, called, spot) : {};
  if (times === null) return null;
  const caching = tree.caching?.value ?? false;
  if (tree.cacheSize !== null && !caching)
    tell(spot, "store/cache-off", tree.cacheSize.span, { store: called });
  const own = kind === "custom" ? custom(tree, spot) : {};
  if (own === null) return null;
  return {
    ...PLAIN_STORE,
    kind,
    persistent: tree.persistent?.value ?? false,
    timestamped: kind === "keyValue" && (tree.timestamped?.value ?? false),
    caching,
    logging: tree.logging?.value ?? tree.logConfig.length > 0,
    retainDuplicates: kind === "window" && (tree.retainDuplicates?.value ?? false),
    cacheSizeBytes: tree.cacheSize?.value ?? null,
    logConfig: plainSettings(tree.logConfig),
    ...times,
    ...own,
  };
}

function kindOf(
  { type, span }: StoreTree,
  allowed: readonly CheckedStore["kind"][],
  spot: Spot,
): CheckedStore["kind"] | null {
  if (type === null) {
    tell(spot, "dialect/not-built-yet", span, { construct: "a store without `type`" });
    return null;
  }
  const kind = STORE_KINDS.find((each) => each === type.value);
  if (kind !== undefined && allowed.includes(kind)) return kind;
  tellKind(type, allowed, within(spot, "type"));
  return null;
}

function tellKind(type: Text, allowed: readonly string[], spot: Spot): void {
  const help =
    didYouMean(type.value, allowed) ?? `use ${allowed.map((each) => `\`${each}\``).join(", ")}`;
  tell(spot, "store/unknown-type", type.span, { type: type.value }, { help });
}

/** False, told, for what this version does not keep; without effect is what KSML does not look at (design.md V30). */
function isBuilt(tree: StoreTree, kind: CheckedStore["kind"], spot: Spot): boolean {
  const { versioned, timestamped, persistent, historyRetention, segmentInterval, retention } = tree;
  const { retainDuplicates } = tree;
  const later = (key: string, span: Span, construct: string): false => {
    tell(within(spot, key), "store/not-built-yet", span, { construct });
    return false;
  };
  if (kind === "session" && tree.type !== null)
    return later("type", tree.type.span, "session stores");
  if (timestamped?.value === true && kind === "window" && persistent?.value === true)
    return later("timestamped", timestamped.span, "window stores with times");
  if (retainDuplicates?.value === true && kind === "window")
    return later("retainDuplicates", retainDuplicates.span, "window stores that keep duplicates");
  if (kind !== "keyValue") return true;
  const isVersioned = versioned?.value === true;
  if (isVersioned && persistent?.value === true)
    return later("versioned", versioned.span, "versioned stores");
  if (isVersioned)
    noEffect("versioned", versioned.span, "only a `persistent` store keeps versions", spot);
  for (const [key, given] of [
    ["historyRetention", historyRetention],
    ["retention", retention],
  ] as const) {
    if (given === null || tree.form === "2.0") continue;
    const construct = `\`${key}\` as the time to live of a store's entries`;
    tell(within(spot, key), "dialect/not-built-yet", given.span, { construct });
    return false;
  }
  for (const [key, given] of [
    ["historyRetention", historyRetention],
    ["segmentInterval", segmentInterval],
  ] as const) {
    if (given !== null) noEffect(key, given.span, "the store keeps no versions", spot);
  }
  return true;
}

function noEffect(key: string, span: Span, reason: string, spot: Spot): void {
  tell(within(spot, key), "pipeline/no-effect", span, { key, reason });
}

type Times = Pick<StoreAttributes, "retentionMs" | "windowSizeMs">;

/** How long a window and its entries last (T5, T6, design.md V46). */
function timesOf(
  tree: StoreTree,
  kind: "window" | "session",
  called: string,
  spot: Spot,
): Times | null {
  const { windowSize, historyRetention } = tree;
  const stated = tree.retention ?? historyRetention;
  const size = kind === "window" ? (windowSize?.value ?? 0) : 0;
  const refused = (span: Span, reason: string): null => {
    tell(spot, "store/retention", span, { store: called, reason });
    return null;
  };
  if (stated === null) {
    if (size === 0) return refused(tree.span, "it states no `retention`");
    const retentionMs = size + DAY_MS;
    const values = { store: called, retention: duration(retentionMs) };
    tell(spot, "store/retention-chosen", windowSize?.span ?? tree.span, values);
    return { retentionMs, windowSizeMs: size };
  }
  if (stated.value === 0 && size === 0) return refused(stated.span, "its `retention` is 0");
  if (stated.value < size)
    return refused(stated.span, "its `retention` is shorter than its `windowSize`");
  return { retentionMs: stated.value, windowSizeMs: kind === "window" ? size : null };
}

const UNITS: readonly (readonly [number, string])[] = [
  [DAY_MS, "d"],
  [60 * 60 * 1000, "h"],
  [60 * 1000, "m"],
  [1000, "s"],
];

function duration(ms: number): string {
  const unit = UNITS.find(([size]) => ms % size === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[0]}${unit[1]}`;
}

function custom(
  { implementation, config, type, span }: StoreTree,
  spot: Spot,
): Pick<StoreAttributes, "implementation" | "config"> | null {
  if (implementation === null) {
    const place = "A custom store";
    tell(spot, "syntax/missing-key", type?.span ?? span, { place, key: "implementation" });
    return null;
  }
  return {
    implementation: implementation.value,
    config: config === null ? null : plainConfig(config),
  };
}
