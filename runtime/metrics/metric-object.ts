/**
 * What the metrics that Python holds have in common: methods by name, also where only a dynamic access finds them, and
 * `close`. Arguments are Python's values, what does not fit is Python's exception.
 */
import { attributeError, typeError } from "../python/exceptions.ts";
import { canonical } from "../python/int.ts";
import { typeName } from "../python/type-name.ts";
import {
  type Int,
  isInt,
  PyFloat,
  type PyFunction,
  PyObject,
  type Value,
} from "../python/value.ts";
import type { Attributes } from "./series.ts";

export abstract class MetricObject extends PyObject {
  readonly #remove: () => void;

  /** `remove` takes the metric from the page. */
  constructor(remove: () => void) {
    super();
    this.#remove = remove;
  }

  /** Methods that Python may call, by name. */
  protected abstract readonly methods: Readonly<Record<string, PyFunction>>;
  abstract read(): Attributes;

  /** The metric goes from the page; the next call for its name makes a new one. */
  close(): null {
    this.#remove();
    return null;
  }

  override pyGetAttr(name: string): Value | undefined {
    if (name === "close") return () => this.close();
    if (!Object.hasOwn(this.methods, name)) throw attributeError(this, name);
    return this.methods[name];
  }
}

/** An integer; a float stands for one where it is whole. @throws TypeError */
export function wholeNumber(x: Value, method: string): Int {
  if (typeof x === "number" && Number.isInteger(x)) return x;
  if (typeof x === "bigint") return x;
  if (isInt(x)) return Number(x);
  if (x instanceof PyFloat && Number.isInteger(x.value)) return canonical(BigInt(x.value));
  throw typeError(`${method}() takes an int, not ${describe(x)}`);
}

/** A number as a double. @throws TypeError where it is none, or no finite one */
export function finiteNumber(x: Value, method: string): number {
  const number = x instanceof PyFloat ? x.value : isInt(x) ? Number(x) : x;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw typeError(`${method}() takes a number, not ${describe(x)}`);
}

function describe(x: Value): string {
  if (typeof x === "number" || x instanceof PyFloat) {
    return `the float ${x instanceof PyFloat ? x.value : x}`;
  }
  return typeName(x);
}
