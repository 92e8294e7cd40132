/** `reference`: the deviations of design.md section 7, whose texts are in `../deviations.ts`. Sorted by code. */
import { info, type Row } from "./row.ts";

export const referenceRows = {
  "reference/deviation": info("{row}: {text}."),
} as const satisfies Record<`reference/${string}`, Row>;
