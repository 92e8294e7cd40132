/**
 * Every diagnostic: its code, its severity and its words. In: a code, a place and values for the slots. Out: a
 * `Diagnostic`. The only file with wording, one row a code, sorted by area; a row's `{slots}` are filled from `values`.
 *
 * Severity is that of service mode and `build`. What only library mode says differently (`name/…` as info) is passed
 * in `options.severity` by the stage; `…/not-built-yet` are infos here and become errors in `promoteNotBuilt`.
 */
import type { Span } from "../1-source/source-file.ts";
import type { Diagnostic, RelatedPlace, Severity } from "./diagnostic.ts";

interface Row {
  readonly severity: Severity;
  /** `{slot}` is replaced by `values.slot`, in backquotes where the row has them. */
  readonly message: string;
  readonly help?: string;
}

const error = (message: string, help?: string): Row => row("error", message, help);
const warning = (message: string, help?: string): Row => row("warning", message, help);
const info = (message: string, help?: string): Row => row("info", message, help);

function row(severity: Severity, message: string, help: string | undefined): Row {
  return help === undefined ? { severity, message } : { severity, message, help };
}

const LATER = "leave it out, or use a later version of ksmlc";

export const catalog = {
  // config: the runner file and configuration inside definitions
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

  // dialect
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

  // function: parameters, results and bodies against their positions
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

  // name: references and names that nothing can have
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
    "put its schema as `{file}` into a folder, and give that with `--schemas`",
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

  // pipeline: streams, steps, sinks, producers
  "pipeline/join-key": error(
    "The keys of `{table}` are `{other}`, and the ones that come here are `{own}`: a join needs one type.",
    "convert the key before, with `convertKey`",
  ),
  "pipeline/merge-type": error(
    "Streams can be merged when their types are the same: the {part} is `{own}` here and `{other}` there.",
    "convert one of them first, in a pipeline of its own",
  ),
  "pipeline/missing-key": error("{place} needs the key `{key}`.", "add `{key}:`"),
  "pipeline/no-effect": warning("`{key}` has no effect here: {reason}.", "remove it"),
  "pipeline/no-topic": error("The stream `{stream}` names no topic.", "add `topic:`"),
  "pipeline/not-built-yet": info("This version of ksmlc does not handle {construct} yet.", LATER),
  "pipeline/offset-reset": error(
    "`{value}` is no offset reset policy.",
    "use `earliest`, `latest`, `none` or `by_duration:` with a duration, such as `by_duration:30d`",
  ),
  "pipeline/producer-type": error(
    "A producer writes to `{stream}`, so it needs a `{key}`.",
    "add `{key}:` with the type of what is written",
  ),
  "pipeline/several-sinks": error(
    "The pipeline `{pipeline}` has more than one sink: `{first}` and `{second}`.",
    "keep one of them, or write a pipeline of its own for each",
  ),
  "pipeline/source-type": error(
    "A pipeline reads `{stream}`, so it needs a `{key}`.",
    "add `{key}:` with the type of the topic's records",
  ),
  "pipeline/stream-kind": error("`{operation}` takes {wanted}, and what comes here is {found}."),
  "pipeline/target-type": error(
    "`{target}` takes a {part} of the type `{declared}`, and the pipeline brings `{given}`.",
    "convert it before, with `convertKey` or `convertValue`, or change the type of the target",
  ),
  "pipeline/topic-kind": error(
    "The topic `{topic}` is {first} already, so that it cannot be read as {found}.",
    "read it in one way only",
  ),
  "pipeline/topic-type": error(
    "`{topic}` is read with a {part} of the type `{first}` already, which `{found}` does not take.",
    "give both the same type",
  ),
  "pipeline/wrong-type": error("`{operation}` needs {wanted}, not `{found}`."),

  // project: the folder that `ksmlc build` writes
  "project/edited": error(
    "`{path}` was written by ksmlc and has been changed by hand since.",
    "move the change into the definition, or build with `--force` to lose it",
  ),
  "project/extension-clash": error(
    "Your module's `{path}` and a file that ksmlc writes would both be `{target}`.",
    "give yours another name",
  ),
  "project/extension-exports": error(
    "The module exports no `extensions`.",
    "write `export const extensions: Externals = { … };`, as `ksmlc build --stubs` does for a file that is not there yet",
  ),
  "project/extension-import": error(
    "`{specifier}` cannot come along into the project: {reason}.",
    "keep what your module imports in its folder or below, as TypeScript, and name it `./file.js`",
  ),
  "project/foreign": error(
    "`{path}` is there already, and ksmlc did not write it.",
    "choose another folder with `-o`, or build with `--force` to replace it",
  ),

  // python
  "python/async": error(
    "Asynchronous functions can't run inside a stream function.",
    "write it without `async` and `await`",
  ),
  "python/blocking-sleep": warning(
    "While `{function}` sleeps, no other record of its partition is handled.",
    "sleep in a thread, or leave it out",
  ),
  "python/cannot-wait": error(
    "`{function}` waits here, and a {role} has to answer at once.",
    "leave the wait out, or do it in a step, which can wait",
  ),
  "python/class-feature": error(
    "The class feature `{feature}` isn't supported.",
    "write the class without it",
  ),
  "python/complex": error("Complex numbers aren't supported.", "keep the two parts as two numbers"),
  "python/concurrency": error(
    "`{module}` starts processes or threads, which isn't possible in a stream function.",
    "leave it out",
  ),
  "python/decorator": error(
    "This decorator isn't known.",
    "use the name of a function, or a call of one",
  ),
  "python/endless-thread": warning(
    "This loop of a thread never waits, so that records have to wait for it.",
    "add `time.sleep(…)` to the loop",
  ),
  "python/forbidden-builtin": error("`{name}` isn't available in stream functions."),
  "python/host-access": error(
    "`{name}` would reach the machine that the service runs on, which functions cannot.",
    "use what the record, `globalCode` and the configuration hold, or leave it out",
  ),
  "python/is-literal": warning(
    "`{operator}` with a literal compares identity, not value.",
    "use `{instead}`",
  ),
  "python/late-closure": warning(
    "`{name}` is read when this function is called, not when the loop makes it.",
    "give it a parameter `{name}={name}`",
  ),
  "python/module": error("There is no module `{module}`."),
  "python/module-member": error("Module `{module}` has no `{member}`."),
  "python/mutable-default": warning(
    "The default of `{name}` is made once and shared by all calls.",
    "use `None`, and make it inside the function",
  ),
  "python/newer-syntax": error(
    "The Python feature {feature} isn't supported.",
    "write it without {feature}",
  ),
  "python/non-daemon-thread": warning(
    "The service waits for this thread when it stops, up to the time limit of the shutdown.",
    "set `daemon=True` where the thread may be stopped at any time",
  ),
  "python/not-built-yet": info(
    "This version of ksmlc does not compile {construct} yet.",
    "write it in other words of Python, or use a later version of ksmlc",
  ),
  "python/syntax": error("Not valid Python: {message}"),
  "python/too-deep": error(
    "This Python is too deep to be compiled: {message}.",
    "take parts of it out, into functions or names of their own",
  ),
  "python/unused-expression": warning(
    "The value of this expression isn't used.",
    "assign it, or take it out",
  ),

  // reference: deviations of design.md section 7
  "reference/deviation": info("{row}: {text}."),

  // store
  "store/cache-off": warning(
    "The store `{store}` has the size of a cache and no cache.",
    "add `caching: true`, or remove the size",
  ),
  "store/name": error(
    "The store `{key}` is called `{name}` inside.",
    "remove `name`: the key is its name",
  ),
  "store/negative": error("`{key}` of a store must not be negative.", "write 0 or more"),
  // schema: the files of the schema folder
  "schema/duplicate-name": error(
    "The name `{name}` is used twice in this schema.",
    "give one of the two another name",
  ),
  "schema/invalid": error("This is no Avro schema: {reason}."),
  "schema/invalid-name": error(
    "`{name}` cannot be a name in an Avro schema.",
    "use letters, digits and `_`, and no digit at the start",
  ),
  "schema/not-json": error("The schema is no JSON: something else was expected here."),
  "schema/recursive": error(
    "The record `{name}` holds itself, which KSML cannot read.",
    "give what is inside of it a fixed depth, or make it a text",
  ),
  "schema/unknown-type": error(
    "The schema has no type called `{name}`.",
    "define it where it is used first, in this file",
  ),

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

  // syntax: YAML and structure
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

  // type: type strings and wire formats
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
} as const satisfies Record<string, Row>;

