/**
 * What a resource says of its registry. Told: an address that is none, a key of `registryConfig` that has no effect, a value
 * that its key does not take.
 */
import { REGISTRY_KEYS } from "../../runtime/notations/registry/registry-settings.ts";
import { isKafkaKey } from "../../runtime/service/kafka-keys.ts";
import { type Place, tell, within } from "./place.ts";
import { lastSegment } from "./text.ts";
import type { Setting, Text } from "./tree.ts";

export function checkRegistry({ value, span }: Text, place: Place): void {
  if (value.includes("://") || value.includes("${")) return;
  tell(place, "config/wrong-value", span, {
    key: lastSegment(place),
    expected: "the address of a registry, like `http://HOST:8081`",
    found: value.trim() === "" ? `"${value}"` : `\`${value}\``,
  });
}

export function checkRegistryConfig(settings: readonly Setting[], place: Place): void {
  for (const { key, value } of settings) {
    const at = within(place, key.value);
    const values = REGISTRY_KEYS.get(key.value);
    if (values === undefined) {
      tellUnknown(key, at);
    } else if (values !== null && !values.some((each) => isSameWord(each, value.value))) {
      tell(at, "config/wrong-value", value.span, {
        key: key.value,
        expected: `one of ${listed(values)}`,
        found: `\`${value.value}\``,
      });
    }
  }
}

function tellUnknown({ value: key, span }: Setting["key"], place: Place): void {
  if (isKafkaKey(key)) {
    const reason = "ksmlc's client of registries does not have it";
    tell(place, "config/no-effect", span, { key, reason });
    return;
  }
  const help = `correct its name, or remove it; there are ${listed([...REGISTRY_KEYS.keys()])}`;
  const values = { key, place: "the settings of a registry" };
  tell(place, "config/unknown-key", span, values, { severity: "warning", help });
}

const listed = (words: readonly string[]): string => words.map((each) => `\`${each}\``).join(", ");

const isSameWord = (one: string, other: string): boolean =>
  one.toUpperCase() === other.toUpperCase();
