/** JSON text: objects and arrays (runtime.md 4.4). */
import { ANY, type DataType, type UserType } from "../data-types/data-type.ts";
import type { Notation } from "./notation.ts";

const OBJECT: UserType = { notation: "json", dataType: { kind: "struct" } };
const ARRAY: UserType = { notation: "json", dataType: { kind: "list", element: ANY } };

/** `json` alone: any JSON object or array. */
export const JSON_VALUE: DataType = { kind: "union", members: [OBJECT, ARRAY] };

export const JSON_TYPE: UserType = { notation: "json", dataType: JSON_VALUE };

export const jsonNotation: Notation = {
  name: "json",
  aliases: [],
  schema: "never",
  defaultType: JSON_VALUE,
  hasSerde: (type) =>
    type.kind === "struct" ||
    type.kind === "map" ||
    type.kind === "list" ||
    type.kind === "windowed" ||
    (type.kind === "union" &&
      type.members.every((member) => jsonNotation.hasSerde(member.dataType))),
  isBuilt: true,
};