export type DiagnosticCode = keyof typeof catalog;

export interface DiagnosticOptions {
  readonly severity?: Severity;
  /** Replaces the row's help; null: none. */
  readonly help?: string | null;
  readonly related?: readonly RelatedPlace[];
  readonly path?: string;
}

export type SlotValues = Readonly<Record<string, string | number | bigint>>;

/** Makes a diagnostic of a row. Long values are cut, line ends inside them made visible. */
export function diagnostic(
  code: DiagnosticCode,
  span: Span,
  values: SlotValues = {},
  options: DiagnosticOptions = {},
): Diagnostic {
  const row: Row = catalog[code];
  const help = options.help === undefined ? row.help : (options.help ?? undefined);
  return {
    code,
    severity: options.severity ?? row.severity,
    span,
    message: fill(row.message, values),
    related: options.related ?? [],
    ...(help === undefined ? {} : { help: fill(help, values) }),
    ...(options.path === undefined ? {} : { path: options.path }),
  };
}

function fill(text: string, values: SlotValues): string {
  return text.replace(/\{(\w+)\}/g, (slot, name: string) =>
    Object.hasOwn(values, name) ? shown(String(values[name])) : slot,
  );
}

const MAX_SHOWN = 400;

function shown(value: string): string {
  const oneLine = value.replace(/[\r\n]+/g, "⏎");
  return oneLine.length > MAX_SHOWN ? `${oneLine.slice(0, MAX_SHOWN)}…` : oneLine;
}

/** `build`, `run` and the like cannot go on without what is not built yet: an error for all but `check` (cli.md). */
export function promoteNotBuilt(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.map((found) =>
    found.code.endsWith("/not-built-yet") ? { ...found, severity: "error" } : found,
  );
}
