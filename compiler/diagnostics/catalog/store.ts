/** `store`: stores, and what is kept in them. Sorted by code. */
import { error, info, LATER, type Row, warning } from "./row.ts";

export const storeRows = {
  "store/cache-off": warning(
    "The store `{store}` has the size of a cache and no cache.",
    "add `caching: true`, or remove the size",
  ),
  "store/name": error(
    "The store `{key}` is called `{name}` inside.",
    "remove `name`: the key is its name",
  ),
  "store/negative": error("`{key}` of a store must not be negative.", "write 0 or more"),
  "store/no-changelog": info(
    "The store `{store}` has no changelog: another instance that takes over begins with an empty one.",
    "add `logging: true`",
  ),
  "store/not-built-yet": info("This version of ksmlc does not handle {construct} yet.", LATER),
  "store/retention": error(
    "The store `{store}` would forget what is put into it: {reason}.",
    "add a `retention` that is at least as long as its windows",
  ),
  "store/retention-chosen": warning(
    "The store `{store}` states no `retention`: {retention} is taken, its window and a day for records that come late.",
    "add `retention: {retention}`",
  ),
  "store/type-missing": error(
    "The store `{store}` needs a `{key}`.",
    "add `{key}:` with the type of what is kept in it",
  ),
  "store/unknown-type": error("`{type}` is no type of store that is possible here."),
  "store/used-twice": error(
    "The store `{store}` belongs to another step or table already.",
    "give each a store of its own",
  ),
  "store/wrong-kind": error(
    "The store `{store}` is a {kind} store, and this step needs a {wanted} store.",
    "use another store",
  ),
  "store/wrong-type": error(
    "The store `{store}` holds a {part} of the type `{declared}`, and `{given}` is kept in it here.",
    "change the type of the store, or of what is kept",
  ),
} as const satisfies Record<`store/${string}`, Row>;
