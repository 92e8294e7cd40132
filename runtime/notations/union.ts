/**
 * `union`: the bytes of one member, which nothing names (runtime.md 4.3). Writing takes the first member that the value
 * fits; reading the first that can read the bytes. No bytes, or empty ones: null.
 */
import { type DataType, isFloatType } from "../data-types/data-type.ts";
import { printValue } from "../data-types/print-format.ts";
import { plainFloat } from "../data-types/to-type.ts";
import { typeName } from "../data-types/type-name.ts";
import { isOf } from "../data-types/value-shape.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { boxFloat, type Value } from "../python/value.ts";
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
        if (value !== null) return isFloatType(type) ? boxFloat(value as number) : value;
      } catch (error) {
        if (!(error instanceof DataException)) throw error;
      }
    }
    const names = this.#members.map(({ type }) => typeName(type)).join(", ");
    throw new DataException(`Can not deserialize data as union: memberTypes=[${names}]`);
  }

  serialize(value: Value, sink: Parameters<Serde["serialize"]>[1], topic: string): boolean {
    if (value === null) return false;
    const member = this.#members.find(({ type }) => isOf(value, type.shape));
    if (member === undefined) {
      throw new DataException(`Can not serialize value as union alternative: ${printValue(value)}`);
    }
    return member.serde.serialize(plainFloat(value), sink, topic);
  }
}
