/**
 * How Python's operators are written in TypeScript, by what is known of the operands (the table of python.md 7): a
 * native operator where both languages agree, a helper on ints or floats, else the generic helper. One decision for
 * inference, which takes the result's type, and for emission, which takes the form.
 */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../5-python/tree.ts";
import type { OperatorForm } from "../../6-typed/ir.ts";
import { ANY, FLOAT, INT, intBetween, isOnly, isSafeInt, mayBe, type PyType, STR } from "./type.ts";

export interface Chosen {
  readonly form: OperatorForm;
  readonly result: PyType;
}

const GENERIC: Chosen = { form: "generic", result: ANY };
const NATIVE_FLOAT: Chosen = { form: "native", result: FLOAT };
/** `Math.floor(a / b)` is exact below this. */
const EXACT_QUOTIENT = 2 ** 51;

interface BinaryRow {
  /** `py.add`, `py.iadd`. */
  readonly helper: string;
  /** JavaScript's operator of the native form. */
  readonly native: string;
  /** `py.intAdd`, `py.floatDiv`. */
  readonly intHelper?: string;
  readonly floatHelper?: string;
  readonly choose: (left: PyType, right: PyType) => Chosen;
}

type Range = { readonly min: number; readonly max: number };

const isFloatOperand = (type: PyType): boolean => type.kind === "float" || isSafeInt(type);
const bothFloat = (a: PyType, b: PyType): boolean =>
  (a.kind === "float" || b.kind === "float") && isFloatOperand(a) && isFloatOperand(b);

function ints(a: PyType, b: PyType, range: (a: Range, b: Range) => PyType): Chosen | null {
  if (a.kind !== "int" || b.kind !== "int") return null;
  if (isSafeInt(a) && isSafeInt(b)) {
    const result = range(a, b);
    if (isSafeInt(result)) return { form: "native", result };
  }
  return { form: "int", result: INT };
}

function products(a: Range, b: Range): PyType {
  // A zero times something negative is -0 in JavaScript.
  if (a.min < 0 || b.min < 0) return INT;
  return intBetween(a.min * b.min, a.max * b.max);
}

const isPositiveConstant = (type: PyType): type is PyType & Range & { kind: "int" } =>
  type.kind === "int" && type.min === type.max && type.min > 0;
const isNonZero = (type: PyType): boolean => type.kind === "int" && (type.min > 0 || type.max < 0);

function divide(a: PyType, b: PyType): Chosen {
  if (isFloatOperand(a) && isFloatOperand(b) && isNonZero(b)) return NATIVE_FLOAT;
  if (a.kind === "int" && b.kind === "int") return { form: "int", result: FLOAT };
  return isFloatOperand(a) && isFloatOperand(b) ? { form: "float", result: FLOAT } : GENERIC;
}

function smallBits(a: PyType, b: PyType, result: (a: Range, b: Range) => PyType): Chosen {
  if (isSafeInt(a) && isSafeInt(b) && isSmall(a) && isSmall(b))
    return { form: "native", result: result(a, b) };
  return a.kind === "int" && b.kind === "int" ? { form: "int", result: INT } : GENERIC;
}

const isSmall = (r: Range): boolean => r.min >= -(2 ** 31) && r.max < 2 ** 31;
const BITS = intBetween(-(2 ** 31), 2 ** 31 - 1);
/** Both not negative: `&` gives no more than the smaller. */
const andRange = (a: Range, b: Range): PyType =>
  a.min >= 0 && b.min >= 0 ? intBetween(0, Math.min(a.max, b.max)) : BITS;
const orRange = (): PyType => BITS;

export const BINARY: Readonly<Record<BinaryOperator, BinaryRow>> = {
  "+": {
    helper: "add",
    native: "+",
    intHelper: "intAdd",
    choose: (a, b) => {
      if (a.kind === "str" && b.kind === "str") return { form: "native", result: STR };
      if (bothFloat(a, b)) return NATIVE_FLOAT;
      return ints(a, b, (x, y) => intBetween(x.min + y.min, x.max + y.max)) ?? GENERIC;
    },
  },
  "-": {
    helper: "sub",
    native: "-",
    intHelper: "intSub",
    choose: (a, b) => {
      if (bothFloat(a, b)) return NATIVE_FLOAT;
      return ints(a, b, (x, y) => intBetween(x.min - y.max, x.max - y.min)) ?? GENERIC;
    },
  },
  "*": {
    helper: "mul",
    native: "*",
    intHelper: "intMul",
    choose: (a, b) => (bothFloat(a, b) ? NATIVE_FLOAT : (ints(a, b, products) ?? GENERIC)),
  },
  "/": {
    helper: "truediv",
    native: "/",
    intHelper: "intTruediv",
    floatHelper: "floatDiv",
    choose: divide,
  },
  "//": {
    helper: "floordiv",
    native: "/",
    intHelper: "intFloordiv",
    floatHelper: "floatFloordiv",
    choose: (a, b) => {
      if (isSafeInt(a) && a.min >= 0 && a.max <= EXACT_QUOTIENT && isPositiveConstant(b)) {
        return {
          form: "floor",
          result: intBetween(Math.floor(a.min / b.min), Math.floor(a.max / b.min)),
        };
      }
      if (a.kind === "int" && b.kind === "int") return { form: "int", result: INT };
      return bothFloat(a, b) ? { form: "float", result: FLOAT } : GENERIC;
    },
  },
  "%": {
    helper: "mod",
    native: "%",
    intHelper: "intMod",
    floatHelper: "floatMod",
    choose: (a, b) => {
      if (isSafeInt(a) && a.min >= 0 && isPositiveConstant(b))
        return { form: "native", result: intBetween(0, Math.min(a.max, b.min - 1)) };
      if (a.kind === "int" && b.kind === "int") return { form: "int", result: INT };
      return bothFloat(a, b) ? { form: "float", result: FLOAT } : GENERIC;
    },
  },
  "**": {
    helper: "pow",
    native: "**",
    floatHelper: "floatPow",
    choose: (a, b) => (bothFloat(a, b) ? { form: "float", result: FLOAT } : GENERIC),
  },
  "<<": {
    helper: "lshift",
    native: "<<",
    intHelper: "intLshift",
    choose: (a, b) =>
      a.kind === "int" && b.kind === "int" ? { form: "int", result: INT } : GENERIC,
  },
  ">>": {
    helper: "rshift",
    native: ">>",
    intHelper: "intRshift",
    choose: (a, b) => {
      if (isSafeInt(a) && isSmall(a) && isSafeInt(b) && b.min >= 0 && b.max <= 31)
        return { form: "native", result: BITS };
      return a.kind === "int" && b.kind === "int" ? { form: "int", result: INT } : GENERIC;
    },
  },
  "&": {
    helper: "bitand",
    native: "&",
    intHelper: "intAnd",
    choose: (a, b) => smallBits(a, b, andRange),
  },
  "|": {
    helper: "bitor",
    native: "|",
    intHelper: "intOr",
    choose: (a, b) => smallBits(a, b, orRange),
  },
  "^": {
    helper: "bitxor",
    native: "^",
    intHelper: "intXor",
    choose: (a, b) => smallBits(a, b, orRange),
  },
  "@": { helper: "matmul", native: "@", choose: () => GENERIC },
};

