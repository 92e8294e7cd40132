/** What all operations are made with. */
import type { NodeSpec } from "../dsl/node.ts";
import type { Operator, OperatorSpec, Sink } from "../dsl/operator.ts";

type Naming = Partial<Pick<OperatorSpec, "naming" | "namedBy" | "ports" | "prepare" | "placed">>;

/** A step. `name`: the author's, else null. */
export function step<In, Out>(name: string | null, spec: NodeSpec & Naming): Operator<In, Out> {
  return { spec: { naming: "path", ...spec, name } };
}

export function endOf<K, V>(name: string | null, spec: NodeSpec & Naming): Sink<K, V> {
  return { spec: { naming: "path", ...spec, name } };
}

/** The name that generated code may write before the other arguments. */
export function named<A extends readonly unknown[]>(
  args: readonly [string, ...A] | A,
  isName: (first: unknown) => boolean = (first) => typeof first === "string",
): [string | null, A] {
  const [first, ...rest] = args;
  return isName(first) ? [first as string, rest as unknown as A] : [null, args as A];
}
