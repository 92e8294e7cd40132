/**
 * State stores: entries of `stores`, stores written where they are used, and references to them (language.md 3). In: a
 * node. Out: what it states, nothing filled in: types, sizes and names that follow from the place are for the check.
 *
 * Beside the keys of KSML 2.0, the canonical form has `cacheSize` (bytes), `logConfig`, `implementation` and `config`.
 */
import type { Span } from "../1-source/source-file.ts";
import type { YamlMapping, YamlNode } from "../1-source/yaml-tree.ts";
import { type Entry, type Fields, readFields } from "./fields.ts";
import { storeForm, typeWord } from "./form.ts";
import { type Place, tell } from "./place.ts";
import { respellKeys } from "./respell/respell-keys.ts";
import { STORE_KEYS } from "./respell/respellings.ts";
import { settingsOf } from "./settings.ts";
import { kindOf, lastSegment, textOf } from "./text.ts";
import type { NumberValue, StoreTree, StoreUse, Text } from "./tree.ts";
import { storeVocabulary } from "./vocabulary.ts";

/** An entry of the section: its key is the store's name. */
export function parseStore(entry: Entry, name: Text, place: Place): StoreTree | null {
  const fields = storeFields(entry.value, place);
  if (fields === null) return null;
  const own = fields.text("name");
  if (own !== null && own.value !== name.value) {
    tell(fields.within("name"), "store/name", own.span, { key: name.value, name: own.value });
  }
  const frame = { name, comment: entry.comment, span: entry.keySpan };
  return storeOf(fields, frame, entry.value);
}

/** The store of a step or a table. What coerces to a text is a name; a mapping is the store itself. */
export function parseStoreUse(node: YamlNode, place: Place): StoreUse | null {
  if (node.kind !== "mapping") {
    const name = textOf(node, place);
    return name === null ? null : { kind: "reference", name, path: place.path };
  }
  const fields = storeFields(node, place);
  if (fields === null) return null;
  const frame = { name: fields.text("name"), comment: null, span: node.span };
  return { kind: "inline", store: storeOf(fields, frame, node), path: place.path };
}

function storeFields(node: YamlNode, place: Place): Fields | null {
  const type = typeWord(node);
  const rows = STORE_KEYS.filter((row) => row.only === undefined || row.only === type);
  return readFields(respellKeys(node, place, rows), place, storeVocabulary(type));
}

interface Frame {
  readonly name: Text | null;
  readonly comment: string | null;
  readonly span: Span;
}

function storeOf(fields: Fields, frame: Frame, written: YamlNode): StoreTree {
  return {
    ...frame,
    path: fields.place.path,
    type: fields.text("type"),
    keyType: fields.text("keyType"),
    valueType: fields.text("valueType"),
    persistent: fields.boolean("persistent"),
    timestamped: fields.boolean("timestamped"),
    versioned: fields.boolean("versioned"),
    caching: fields.boolean("caching"),
    logging: fields.boolean("logging"),
    retainDuplicates: fields.boolean("retainDuplicates"),
    retention: atLeastNothing(fields, "retention", fields.duration("retention")),
    windowSize: atLeastNothing(fields, "windowSize", fields.duration("windowSize")),
    historyRetention: atLeastNothing(
      fields,
      "historyRetention",
      fields.duration("historyRetention"),
    ),
    segmentInterval: atLeastNothing(fields, "segmentInterval", fields.duration("segmentInterval")),
    cacheSize: atLeastNothing(fields, "cacheSize", fields.integer("cacheSize")),
    logConfig: settingsOf(fields.get("logConfig"), fields.within("logConfig")),
    implementation: fields.text("implementation"),
    config: configOf(fields),
    form: written.kind === "mapping" ? storeForm(written) : "dialect",
  };
}

function atLeastNothing(
  fields: Fields,
  key: string,
  found: NumberValue | null,
): NumberValue | null {
  if (found === null || found.value >= 0) return found;
  const place = fields.within(key);
  tell(place, "store/negative", found.span, { key: lastSegment(place) });
  return null;
}

/** Of a custom store: handed on as it is, so any mapping will do. */
function configOf(fields: Fields): YamlMapping | null {
  const value = fields.get("config")?.value;
  if (value === undefined || (value.kind === "scalar" && value.value === null)) return null;
  if (value.kind === "mapping") return value;
  tell(fields.within("config"), "syntax/wrong-kind", value.span, {
    key: "config",
    expected: "a mapping",
    found: kindOf(value),
  });
  return null;
}
