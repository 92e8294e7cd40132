/** Comprehensions and generator expressions: names of their own, the first iterable outside. */
import type { Expression } from "../5-python/tree.ts";
import { ANY, DICT, LIST, NEVER, type PyType, SET } from "../language/python/type.ts";
import { innerEnv, newScope, newSlot } from "./flow.ts";
import { infer } from "./infer-expression.ts";
import { bindTarget } from "./infer-target.ts";
import { elementType } from "./iteration-type.ts";
import { runUnknown } from "./known-fields.ts";
import { inferTest } from "./narrow.ts";
import type { Flow } from "./program.ts";

type Comprehension = Expression & {
  readonly kind:
    | "listComprehension"
    | "setComprehension"
    | "generatorExpression"
    | "dictComprehension";
};

const RESULTS: Readonly<Record<Comprehension["kind"], PyType>> = {
  listComprehension: LIST,
  setComprehension: SET,
  dictComprehension: DICT,
  generatorExpression: ANY,
};

export function inferComprehension(flow: Flow, e: Comprehension): PyType {
  const [first] = e.generators;
  if (first !== undefined) infer(flow, first.iterable);
  const outside = flow.env;
  const runs = flow.scope.unknownRuns.count;
  if (outside !== null) {
    const inside = newScope(new Map());
    const env = new Map(innerEnv(outside, false));
    // Only a generator has a frame of its own (PEP 709): elsewhere an unbound name is a local of the function.
    if (e.kind !== "generatorExpression") {
      for (const [name, slot] of outside)
        env.set(name, { ...(env.get(name) ?? slot), free: slot.free });
    }
    for (const name of e.scope.locals) {
      env.set(name, newSlot(inside, NEVER, "unbound"));
    }
    const inner: Flow = { program: flow.program, scope: flow.scope, env, loops: [] };
    e.generators.forEach((generator, i) => {
      const iterable =
        i === 0
          ? (flow.program.facts.types.get(generator.iterable) ?? ANY)
          : infer(inner, generator.iterable);
      bindTarget(
        inner,
        generator.target,
        elementType(flow.program, generator.iterable, iterable, generator.target),
      );
      for (const condition of generator.conditions)
        inner.env = inferTest(inner, condition).whenTrue ?? inner.env;
    });
    if (e.kind === "dictComprehension") {
      infer(inner, e.key);
      infer(inner, e.value);
    } else infer(inner, e.element);
  }
  flow.env = outside;
  if (flow.scope.unknownRuns.count > runs) runUnknown(flow);
  return RESULTS[e.kind];
}
