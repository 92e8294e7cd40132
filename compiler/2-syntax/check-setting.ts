/**
 * One of Kafka's settings, in a runner file or in a definition (dialect.md 8). In: key and value as texts. Told: a key that
 * nobody knows, a value that the key does not take. What the environment will put in is looked at when the service starts.
 */
import { expectedOf, isKafkaKey, nearestKafkaKey } from "../../runtime/service/kafka-keys.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place, tell } from "./place.ts";
import type { Text } from "./tree.ts";

const NEVER_BLANK: ReadonlySet<string> = new Set(["application.id", "bootstrap.servers"]);

export function checkSetting(key: string, keySpan: Span, value: Text, place: Place): void {
  if (!isKafkaKey(key)) {
    const near = nearestKafkaKey(key);
    tell(
      place,
      "config/unknown-key",
      keySpan,
      { key, place: "Kafka's settings" },
      {
        severity: "warning",
        help:
          near === null
            ? "correct its name, or remove it: it has no effect"
            : `did you mean \`${near}\`?`,
      },
    );
    return;
  }
  if (NEVER_BLANK.has(key) && value.value.trim() === "") {
    const expected = "a text that is not blank";
    tell(place, "config/wrong-value", value.span, { key, expected, found: `"${value.value}"` });
    return;
  }
  if (value.value.includes("${")) return;
  const expected = expectedOf(key, value.value);
  if (expected === null) return;
  tell(place, "config/wrong-value", value.span, { key, expected, found: `\`${value.value}\`` });
}
