/** `registryConfig` of a resource: a key that has no effect is told, and a value that its key does not take. */
import { REGISTRY_KEYS } from "../../runtime/notations/registry/registry-settings.ts";
import { isKafkaKey } from "../../runtime/service/kafka-keys.ts";
import { type Place, tell, within } from "../2-syntax/place.ts";
import type { Setting } from "../2-syntax/tree.ts";

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
