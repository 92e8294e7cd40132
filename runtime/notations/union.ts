/**
 * `union`: the bytes of one member, which nothing names (runtime.md 4.3). Writing takes the first member that the value
 * fits; reading the first that can read the bytes. No bytes, or empty ones: null.
 */
import type { DataType, Shape } from "../data-types/data-type.ts";
import { printValue } from "../data-types/print-format.ts";
import { plainFloat } from "../data-types/to-type.ts";
import { typeName } from "../data-types/type-name.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { boxFloat, isDict, PyFloat, type Value } from "../python/value.ts";
import type { Serde } from "./serde.ts";

export class UnionSerde implements Serde {
  readonly nullPayload = "nullObject";
  readonly #members: readonly { readonly type: DataType; readonly serde: Serde }[];

  constructor(members: readonly DataType[], serdeOf: (type: DataType) => Serde) {
    this.#members = members.map((type) => ({ type, serde: serdeOf(type) }));
  }

  deserialize(bytes: Buffer, start: number, end: number, topic: string): Value {
    if (start === end) return null;
    for (const { type, serde } of this.#members) {
      try {
        const value = serde.deserialize(bytes, start, end, topic);
        if (value !== null) return isFloat(type) ? boxFloat(value as number) : value;
      } catch (error) {
        if (!(error instanceof DataException)) throw error;
      }
    }
    const names = this.#members.map(({ type }) => typeName(type)).join(", ");
    throw new DataException(`Can not deserialize data as union: memberTypes=[${names}]`);
  }

  serialize(value: Value, sink: Parameters<Serde["serialize"]>[1], topic: string): boolean {
    if (value === null) return false;
    const member = this.#members.find(({ type }) => fits(value, type));
    if (member === undefined) {
      throw new DataException(`Can not serialize value as union alternative: ${printValue(value)}`);
    }
    return member.serde.serialize(plainFloat(value), sink, topic);
  }
}

const isFloat = ({ shape }: DataType): boolean => shape.kind === "float" || shape.kind === "double";

const INTEGERS: readonly Shape["kind"][] = ["byte", "short", "integer", "long"];

function fits(value: Value, type: DataType): boolean {
  const { shape } = type;
  if (typeof value === "string") return shape.kind === "string" || shape.kind === "enum";
  if (typeof value === "boolean") return shape.kind === "boolean";
  if (value instanceof PyFloat || (typeof value === "number" && !Number.isInteger(value))) {
    return isFloat(type);
  }
  if (typeof value === "number" || typeof value === "bigint") return INTEGERS.includes(shape.kind);
  if (shape.kind === "union") return shape.members.some((member) => fits(value, member));
  if (Array.isArray(value)) return shape.kind === "list" || shape.kind === "bytes";
  return isDict(value) && ["struct", "map", "windowed"].includes(shape.kind);
}
