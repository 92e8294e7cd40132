/** Kafka's own configuration keys as strings, read with their defaults (streams.md 7). */
import { KafkaError } from "../port.ts";

export type Settings = Readonly<Record<string, string>>;

/** @throws KafkaError `other` when the text is no whole number that is 0 or more. */
export function numberSetting(settings: Settings, key: string, fallback: number): number {
  const text = settings[key];
  if (text === undefined || text.trim() === "") return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new KafkaError(
    "other",
    `The setting ${key} must be a whole number, but it is \`${text}\`.`,
  );
}

/** @throws KafkaError `other` when the text is none of `choices`. */
export function choiceSetting<T extends string>(
  settings: Settings,
  key: string,
  choices: readonly T[],
  fallback: T,
): T {
  const text = settings[key];
  if (text === undefined || text.trim() === "") return fallback;
  const choice = choices.find((each) => each === text.trim());
  if (choice !== undefined) return choice;
  throw new KafkaError(
    "other",
    `The setting ${key} must be one of ${choices.join(", ")}, but it is \`${text}\`.`,
  );
}
