/**
 * What a resource may say of its registry (`registryConfig`, dialect.md 6.4, G3), and the levels of compatibility. Pure, so
 * that the compiler can say at build time what a registry would refuse.
 */

export const LEVELS = [
  "NONE",
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
] as const;

/** Each key with the values that it takes, in any case; null: any text. */
export const REGISTRY_KEYS: ReadonlyMap<string, readonly string[] | null> = new Map<
  string,
  readonly string[] | null
>([
  ["key.compatibility", LEVELS],
  ["value.compatibility", LEVELS],
  ["auto.register.schemas", ["true", "false"]],
  ["basic.auth.user.info", null],
  // Both are looked at, whichever it names: the address first.
  ["basic.auth.credentials.source", ["USER_INFO", "URL"]],
]);
