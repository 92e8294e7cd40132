/** `threading.Thread(target=f, …)`: `f` becomes a task beside the records (dialect.md 7.7). */
import type { Expression } from "../5-python/tree.ts";
import { ANY, objectType, type PyType } from "../language/python/type.ts";
import { infer } from "./infer-expression.ts";
import { inferName, meaningOf } from "./infer-name.ts";
import type { ResolvedCall } from "./ir.ts";
import { addTo, type Flow } from "./program.ts";

type Call = Expression & { readonly kind: "call" };
type Name = Expression & { readonly kind: "name" };

/** What a thread is made of; others, `group` among them, go to run time, which refuses them. */
const OPTIONS: ReadonlySet<string> = new Set(["target", "args", "kwargs", "name", "daemon"]);

export function decideThread(
  flow: Flow,
  e: Call,
): { readonly call: ResolvedCall; readonly result: PyType } {
  for (const argument of e.arguments) infer(flow, argument);
  const names = e.keywords.map((keyword) => keyword.name);
  const isPlain =
    e.arguments.length === 0 && names.every((name) => name !== null && OPTIONS.has(name));
  for (const { name, value } of e.keywords) {
    if (name === "target" && value.kind === "name") inferTarget(flow, value, names);
    else infer(flow, value);
  }
  if (!isPlain) return { call: { kind: "call" }, result: ANY };
  return { call: { kind: "thread" }, result: objectType("thread") };
}

/** A function that takes no arguments and gets none needs no signature: nothing can be wrong with the call. */
function inferTarget(flow: Flow, target: Name, options: readonly (string | null)[]): void {
  const { program } = flow;
  const meaning = meaningOf(flow, target.name);
  const node =
    meaning.kind === "def"
      ? program.defs.get(target.name)
      : meaning.kind === "ksml"
        ? program.ksml.get(target.name)
        : meaning.kind === "local"
          ? program.localDefs.get(meaning.slot.owner)?.get(target.name)
          : undefined;
  const takesNothing =
    node !== undefined &&
    ("function" in node
      ? node.function.parameters.length === 0
      : node.parameters.positional.length === 0 && node.parameters.positionalOnly.length === 0);
  const isBare = takesNothing && !options.includes("args") && !options.includes("kwargs");
  const type = inferName(flow, target, isBare);
  program.facts.types.set(target, type);
  program.valueReads.delete(target);
  if (node !== undefined) addTo(program, program.threadTargets, node);
}
