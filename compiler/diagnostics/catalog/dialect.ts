/** `dialect`: text that KSML 2.0 refuses and that has a meaning here. Sorted by code. */
import { error, info, type Row, warning } from "./row.ts";

export const dialectRows = {
  "dialect/expression-code": info(
    "{function} returns the value of this expression, of which its `code` consists.",
    "write it as `expression`, or put `return` before it",
  ),
  "dialect/implicit-store": warning(
    "`{operation}` has no store: it gets one called `{store}`, on disk, with a cache and a changelog.",
    "give it a `store`, whose name then stays when steps are added",
  ),
  "dialect/implicit-stream": warning(
    "Nothing declares the stream `{name}`: it is taken for a topic of that name, with keys of the type `{key}` and values of the type `{value}`, which the service makes.",
    "declare it under `streams`",
  ),
  "dialect/implicit-stream-types": error(
    "Nothing declares the stream `{name}`, and its {part} is `{first}` in one pipeline and `{found}` here.",
    "declare it under `streams`, with the type that both shall have",
  ),
  "dialect/not-built-yet": info(
    "This version of ksmlc does not understand {construct} yet.",
    "write it as KSML 2.0 has it, or use a later version of ksmlc",
  ),
  "dialect/not-possible": error("This has no meaning: {reason}.", "take it out, or correct it"),
  "dialect/respelled": info("The canonical form of {written} is {canonical}."),
  "dialect/to-stream": info(
    "`{operation}` takes a stream: each change of the table becomes a record, as with a `toStream` step.",
    "write the step `toStream` before it",
  ),
} as const satisfies Record<`dialect/${string}`, Row>;
