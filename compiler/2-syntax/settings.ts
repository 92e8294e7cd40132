/**
 * Settings that are handed on as text: of Kafka topics, of a registry, of Kafka's clients. In: a key of a mapping. Out:
 * its entries in file order, dotted keys as they are, values as texts (language.md 0.2).
 */
import { TextOrigin } from "../1-source/source-file.ts";
import type { YamlPair } from "../1-source/yaml-tree.ts";
import { type Place, tell, within } from "./place.ts";
import { kindOf, lastSegment, textOf } from "./text.ts";
import type { Setting, Text } from "./tree.ts";

/** Nothing there is no setting. A mapping as a value is told, or flattened (`value: {compatibility: X}`). */
export function settingsOf(
  pair: YamlPair | undefined,
  place: Place,
  nested: "flatten" | "refuse" = "refuse",
): Setting[] {
  if (pair === undefined) return [];
  const { value } = pair;
  if (value.kind === "mapping") {
    return value.pairs.flatMap((each) => settingOf(each, "", within(place, each.key), nested));
  }
  if (value.kind === "scalar" && value.value === null) return [];
  tell(place, "syntax/wrong-kind", value.span, {
    key: lastSegment(place),
    expected: "a mapping of settings",
    found: kindOf(value),
  });
  return [];
}

function settingOf(
  { key, keySpan, value }: YamlPair,
  prefix: string,
  place: Place,
  nested: "flatten" | "refuse",
): Setting[] {
  if (value.kind === "mapping" && nested === "flatten") {
    return value.pairs.flatMap((each) =>
      settingOf(each, `${prefix}${key}.`, within(place, each.key), nested),
    );
  }
  if (value.kind !== "scalar" || value.value === null) {
    tell(place, "syntax/wrong-kind", value.span, {
      key,
      expected: "a text, a number or a boolean",
      found: kindOf(value),
    });
    return [];
  }
  const text = textOf(value, place);
  const name: Text = {
    value: prefix + key,
    span: keySpan,
    origin: TextOrigin.straight(keySpan.file, keySpan.start),
  };
  return text === null ? [] : [{ key: name, value: text }];
}
