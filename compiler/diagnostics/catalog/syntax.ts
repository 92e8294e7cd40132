/** `syntax`: YAML and structure. Sorted by code. */
import { error, type Row } from "./row.ts";

export const syntaxRows = {
  "syntax/duplicate-key": error(
    "The key `{key}` is written twice in one mapping.",
    "remove one of them, or give it another name",
  ),
  "syntax/duration": error(
    "`{value}` is no duration.",
    "write a whole number and one of ms, s, m, h, d, w, such as `30s`",
  ),
  "syntax/empty-file": error(
    "The file has no content.",
    "write a definition into it: `streams:`, `functions:`, `pipelines:`",
  ),
  "syntax/missing-key": error("{place} needs the key `{key}`.", "add `{key}:`"),
  "syntax/not-a-definition": error(
    "A definition is a mapping with `streams`, `functions`, `pipelines` and the like; this file holds {found}.",
    "begin its lines with these keys, or check whether this is the file you meant",
  ),
  "syntax/not-an-integer": error(
    "`{key}` must be a whole number, not {found}.",
    "write one, like `10`",
  ),
  "syntax/not-utf-8": error("The file is no UTF-8 text.", "save it as UTF-8"),
  "syntax/several-documents": error(
    "The file holds more than one YAML document.",
    "split it: a definition is one document",
  ),
  "syntax/too-deep": error(
    "The file nests deeper than {limit} levels.",
    "a definition needs about ten; look for a bracket that is never closed",
  ),
  "syntax/too-large": error(
    "The file has {size} bytes; a definition may have {limit}.",
    "check whether this is the file you meant",
  ),
  "syntax/two-spellings": error(
    "`{first}` and `{second}` say the same thing, so that one of them would be ignored.",
    "remove one of them",
  ),
  "syntax/unknown-key": error(
    "There is no key `{key}` in {place}.",
    "correct its name, or remove it; check whether it is indented as it should be",
  ),
  "syntax/wrong-kind": error("`{key}` must be {expected}, not {found}."),
  "syntax/yaml": error("The file is not valid YAML: {reason}."),
  "syntax/yaml-alias": error(
    "YAML {construct} has no meaning in KSML: it is never replaced by what it stands for.",
    "write the text out where it is needed",
  ),
} as const satisfies Record<`syntax/${string}`, Row>;
