/** The version of the ksmlc that this runtime belongs to. */
import { readFileSync } from "node:fs";

/** Beside the sources, and one folder higher up once built. */
const PLACES = ["../../package.json", "../../../package.json"];

export function runtimeVersion(): string {
  for (const place of PLACES) {
    try {
      const text = readFileSync(new URL(place, import.meta.url), "utf8");
      const { name, version } = JSON.parse(text) as { name?: string; version?: string };
      if (name === "ksmlc" && version !== undefined) return version;
    } catch {
      // Not there: the next place.
    }
  }
  return "unknown";
}
