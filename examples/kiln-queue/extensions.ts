import { setTimeout } from "node:timers/promises";
import type { KsmlDict, KsmlValue } from "ksmlc/runtime";
import type { Externals } from "./externals.js";

/** The third pot in the kiln is what the grid feels. */
const MOST_AT_ONCE = 2;
const FIRING_MS = 700;
let inKiln = 0;

async function fired(pot: KsmlValue, how: string): Promise<KsmlDict> {
  inKiln++;
  await setTimeout(FIRING_MS); // only the task that fires waits
  return { ...(pot as KsmlDict), fired: how };
}

export const extensions: Externals = {
  helpers: {
    grid_strain: () => (inKiln > MOST_AT_ONCE ? 0.9 : 0.1),
    fire_at_once: (pot) => fired(pot, "at once"),
    fire_slowly: (pot) => fired(pot, "slowly"),
    weigh: () => {},
  },
};
