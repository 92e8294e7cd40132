/**
 * Durations and offset reset policies (language.md 9 and 2.3). In: their text. Out: milliseconds, a policy, or null
 * where the text is neither.
 */
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);

/** `30s`, `5 M`, `1500`: one whole number and at most one unit. */
export function parseDuration(text: string): number | null {
  const found = /^\s*([+-]?[0-9]{1,19})\s*([a-z]*)\s*$/i.exec(text);
  const unit = UNITS_MS.get((found?.[2] ?? "?").toLowerCase());
  if (found === null || unit === undefined) return null;
  return Number(found[1]) * unit || 0;
}

/** In the largest unit that leaves no rest: `90m`. */
export function printDuration(ms: number): string {
  const [unit, size] = [...UNITS_MS].findLast(([, each]) => ms !== 0 && ms % each === 0) ?? [
    "ms",
    1,
  ];
  return `${ms / size}${unit}`;
}

export type OffsetReset =
  | { readonly kind: "earliest" | "latest" | "none" }
  | { readonly kind: "duration"; readonly ms: number };

export function parseOffsetReset(text: string): OffsetReset | null {
  if (text === "earliest" || text === "latest" || text === "none") return { kind: text };
  const part = /^by_duration:(.*)$/is.exec(text)?.[1];
  if (part === undefined) return null;
  const ms =
    parseDuration(part) ?? (text.startsWith("by_duration:") ? parseIsoDuration(part) : null);
  return ms === null || ms < 0 ? null : { kind: "duration", ms };
}

/** `P1DT2H3M4.5S`, as `java.time.Duration.parse` reads it. */
function parseIsoDuration(text: string): number | null {
  const number = "[+-]?[0-9]+";
  const pattern = new RegExp(
    `^([+-]?)P(?:(${number})D)?(?:T(?:(${number})H)?(?:(${number})M)?(?:([+-]?[0-9]+(?:[.,][0-9]{0,9})?)S)?)?$`,
    "i",
  );
  const found = pattern.exec(text);
  if (found === null || /[PT]$/i.test(text)) return null;
  const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0"] = found;
  const whole = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60;
  const total = whole * 1000 + Math.floor(Number(seconds.replace(",", ".")) * 1000);
  return sign === "-" ? -total : total;
}