/** `py.iadd` from `py.add`: lists, sets and dicts change in place. */
export const inPlaceHelper = (operator: BinaryOperator): string => `i${BINARY[operator].helper}`;

interface UnaryRow {
  readonly helper: string;
  readonly intHelper: string;
  readonly native: string;
  readonly choose: (operand: PyType) => Chosen;
}

export const UNARY: Readonly<Record<Exclude<UnaryOperator, "not">, UnaryRow>> = {
  "-": {
    helper: "neg",
    intHelper: "intNeg",
    native: "-",
    choose: (a) => {
      if (a.kind === "float") return NATIVE_FLOAT;
      if (isSafeInt(a) && (a.min > 0 || a.max < 0))
        return { form: "native", result: intBetween(-a.max, -a.min) };
      return a.kind === "int" ? { form: "int", result: INT } : GENERIC;
    },
  },
  "+": {
    helper: "pos",
    intHelper: "pos",
    native: "+",
    choose: (a) => (a.kind === "float" || isSafeInt(a) ? { form: "native", result: a } : GENERIC),
  },
  "~": {
    helper: "invert",
    intHelper: "intInvert",
    native: "~",
    choose: (a) =>
      isSafeInt(a) && isSmall(a)
        ? { form: "native", result: BITS }
        : a.kind === "int"
          ? { form: "int", result: INT }
          : GENERIC,
  },
};

export const COMPARE_HELPERS: Readonly<Record<CompareOperator, string>> = {
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  is: "is",
  "is not": "isNot",
  in: "contains",
  "not in": "notContains",
};

export const COMPARE_NATIVE: Partial<Readonly<Record<CompareOperator, string>>> = {
  "==": "===",
  "!=": "!==",
  is: "===",
  "is not": "!==",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const isNumeric = (type: PyType): boolean => type.kind === "int" || type.kind === "float";

function equality(a: PyType, b: PyType): OperatorForm {
  if (a.kind === "none" || b.kind === "none") return "native";
  // What is equal to a str is the same str, whatever the other side is.
  if (a.kind === "str" && mayBe(b, "str")) return "native";
  if (b.kind === "str" && mayBe(a, "str")) return "native";
  if (a.kind === "bool" && b.kind === "bool") return "native";
  if (a.kind === "int" && b.kind === "int") return "native";
  if (a.kind === "float" && b.kind === "float") return "native";
  return (a.kind === "float" && isSafeInt(b)) || (b.kind === "float" && isSafeInt(a))
    ? "native"
    : "generic";
}

function order(a: PyType, b: PyType): OperatorForm {
  if (isNumeric(a) && isNumeric(b)) return "native";
  return "generic";
}

function identity(a: PyType, b: PyType): OperatorForm {
  if (a.kind === "none" || b.kind === "none") return "native";
  if (a.kind === "bool" && mayBe(b, "bool")) return "native";
  return b.kind === "bool" && mayBe(a, "bool") ? "native" : "generic";
}

/** `in` has forms of its own, chosen where it is emitted: here it is generic. */
export function chooseCompare(
  operator: CompareOperator,
  left: PyType,
  right: PyType,
): OperatorForm {
  switch (operator) {
    case "==":
    case "!=":
      return equality(left, right);
    case "is":
    case "is not":
      return identity(left, right);
    case "in":
    case "not in":
      return "generic";
    default:
      return order(left, right);
  }
}

/** JavaScript finds the same values true as Python does: no `||` on a float (NaN), a list or a dict. */
export function sameTruth(type: PyType): boolean {
  return isOnly(type, "none", "bool", "int", "str", "function", "class", "struct");
}
