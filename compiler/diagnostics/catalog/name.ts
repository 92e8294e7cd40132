/** `name`: references, and names that nothing can have. Sorted by code. */
import { error, info, type Row, warning } from "./row.ts";

export const nameRows = {
  "name/derived-name": error(
    "This function has no name of its own, and the one that KSML makes of its place, `{name}`, is none in Python.",
    "give it a `name`, or call the pipeline something of letters, digits and `_`",
  ),
  "name/duplicate-function": error(
    "Two functions are called `{name}`; the later one would replace the first.",
    "give one of them another name",
  ),
  "name/duplicate-producer": error(
    "There is a pipeline or a producer called `{name}` already.",
    "give the producer another name",
  ),
  "name/duplicate-store": error(
    "Two stores of the service are called `{name}`; Kafka Streams has one place for them.",
    "give one of them another name, with `name:` where it is written in place",
  ),
  "name/duplicate-stream": error(
    "The name `{name}` is taken: an earlier pipeline made or read a stream of that name.",
    "choose another name",
  ),
  "name/duplicate-topic": error(
    "The name `{name}` is used twice: streams, tables and global tables share their names.",
    "give one of them another name",
  ),
  "name/implicit-import": warning(
    "Module `{name}` is used without an import.",
    "add `import {name}` to the function's globalCode",
  ),
  "name/invalid-namespace": error(
    "The namespace `{name}` begins the names of all operations, and Kafka does not take it: {reason}.",
    "rename the file, or its key under `definitions` in the runner file",
  ),
  "name/invalid-operation-name": error(
    "Kafka takes no operation called `{name}`: {reason}.",
    "choose a name of letters, digits, `.`, `_` and `-`",
  ),
  "name/invalid-topic": warning(
    "Kafka takes no topic called `{name}`: {reason}.",
    "choose a name of letters, digits, `.`, `_` and `-`",
  ),
  "name/not-a-python-name": error(
    "`{name}` is no name in Python.",
    "use letters, digits and `_`, and none of Python's own words",
  ),
  "name/other-definition": info("`{name}` is {kind} of `{file}`."),
  "name/rebound-global": warning(
    "KSML runs this `globalCode` several times and ksmlc once, which makes a difference: {reason}.",
    "assign each name once, before it is read",
  ),
  "name/shadows-injected": warning(
    "Your own `{name}` hides the one that KSML provides.",
    "use another name",
  ),
  "name/unbound-unreachable": warning(
    "Nothing assigns `{name}`, but it is only read in a part of `{function}` that is never reached.",
    "remove the part that is never reached",
  ),
  "name/unknown": error("`{name}` is used in `{function}`, and nothing assigns or declares it."),
  "name/unknown-function": error(
    "There is no function called `{name}`.",
    "declare it under `functions`",
  ),
  "name/unknown-hook": error(
    "There is no store option hook called `{name}`.",
    "export it as `extensions.storeOptions` from your TypeScript module",
  ),
  "name/unknown-operation": error("There is no operation `{name}`."),
  "name/unknown-schema": error(
    "There is no schema called `{name}`.",
    "put its schema as `{file}` into a folder, and give that with `--schemas`, or as `ksml.schemaDirectory` of the runner file",
  ),
  "name/unknown-serde": error(
    "There is no serde called `{name}`.",
    "export it as `extensions.serdes` from your TypeScript module",
  ),
  "name/unknown-store": error("There is no store called `{name}`.", "declare it under `stores`"),
  "name/unknown-store-class": error(
    "There is no store class called `{name}`.",
    "export it as `extensions.stores` from your TypeScript module",
  ),
  "name/unknown-stream": error(
    "There is no stream called `{name}`.",
    "declare it under `streams`, or write `topic`, `keyType` and `valueType` in its place",
  ),
  "name/unused-extension": warning(
    "`extensions.{section}` has `{name}`, which no definition uses.",
    "correct its name, or remove it",
  ),
} as const satisfies Record<`name/${string}`, Row>;
