/** The encoders of a schema's module: `writeUserEvent`, one statement a field, in the order of the bytes. */
import type {
  AvroField,
  AvroRecord,
  AvroType,
  AvroUnion,
} from "../../runtime/notations/avro/avro-schema.ts";
import { type Document, hardLine, importedType, indent } from "./document.ts";
import { emitSchemaType } from "./emit-schema-type.ts";
import type { SchemaNames } from "./schema-module-names.ts";

const WRITER = importedType("AvroWriter", "ksmlc/runtime");

export function emitWriter(record: AvroRecord, names: SchemaNames): Document {
  const name = names.record(record);
  return writer(
    name,
    name,
    record.fields.map((field) => writeField(field, names)),
  );
}

const writer = (name: string, type: Document, statements: readonly Document[]): Document => [
  `function write${name}(output: `,
  WRITER,
  ", value: ",
  type,
  "): void {",
  indent(statements.map((statement): Document => [hardLine, statement])),
  hardLine,
  "}",
];

function writeField(
  { name, type, isOptional, defaultValue }: AvroField,
  names: SchemaNames,
): Document {
  const value = `value.${name}`;
  if (isOptional && type.kind === "union" && type.branches.length === 2) {
    const [first, second] = type.branches;
    const isNullFirst = first?.kind === "null";
    const content = isNullFirst ? second : first;
    if (content !== undefined) {
      return [
        `if (output.${isNullFirst ? "nullOr" : "orNull"}(${value})) {`,
        indent([hardLine, write(value, content, names)]),
        hardLine,
        "}",
      ];
    }
  }
  const mayBeNull = isOptional || defaultValue !== undefined;
  const isRead = type.kind === "record" || type.kind === "union";
  const present =
    type.kind === "union" && isOptional ? `${value} ?? null` : `output.present(${value})`;
  return write(mayBeNull && isRead ? present : value, type, names);
}

/** A statement. */
function write(value: string, type: AvroType, names: SchemaNames): Document {
  return [written("output", value, type, names), ";"];
}

function written(output: string, value: string, type: AvroType, names: SchemaNames): Document {
  switch (type.kind) {
    case "record":
      return `write${names.record(type)}(${output}, ${value})`;
    case "union":
      return `write${names.union(type)}(${output}, ${value})`;
    case "array":
      return [`${output}.array(${value}, `, itemWriter(type.items, names), ")"];
    case "map":
      return [`${output}.map(${value}, `, itemWriter(type.values, names), ")"];
    case "enum":
      return `${output}.symbol(${value}, ${names.symbols(type)})`;
    case "fixed":
      return `${output}.fixed(${value}, ${type.size})`;
    case "null":
      return `${output}.nothing(${value})`;
    default:
      break;
  }
  const { logical } = type;
  switch (logical?.name) {
    case "decimal":
      return `${output}.decimal(${value}, ${logical.precision}, ${logical.scale})`;
    case "uuid":
      return `${output}.uuid(${value})`;
    case "time-millis":
      return `${output}.timeOfDay(${value}, 86_400_000)`;
    case "time-micros":
      return `${output}.timeOfDay(${value}, 86_400_000_000)`;
    default:
      return `${output}.${type.kind}(${value})`;
  }
}

/** A function that writes one item: that of a record or union by its name. */
function itemWriter(type: AvroType, names: SchemaNames): Document {
  if (type.kind === "record") return `write${names.record(type)}`;
  if (type.kind === "union") return `write${names.union(type)}`;
  return ["(output, item) => ", written("output", "item", type, names)];
}

/** What a value tells of its member by itself; which of several it is, the runtime finds out. */
const TESTS: readonly (readonly [kind: AvroType["kind"], test: string])[] = [
  ["null", "value === null"],
  ["boolean", 'typeof value === "boolean"'],
  ["string", 'typeof value === "string"'],
];

export function emitUnionWriter(union: AvroUnion, names: SchemaNames): Document {
  const { branches } = union;
  // Text may be a symbol as well.
  const hasEnum = branches.some(({ kind }) => kind === "enum");
  const found = TESTS.flatMap(([kind, test]) => {
    const index = branches.findIndex((branch) => branch.kind === kind);
    const branch = branches[index];
    if (branch === undefined || (kind === "string" && hasEnum)) return [];
    return [{ test, index, branch }];
  });
  const cases = found.map(
    ({ test, index, branch }): Document => [
      `if (${test}) {`,
      indent([
        hardLine,
        `output.branch(${index});`,
        ...(branch.kind === "null" ? [] : [hardLine, write("value", branch, names)]),
      ]),
      hardLine,
      "} else ",
    ],
  );
  const rest = branches.filter((branch) => !found.some((one) => one.branch === branch));
  const [only] = rest;
  // The floats of a union are boxed, which the encoder does not take.
  const isClear = rest.length === 1 && only?.kind !== "float" && only?.kind !== "double";
  const last: readonly Document[] =
    isClear && only !== undefined && found.length === 1 && found[0]?.branch.kind === "null"
      ? [`output.branch(${branches.indexOf(only)});`, write("value", only, names)]
      : ["output.other();"];
  const other: Document =
    cases.length === 0
      ? "output.other();"
      : ["{", indent(last.map((line): Document => [hardLine, line])), hardLine, "}"];
  return writer(names.union(union), emitSchemaType(union, names), [[...cases, other]]);
}
