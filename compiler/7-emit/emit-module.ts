/**
 * A definition -> its module. In: a checked definition without errors, and who writes its Python. Out:
 * `src/<namespace>.ts` as text, laid out as style.md section 5 has it, and the side map from that text to the YAML.
 */
import type { CheckedDefinition, PythonSource } from "../3-check/definition.ts";
import {
  arrow,
  call,
  type Document,
  hardLine,
  imported,
  indent,
  join,
  origin,
} from "./document.ts";
import { collectImports, emitImports, type ImportedName } from "./emit-imports.ts";
import { WiringEmitter } from "./emit-pipeline.ts";
import { docComment, stringLiteral } from "./emit-text.ts";
import type { EmittedModule, PythonPiece } from "./emitted-module.ts";
import { baseName, header } from "./header.ts";
import { moduleName } from "./module-name.ts";
import { createNames } from "./names.ts";
import { printDocument } from "./print-document.ts";
import type { PythonEmitter } from "./python-emitter.ts";
import { encodeMappings, segmentEnds } from "./source-map.ts";

export function emitModule(definition: CheckedDefinition, python: PythonEmitter): EmittedModule {
  // What a module imports decides which of the author's names are free, and does not depend on how they are written:
  // so the body is made twice, the first time only to learn its imports.
  const imports = collectImports(emitBody(definition, python, new Set()));
  const body = emitBody(definition, python, new Set(imports.map(({ name }) => name)));
  return printModule(definition, imports, body);
}

function printModule(
  { namespace, file, functions }: CheckedDefinition,
  imports: readonly ImportedName[],
  body: readonly Document[],
): EmittedModule {
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
    map: {
      version: 3,
      file: `${name}.ts`,
      sources: [baseName(file.path)],
      sourcesContent: [file.text],
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
  imports: ReadonlySet<string>,
): readonly Document[] {
  const { namespace, topics, functions, pipelines, producers } = definition;
  const declared = topics.filter((topic) => !topic.inline);
  const names = createNames({
    namespace,
    python: python.identifiers,
    resources: declared,
    imports,
  });
  const wiring = new WiringEmitter(names, python);

  const streams = declared.map((topic): Document => {
    const comment = docComment(topic.comment, null);
    return [
      ...(comment === null ? [] : [comment, hardLine]),
      origin(topic.span, null, [`const ${names.stream(topic.name)} = `, wiring.topic(topic, true)]),
      ";",
    ];
  });
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
  // Last, since the wiring decides which inline functions need a name.
  const declarations = functions
    .filter((fn) => !fn.inline || wiring.named.has(fn))
    .map((fn) => python.declaration(fn, names));
  const moduleCode = python.moduleCode(names);
  return [
    ...section("Streams", streams),
    ...section("Global code", moduleCode === null ? [] : [moduleCode]),
    ...section("Functions", declarations),
    ...section("Pipelines", topology),
    ...section("Producers", produced),
  ];
}

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
