/** What a function gets for a value of a KSML type (runtime.md 3.1). */
import type { DataType, UserType } from "../language/data-types/data-type.ts";
import {
  BOOL,
  DATA,
  DICT,
  FLOAT,
  INT,
  join,
  LIST,
  mayBe,
  NEVER,
  NONE,
  type PyType,
  STR,
  TUPLE,
} from "../language/python/type.ts";

/** Without the `None` that every value may be. */
export function typeOfData({ dataType }: UserType): PyType {
  return typeOf(dataType);
}

const KINDS: Readonly<Record<Exclude<DataType["kind"], "union">, PyType>> = {
  any: DATA,
  null: NONE,
  boolean: BOOL,
  byte: INT,
  short: INT,
  integer: INT,
  long: INT,
  float: FLOAT,
  double: FLOAT,
  // KSML hands bytes over as a list of ints.
  bytes: LIST,
  string: STR,
  enum: STR,
  list: LIST,
  map: DICT,
  struct: DICT,
  tuple: TUPLE,
  windowed: DICT,
};

function typeOf(type: DataType): PyType {
  if (type.kind !== "union") return KINDS[type.kind];
  const members = type.members.map((member) => typeOf(member.dataType));
  // The runtime boxes the floats of a union, so that ints beside them stay ints.
  return members.some((member) => mayBe(member, "float")) ? DATA : members.reduce(join, NEVER);
}
