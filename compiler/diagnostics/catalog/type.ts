/** `type`: type strings, wire formats, and the types of the author's module. Sorted by code. */
import { error, info, type Row, warning } from "./row.ts";

export const typeRows = {
  "type/enum-blank": warning(
    "The symbol `{symbol}` begins or ends with a blank, and only a text with that blank is one of the enum.",
    "write the symbols without blanks around them: `enum(A,B)`",
  ),
  "type/extension": error(
    "`{name}` of your module does not fit the definition: {reason}.",
    "change its signature; what each name has to be is in `externals.ts`",
  ),
  "type/extension-module": error("{message}"),
  "type/inferred-result": warning(
    "{function} states no `resultType`: it is taken to return `{type}`.",
    "add `resultType: {type}`, or a narrower type",
  ),
  "type/inferred-set": warning(
    "`{field}` of the store `{store}` holds a set here: it is kept as a list and reads back as a set.",
    'give the field of the schema the property `"ksml.collection": "set"`',
  ),
  "type/no-serde": error(
    "Records cannot have a {part} of the type `{type}`: there is no wire format for `{missing}`.",
    "choose a type that can be written, such as `json`",
  ),
  "type/not-built-yet": info(
    "This version of ksmlc does not handle {construct} yet.",
    "use `json`, or a later version of ksmlc",
  ),
  "type/not-in-notation": error(
    "The notation `{notation}` has no type `{type}`.",
    "write `{notation}` alone, or the type without it",
  ),
  "type/role-conflict": error(
    "This function says that it is a {stated}, and its place makes it a {place}.",
    "remove its `type`: the place decides",
  ),
  "type/schema-not-allowed": error(
    "The notation `{notation}` has no schemas, so `{name}` means nothing after it.",
    "write `{notation}` alone",
  ),
  "type/syntax": error("`{text}` is no type: {reason}."),
  "type/unknown-notation": error("There is no notation `{name}`."),
  "type/unknown-type": error("There is no type called `{name}`."),
} as const satisfies Record<`type/${string}`, Row>;
