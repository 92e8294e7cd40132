/**
 * A definition -> its module. In: a checked definition without errors, and who writes its Python. Out:
 * `src/<namespace>.ts` as text, laid out as style.md section 5 has it, and the side map from that text to the YAML.
 */

import { baseName } from "../1-source/base-name.ts";
import type { Span } from "../1-source/source-file.ts";
import type {
  CheckedDefinition,
  CheckedStore,
  CheckedTopic,
  PythonSource,
} from "../3-check/definition.ts";
import {
  arrow,
  call,
  type Document,
  group,
  hardLine,
  ifBreak,
  imported,
  indent,
  join,
  line,
  origin,
} from "./document.ts";
import { type Companions, NO_COMPANIONS } from "./emit-companion.ts";
import { declareExtension, EXPECTED, type Extensions } from "./emit-extension.ts";
import { collectImports, emitImports, type ImportedName } from "./emit-imports.ts";
import { WiringEmitter } from "./emit-pipeline.ts";
import { emitStore } from "./emit-store.ts";
import { docComment, stringLiteral } from "./emit-text.ts";
import { IMPLICIT_COMMENT } from "./emit-topic.ts";
import type { EmittedModule, PythonPiece } from "./emitted-module.ts";
import { header } from "./header.ts";
import { moduleName } from "./module-name.ts";
import { createNames, type NamesInput } from "./names.ts";
import { printDocument } from "./print-document.ts";
import type { PythonEmitter } from "./python-emitter.ts";
import { sourceContent } from "./source-content.ts";
import { encodeMappings, segmentEnds } from "./source-map.ts";

export interface EmitOptions {
  readonly extensions: Extensions;
  /** A library: functions, streams and stores are exported, for others to use. */
  readonly exportsAll: boolean;
  /** What definitions use of one another. */
  readonly companions?: Companions;
}

const SERVICE: EmitOptions = { extensions: EXPECTED, exportsAll: false };

export function emitModule(
  definition: CheckedDefinition,
  python: PythonEmitter,
  options: EmitOptions = SERVICE,
): EmittedModule {
  // What a module imports decides which of the author's names are free, and does not depend on how they are written:
  // so the body is made twice, the first time only to learn its imports.
  const imports = collectImports(emitBody(definition, python, options, new Set()));
  const body = emitBody(definition, python, options, new Set(imports.map(({ name }) => name)));
  return printModule(definition, imports, body);
}

function printModule(
  definition: CheckedDefinition,
  imports: readonly ImportedName[],
  body: readonly Document[],
): EmittedModule {
  const { namespace, file, functions } = definition;
  const parts: Document[] = [header(file.path)];
  if (imports.length > 0) parts.push(emitImports(imports));
  // A file without import or export would be no module.
  if (body.length === 0) parts.push("export {};");
  const { text, segments, names } = printDocument([
    join([hardLine, hardLine], [...parts, ...body]),
    hardLine,
  ]);
  const name = moduleName(namespace);
  return {
    namespace,
    path: `src/${name}.ts`,
    text,
    imports,
    map: {
      version: 3,
      file: `${name}.ts`,
      sources: [baseName(file.path)],
      sourcesContent: [sourceContent(definition)],
      names,
      mappings: encodeMappings(segments),
      x_ksml: {
        ends: segmentEnds(segments),
        python: functions.flatMap(({ globalCode, code, expression }) => [
          ...piece("globalCode", globalCode),
          ...piece("code", code),
          ...piece("expression", expression),
        ]),
      },
    },
  };
}

/** The declarations of the module, a blank line between any two. */
function emitBody(
  definition: CheckedDefinition,
  python: PythonEmitter,
  { extensions, exportsAll, companions = NO_COMPANIONS }: EmitOptions,
  imports: ReadonlySet<string>,
): readonly Document[] {
  const { namespace, topics, stores, functions, pipelines, producers } = definition;
  const declared = topics.filter((topic) => !topic.inline);
  const names = createNames(namesIn(definition, declared, python, imports));
  const wiring = new WiringEmitter(names, python, extensions, companions);

  const streams = declared.map((topic): Document => {
    const comment = docComment(topic.implicit ? IMPLICIT_COMMENT : topic.comment, null);
    // The map of a module knows one file: what another definition declares stands nowhere in it.
    const span = topic.span.file === definition.file ? topic.span : null;
    return declaration(comment, span, names.stream(topic.name), wiring.topic(topic, true));
  });
  const inTables = tablesOf(topics);
  const handles = stores.flatMap((store): Document[] => {
    if (inTables.has(store)) return [];
    const comment = docComment(store.comment, null);
    const handle = emitStore(store, python.setFields(store), extensions);
    return [declaration(comment, store.span, names.store(store.name), handle)];
  });
  const externals = [
    ...python.helpers.map((name) =>
      declareExtension(names.global(name), extensions, "helpers", name),
    ),
    ...functions
      .filter(({ source }) => source === "external")
      .map(({ name }) => declareExtension(names.global(name), extensions, "functions", name)),
  ];
  const topology = define(
    "defineTopology",
    names.topology,
    namespace,
    names.own("topology"),
    pipelines.map((pipeline) => wiring.pipeline(pipeline)),
  );
  const produced = define(
    "defineProducers",
    names.producers,
    namespace,
    names.own("producers"),
    producers.map((producer) => wiring.producer(producer)),
  );
  const own = functions.filter(({ source }) => source !== "external");
  // Last, since the wiring decides which inline functions need a name.
  const written = own
    .filter((fn) => !fn.inline || wiring.named.has(fn))
    .map((fn) => python.declaration(fn, names));
  const moduleCode = python.moduleCode(names);
  return [
    ...inOrderOfUse(declared, {
      streams: section("Streams", streams),
      stores: section("Stores", handles),
      externals: section("Externals", lines(externals)),
    }),
    ...section("Global code", moduleCode === null ? [] : [moduleCode]),
    ...section("Functions", written),
    ...section("Pipelines", topology),
    ...section("Producers", produced),
    ...emitExports([
      ...(exportsAll
        ? [
            ...declared.map(({ name }) => names.stream(name)),
            ...stores.filter((store) => !inTables.has(store)).map(({ name }) => names.store(name)),
            ...own.filter(({ inline }) => !inline).map(({ name }) => names.global(name)),
          ]
        : []),
      ...companions.exported(namespace).flatMap((name) => {
        const identifier = names.global(name);
        if (identifier !== name) return [`${identifier} as ${name}`];
        return exportsAll ? [] : [name];
      }),
    ]),
  ];
}

