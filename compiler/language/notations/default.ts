/** Kafka's own bytes for simple types, JSON for composite ones (runtime.md 4.3). Also called `binary`. */
import { ANY } from "../data-types/data-type.ts";
import type { Notation } from "./notation.ts";

export const defaultNotation: Notation = {
  name: "default",
  aliases: ["binary"],
  schema: "never",
  defaultType: ANY,
  // A union has a serde for each of its members, which `canBeStored` asks for one by one.
  hasSerde: (type) => type.kind !== "any" && type.kind !== "tuple",
  isBuilt: true,
};
