/** `type(x).__name__` of any value: what error texts say. */
import { isClass } from "./classes.js";
import { PyFloat, PyObject } from "./value.js";
export function typeName(x) {
  switch (typeof x) {
    case "string":
      return "str";
    case "number":
      return Number.isInteger(x) ? "int" : "float";
    case "bigint":
      return "int";
    case "boolean":
      return "bool";
    case "function":
      return isClass(x) ? "type" : "function";
    default:
      break;
  }
  if (x === null || x === undefined) return "NoneType";
  if (Array.isArray(x)) return "list";
  if (x instanceof PyFloat) return "float";
  if (x instanceof PyObject) return x.pyTypeName?.() ?? x.constructor.name;
  return "dict";
}
//# sourceMappingURL=type-name.js.map
