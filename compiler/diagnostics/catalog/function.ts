/** `function`: parameters, results and bodies against their positions. Sorted by code. */
import { error, type Row, warning } from "./row.ts";

export const functionRows = {
  "function/expression-dropped": warning(
    "{function} has an `expression` that is never evaluated: {reason}.",
    "add a `resultType`, or move what it does into `code`",
  ),
  "function/no-body": error(
    "{function} has no `code` and no `expression`, so it returns `None`, which a {type} must not.",
    "add an `expression`",
  ),
  "function/parameter-count": error(
    "{function} cannot be the {role} here: it takes {found} parameters, and the place passes {supplied}.",
    "declare parameters for what the place passes, in this order: {types}; your own come after these",
  ),
  "function/parameter-dropped": warning(
    "The parameter `{name}` has no effect: {reason}.",
    "remove it",
  ),
  "function/parameter-type": error(
    "{function} declares its parameter `{parameter}` as `{declared}`, and the {role} gets `{given}` here.",
    "declare it as `{given}`, or leave its type open with `any`",
  ),
  "function/result-type-forbidden": error(
    "{function} is a {type} function, which returns nothing.",
    "remove its `resultType`",
  ),
  "function/result-type-missing": error(
    "{function} is a {type} function and needs a `resultType`.",
    "add `resultType:` with the type of what it returns, such as `string` or `json`",
  ),
  "function/stores-not-here": error(
    "{function} cannot be the {role} here: it uses the store `{store}`, which this place does not reach.",
    "read the store in a step before, and hand on what it gives in the value",
  ),
  "function/unknown-type": error("There is no function type `{type}`."),
  "function/wrong-result": error(
    "{function} cannot be the {role} here: the place {wanted}, and the function returns `{found}`.",
  ),
  "function/wrong-shape": error(
    "The function of `{operation}` must return {wanted}, not `{found}`.",
    "change its `resultType`",
  ),
} as const satisfies Record<`function/${string}`, Row>;
