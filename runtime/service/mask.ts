/** Configuration that may be shown: what is secret by its name, or holds a secret inside, is masked. */

const SECRET = /password|secret|token|credential|private|jaas|\bkey$|userinfo|user\.info/i;

const isSecret = (key: string): boolean => SECRET.test(key.replace(/^ssl\./, ""));

export function masked(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key,
      isSecret(key) ? "*****" : value.replace(/\/\/[^/@\s]+@/g, "//*****@"),
    ]),
  );
}
