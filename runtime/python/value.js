/**
 * How Python values look in JavaScript (design.md 3, python.md 6). `null` is `None`; `undefined` means "not there" and
 * never reaches a record. An int is a number while |n| <= 2^53 - 1, else a bigint. A float that is integral is a
 * `PyFloat` in any position whose static type is not known to be float.
 */
/**
 * Base of every class of the runtime that Python sees: tuple, set, bytes, datetime, instances, modules.
 * The optional methods are Python's protocols: a class defines those it takes part in, and `undefined` as their result
 * means NotImplemented (or: no such attribute).
 */
export class PyObject {}
/** A float in a dynamic position whose value is an integer (or -0.0); other floats are plain numbers. */
export class PyFloat {
  value;
  constructor(value) {
    this.value = value;
  }
}
/** A float into a dynamic position: boxed where it could be taken for an int. */
export function boxFloat(value) {
  return Number.isInteger(value) ? new PyFloat(value) : value;
}
export function isDict(x) {
  return (
    typeof x === "object" &&
    x !== null &&
    !Array.isArray(x) &&
    !(x instanceof PyObject) &&
    !(x instanceof PyFloat)
  );
}
/** An int or a bool. */
export function isInt(x) {
  return (
    (typeof x === "number" && Number.isInteger(x)) ||
    typeof x === "boolean" ||
    typeof x === "bigint"
  );
}
export function isFloat(x) {
  return x instanceof PyFloat || (typeof x === "number" && !Number.isInteger(x));
}
//# sourceMappingURL=value.js.map
