/** `config`: the runner file and configuration inside definitions. Sorted by code. */
import { error, info, LATER, type Row, warning } from "./row.ts";

export const configRows = {
  "config/definitions-not-compiled": info(
    "The definitions of this runner file are not compiled, since definitions were given on the command line.",
    "leave the paths out to compile these",
  ),
  "config/differing-settings": warning(
    "The definitions of the service set `{key}` to different values, and a service has one: that of `{namespace}` counts, as the last in the order of the names.",
    "set it in one of them, or in the runner file, which goes before all of them",
  ),
  "config/missing-file": error(
    "There is no definition file `{path}`.",
    "correct the path; it counts from `ksml.configDirectory`, or from the folder of the runner file",
  ),
  "config/no-definitions": error(
    "The runner file names no definition.",
    "list the definitions as `ksml.definitions.<namespace>: <file>`",
  ),
  "config/no-effect": warning("`{key}` has no effect here: {reason}.", "remove it"),
  "config/not-built-yet": info("This version of ksmlc does not handle `{key}` yet.", LATER),
  "config/retry-on-fail": error(
    "`retryOnFail` is possible for `produce` only, not for `{handler}`.",
    "use `continueOnFail` or `stopOnFail`",
  ),
  "config/section-missing": error(
    "The runner file has no `{key}` section.",
    "add `{key}:` at top level",
  ),
  "config/unknown-key": error(
    "There is no key `{key}` in {place}.",
    "correct its name, or remove it",
  ),
  "config/unsupported": error("ksmlc cannot do {what}: {reason}.", "take it out"),
  "config/wrong-value": error("`{key}` must be {expected}, not {found}."),
} as const satisfies Record<`config/${string}`, Row>;
