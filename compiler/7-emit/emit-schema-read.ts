/** The decoders of a schema's module: `readUserEvent`, a variable for each field in the order of the bytes. */
import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  LEFT_OUT,
} from "../../runtime/notations/avro/avro-schema.ts";
import { compareKeys } from "../../runtime/notations/json-codec/key-order.ts";
import { type Document, hardLine, importedType, indent, join, objectLiteral } from "./document.ts";
import { emitSchemaType } from "./emit-schema-type.ts";
import { localName, type SchemaNames } from "./schema-module-names.ts";

const READER = importedType("AvroReader", "ksmlc/runtime");

export function emitReader(record: AvroRecord, names: SchemaNames): Document {
  const { fields } = record;
  const sorted = fields.map(({ name }) => name).sort(compareKeys);
  const name = names.record(record);
  return [
    `function read${name}(input: `,
    READER,
    `): ${name} {`,
    indent([
      ...fields.map(
        (field): Document => [
          hardLine,
          `const ${localName(field.name)} = `,
          readField(field, names),
          ";",
        ],
      ),
      hardLine,
      "return ",
      objectLiteral(sorted.map(entry)),
      ";",
    ]),
    hardLine,
    "}",
  ];
}

const entry = (name: string): Document => {
  const local = localName(name);
  return local === name ? name : `${name}: ${local}`;
};

function readField({ type, isOptional }: AvroField, names: SchemaNames): Document {
  if (!isOptional || type.kind !== "union" || type.branches.length !== 2) return read(type, names);
  const [first, second] = type.branches;
  const nullIndex = first?.kind === "null" ? 0 : 1;
  const content = nullIndex === 0 ? second : first;
  if (content === undefined) return read(type, names);
  const none = LEFT_OUT.has(content.kind) ? "undefined" : "null";
  return [`input.branch(2) === ${nullIndex} ? ${none} : `, read(content, names)];
}

function read(type: AvroType, names: SchemaNames): Document {
  switch (type.kind) {
    case "null":
      return "null";
    case "record":
      return `read${names.record(type)}(input)`;
    case "enum":
      return `input.symbol(${names.symbols(type)})`;
    case "fixed":
      return `input.fixed(${type.size})`;
    case "array":
      return ["input.array(", itemReader(type.items, names), ")"];
    case "map":
      return ["input.map(", itemReader(type.values, names), ")"];
    case "union":
      return `read${names.union(type)}(input)`;
    case "bytes":
      return type.logical?.name === "decimal"
        ? `input.decimal(${type.logical.scale})`
        : "input.bytes()";
    default:
      return `input.${type.kind}()`;
  }
}

/** A function that reads one item: that of a record or union by its name. */
function itemReader(type: AvroType, names: SchemaNames): Document {
  if (type.kind === "record") return `read${names.record(type)}`;
  if (type.kind === "union") return `read${names.union(type)}`;
  return type.kind === "null" ? "() => null" : ["(input) => ", read(type, names)];
}

/** Floats are boxed, since ints may stand beside them. */
const BOXED: Partial<Readonly<Record<AvroType["kind"], string>>> = {
  float: "input.boxedFloat()",
  double: "input.boxedDouble()",
};

export function emitUnionReader(union: AvroUnion, names: SchemaNames): Document {
  const { branches } = union;
  const cases = branches.map(
    (branch, i): Document => [
      i === branches.length - 1 ? "default:" : `case ${i}:`,
      indent([hardLine, "return ", BOXED[branch.kind] ?? read(branch, names), ";"]),
    ],
  );
  return [
    `function read${names.union(union)}(input: `,
    READER,
    "): ",
    emitSchemaType(union, names),
    " {",
    indent([
      hardLine,
      `switch (input.branch(${branches.length})) {`,
      indent([hardLine, join(hardLine, cases)]),
      hardLine,
      "}",
    ]),
    hardLine,
    "}",
  ];
}
