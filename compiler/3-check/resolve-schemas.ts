/**
 * Names of schemas in type strings -> their schemas. In: the files of the schema folder. Out: what `avro:<name>` means;
 * a file is read when a type names it first, and what is wrong with it is told once, at its place in the file.
 */

import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import { type JsonPath, parseAvroSchema } from "../../runtime/notations/avro/parse-avro-schema.ts";
import { jsonErrorAt } from "../1-source/json-error.ts";
import { readYaml } from "../1-source/read-yaml.ts";
import type { SchemaFile } from "../1-source/schema-file.ts";
import type { SourceFile, Span } from "../1-source/source-file.ts";
import type { YamlNode } from "../1-source/yaml-tree.ts";
import { type DiagnosticCode, diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { structOf } from "../language/data-types/avro-type.ts";
import type { DataType } from "../language/data-types/data-type.ts";
import type { SchemaLookup } from "../language/data-types/parse-type.ts";
import { findNotation } from "../language/notations/index.ts";
import type { Mode } from "./context.ts";

/** What a file describes; null: nothing usable, which was told. */
type Read = DataType | null;

export class Schemas {
  readonly mode: Mode;
  readonly #files: readonly SchemaFile[];
  readonly #report: (found: Diagnostic) => void;
  readonly #read = new Map<SchemaFile, Read>();
  readonly #open = new Map<string, Span[]>();

  constructor(files: readonly SchemaFile[], mode: Mode, report: (found: Diagnostic) => void) {
    this.#files = files;
    this.mode = mode;
    this.#report = report;
  }

  /** Names that could have been meant. */
  get names(): readonly string[] {
    return this.#files.filter(({ format }) => format === "avsc").map(({ name }) => name);
  }

  /** Names that no file has, and where they stand. */
  get open(): ReadonlyMap<string, readonly Span[]> {
    return this.#open;
  }

  leaveOpen(name: string, span: Span): void {
    const spans = this.#open.get(name);
    if (spans === undefined) this.#open.set(name, [span]);
    else spans.push(span);
  }

  readonly lookup: SchemaLookup = (notation, name) => {
    const format = findNotation(notation)?.schemaFormat;
    for (const candidate of candidates(name)) {
      const file = this.#files.find((each) => each.name === candidate && each.format === format);
      if (file !== undefined) return this.#typeOf(file) ?? "broken";
    }
    return "unknown";
  };

  #typeOf(file: SchemaFile): Read {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const read = readAvro(file, this.#report);
    this.#read.set(file, read);
    return read;
  }
}

/** KSML leaves out one namespace after the other: `io.x.Event`, `x.Event`, `Event` (language.md 8.4). */
function candidates(name: string): string[] {
  const parts = name.split(".");
  return parts.map((_, i) => parts.slice(i).join("."));
}

const CODES = {
  "unknown-type": "schema/unknown-type",
  "invalid-name": "schema/invalid-name",
  "duplicate-name": "schema/duplicate-name",
  recursive: "schema/recursive",
  invalid: "schema/invalid",
} as const satisfies Record<string, DiagnosticCode>;

function readAvro({ name, source }: SchemaFile, report: (found: Diagnostic) => void): Read {
  const json = parseJson(source, report);
  if (json === undefined) return null;
  const { type, problems } = parseAvroSchema(json);
  // Every JSON text is YAML as well: its nodes know where they stand.
  const { value: document } = readYaml(source);
  for (const { kind, path, what } of problems) {
    const span = document === null ? source.span(0, 0) : spanAt(document.root, path);
    report(diagnostic(CODES[kind], span, { name: what, reason: what }));
  }
  if (type === null || problems.length > 0) return null;
  if (type.kind === "record") return structOf(type, name);
  const span = document?.root.span ?? source.span(0, 0);
  report(diagnostic("schema/invalid", span, { reason: "a record is needed, at the top of it" }));
  return null;
}

function parseJson(source: SourceFile, report: (found: Diagnostic) => void): JsonValue | undefined {
  const text = source.text.replace(/^\ufeff/, "");
  const at = jsonErrorAt(text);
  if (at === null) return JSON.parse(text) as JsonValue;
  const start = at + source.text.length - text.length;
  const end = Math.min(start + 1, source.text.length);
  report(diagnostic("schema/not-json", source.span(start, end)));
  return undefined;
}

/** The innermost node on the path that there is. */
function spanAt(root: YamlNode, path: JsonPath): Span {
  let node = root;
  for (const step of path) {
    const next =
      node.kind === "mapping"
        ? node.pairs.findLast(({ key }) => key === step)?.value
        : node.kind === "sequence"
          ? node.items[Number(step)]
          : undefined;
    if (next === undefined) break;
    node = next;
  }
  return node.span;
}
