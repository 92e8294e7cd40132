/** Decoders for schemas that nothing was emitted for: those of other writers. Made once a schema, of closures. */
import type { Dict, Value } from "../../python/value.ts";
import { compareKeys } from "../json-codec/key-order.ts";
import type { AvroReader } from "./avro-reader.ts";
import { type AvroField, type AvroRecord, type AvroType, LEFT_OUT } from "./avro-schema.ts";

type Read = (input: AvroReader) => Value | undefined;

/** Records come in typed form. */
export function recordReader(record: AvroRecord): (input: AvroReader) => Dict {
  const fields = record.fields.map((field) => ({ name: field.name, read: fieldReader(field) }));
  const sorted = fields.map(({ name }) => name).sort(compareKeys);
  return (input) => {
    const found: Dict = {};
    for (const { name, read } of fields) found[name] = read(input);
    const struct: Dict = {};
    for (const name of sorted) struct[name] = found[name];
    return struct;
  };
}

function fieldReader({ type, isOptional }: AvroField): Read {
  if (!isOptional || type.kind !== "union" || type.branches.length !== 2) return reader(type);
  const [nothing, content] = type.branches;
  if (nothing?.kind !== "null" || content === undefined) return reader(type);
  const read = reader(content);
  const none = LEFT_OUT.has(content.kind) ? undefined : null;
  return (input) => (input.branch(2) === 0 ? none : read(input));
}

function reader(type: AvroType): Read {
  switch (type.kind) {
    case "null":
      return () => null;
    case "boolean":
      return (input) => input.boolean();
    case "int":
      return (input) => input.int();
    case "long":
      return (input) => input.long();
    case "float":
      return (input) => input.float();
    case "double":
      return (input) => input.double();
    case "string":
      return (input) => input.string();
    case "bytes": {
      const { logical } = type;
      if (logical?.name === "decimal") return (input) => input.decimal(logical.scale);
      return (input) => input.bytes();
    }
    case "fixed":
      return (input) => input.fixed(type.size);
    case "enum":
      return (input) => input.symbol(type.symbols);
    case "array": {
      const item = reader(type.items);
      return (input) => input.array(item) as Value[];
    }
    case "map": {
      const value = reader(type.values);
      return (input) => input.map(value) as Dict;
    }
    case "record":
      return recordReader(type);
    case "union": {
      const branches = type.branches.map(branchReader);
      return (input) => branches[input.branch(branches.length)]?.(input);
    }
  }
}

/** Floats of a union are boxed, so that ints beside them stay ints. */
function branchReader(type: AvroType): Read {
  if (type.kind === "float") return (input) => input.boxedFloat();
  if (type.kind === "double") return (input) => input.boxedDouble();
  return reader(type);
}
