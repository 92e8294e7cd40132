/** Whether JSON is a default of an Avro type. Of a union any branch may have it, as in Avro since 1.12. */
import { type AvroType, isJsonObject, type JsonValue } from "./avro-schema.ts";

export function isValidDefault(json: JsonValue, type: AvroType): boolean {
  switch (type.kind) {
    case "null":
      return json === null;
    case "boolean":
      return typeof json === "boolean";
    case "int":
      return Number.isInteger(json) && Math.abs(Number(json) + 0.5) < 2147483648;
    case "long":
      return Number.isInteger(json);
    case "float":
    case "double":
      return (
        typeof json === "number" || json === "NaN" || json === "Infinity" || json === "-Infinity"
      );
    case "string":
    case "bytes":
    case "fixed":
      return typeof json === "string";
    case "enum":
      return typeof json === "string" && type.symbols.includes(json);
    case "array":
      return Array.isArray(json) && json.every((item) => isValidDefault(item, type.items));
    case "map":
      return (
        isJsonObject(json) && Object.values(json).every((item) => isValidDefault(item, type.values))
      );
    case "union":
      return type.branches.some((branch) => isValidDefault(json, branch));
    case "record":
      return (
        isJsonObject(json) &&
        type.fields.every(({ name, type: of, defaultValue }) => {
          const own = json[name] ?? defaultValue;
          return own !== undefined && isValidDefault(own, of);
        })
      );
  }
}