/** All names of the definition, and which of its resources Python text sees. */
function namesIn(
  definition: CheckedDefinition,
  topics: readonly CheckedTopic[],
  python: PythonEmitter,
  imports: ReadonlySet<string>,
): NamesInput {
  const { namespace, functions, stores } = definition;
  const inTables = tablesOf(definition.topics);
  const seen = new Set<CheckedTopic | CheckedStore>(
    functions.flatMap((fn) =>
      fn.stores.map(({ store }) => (store.kind === "table" ? store.topic : store.store)),
    ),
  );
  return {
    namespace,
    python: [...python.identifiers, ...functions.map(({ name }) => name), ...python.helpers],
    pythonGlobals: new Set([
      ...python.globals,
      ...functions.map(({ name }) => name),
      ...python.helpers,
    ]),
    topics: topics.map((topic) => ({
      name: topic.name,
      kind: topic.kind,
      inPython: seen.has(topic),
    })),
    stores: stores
      .filter((store) => !inTables.has(store))
      .map((store) => ({ name: store.name, kind: "store", inPython: seen.has(store) })),
    tableStores: new Map([...inTables].map(([store, table]) => [store.name, table.name])),
    imports,
  };
}

/** The stores that are part of a table: it is declared with their settings, and they have no constant of their own. */
const tablesOf = (topics: readonly CheckedTopic[]): ReadonlyMap<CheckedStore, CheckedTopic> =>
  new Map(topics.flatMap((topic) => (topic.store === null ? [] : [[topic.store, topic] as const])));

/** Streams first, as in the definition; what they are made with must stand before them. */
function inOrderOfUse(
  topics: readonly CheckedTopic[],
  { streams, stores, externals }: Record<"streams" | "stores" | "externals", readonly Document[]>,
): readonly Document[] {
  const useExternals = topics.some(({ timestampExtractor, partitioner }) =>
    [timestampExtractor, partitioner].some((fn) => fn?.source === "external"),
  );
  return useExternals
    ? [...externals, ...streams, ...stores]
    : [...streams, ...stores, ...externals];
}

const declaration = (
  comment: Document | null,
  span: Span | null,
  identifier: string,
  value: Document,
): Document => {
  const written: Document = [`const ${identifier} = `, value];
  return [
    ...(comment === null ? [] : [comment, hardLine]),
    span === null ? written : origin(span, null, written),
    ";",
  ];
};

/** One declaration a line, no blank lines between them. */
const lines = (declarations: readonly Document[]): readonly Document[] =>
  declarations.length === 0 ? [] : [join(hardLine, declarations)];

const emitExports = (names: readonly string[]): readonly Document[] =>
  names.length === 0 ? [] : [exportList(names)];

/** `export { a, b };`, one name a line where they do not fit in one. */
const exportList = (names: readonly string[]): Document =>
  group(["export {", indent([line, join([",", line], names)]), ifBreak(","), line, "};"]);

const section = (title: string, declarations: readonly Document[]): readonly Document[] =>
  declarations.length === 0 ? [] : [`// ${title}`, ...declarations];

/** `export const hotSensors = defineTopology("hot-sensors", (topology) => {…});`; nothing where there is nothing in it. */
function define(
  operation: string,
  constant: string,
  namespace: string,
  parameter: string,
  statements: readonly Document[],
): readonly Document[] {
  if (statements.length === 0) return [];
  const body = ["{", indent([hardLine, join([hardLine, hardLine], statements)]), hardLine, "}"];
  return [
    [
      `export const ${constant} = `,
      call(imported(operation, "ksmlc/runtime"), [
        stringLiteral(namespace),
        arrow(`(${parameter})`, body, "block"),
      ]),
      ";",
    ],
  ];
}

function piece(kind: PythonPiece["kind"], source: PythonSource | null): PythonPiece[] {
  if (source === null) return [];
  const { origin: text, text: code } = source;
  const { file } = text;
  return [
    {
      kind,
      first: file.lineIndex(text.toFile(0)),
      last: file.lineIndex(text.toFile(Math.max(0, code.trimEnd().length - 1))),
    },
  ];
}
