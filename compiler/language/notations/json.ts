/** JSON text: objects and arrays (runtime.md 4.4). */
import { ANY, type DataType, type UserType } from "../data-types/data-type.ts";
import type { Notation } from "./notation.ts";

const OBJECT: UserType = { notation: "json", dataType: { kind: "struct" } };
const ARRAY: UserType = { notation: "json", dataType: { kind: "list", element: ANY } };

/** `json` alone: any JSON object or array. */
const JSON_VALUE: DataType = { kind: "union", members: [OBJECT, ARRAY] };

export const JSON_TYPE: UserType = { notation: "json", dataType: JSON_VALUE };

/**
 * The `json` that a rule of the dialect chose: it holds a bare number, text or boolean as well (dialect.md 5.1). An author
 * cannot write it, and it is shown as `json`.
 */
export const ANY_JSON: UserType = { notation: "json", dataType: ANY };

/** `json` as the author writes it, whichever of the two it is. */
export const asWrittenJson = (type: UserType): UserType => (isAnyJson(type) ? JSON_TYPE : type);

const isAnyJson = ({ notation, dataType }: UserType): boolean =>
  notation === "json" && dataType.kind === "any";

export const jsonNotation: Notation = {
  name: "json",
  aliases: [],
  schema: "never",
  defaultType: JSON_VALUE,
  hasSerde: (type) =>
    type.kind === "any" ||
    type.kind === "struct" ||
    type.kind === "map" ||
    type.kind === "list" ||
    type.kind === "windowed" ||
    (type.kind === "union" &&
      type.members.every((member) => jsonNotation.hasSerde(member.dataType))),
  isBuilt: true,
};
