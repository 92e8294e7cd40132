/** `'n' in globals()`, the one use of `globals()` that is built: whether a name of the module is bound by then. */
import type { Expression, Statement } from "../5-python/tree.ts";
import type { GlobalState } from "./ir.ts";
import type { Flow } from "./program.ts";
import { walkTree } from "./walk-tree.ts";

/** The name that is asked for; null: it is another comparison. */
export function globalTest(e: Expression): string | null {
  if (e.kind !== "compare" || e.operators.length !== 1 || e.left.kind !== "string") return null;
  const [operator] = e.operators;
  if (operator !== "in" && operator !== "not in") return null;
  return globalsName(e) === null ? null : e.left.value;
}

/** The name `globals` in such a test. */
export function globalsName(e: Expression): Expression | null {
  if (e.kind !== "compare" || e.left.kind !== "string") return null;
  const [dict] = e.comparators;
  if (dict?.kind !== "call" || dict.arguments.length + dict.keywords.length > 0) return null;
  return dict.function.kind === "name" && dict.function.name === "globals" ? dict.function : null;
}

const SYSTEM_NAMES: ReadonlySet<string> = new Set(["__name__", "__doc__", "__builtins__"]);

export function globalState({ program }: Flow, name: string): GlobalState {
  const global = program.python.globals.get(name);
  if (global === undefined) return SYSTEM_NAMES.has(name) ? "bound" : "unbound";
  if (global.kind === "missing") return "unbound";
  const isVariable = global.kind === "variable" || global.kind === "class";
  return isVariable || (global.kind === "function" && !program.defs.has(name))
    ? "variable"
    : "bound";
}

/** Names that some code asks for: their variables are there from the start. */
export function testedGlobals(
  body: readonly Statement[],
  expression: Expression | null,
): Set<string> {
  const names = new Set<string>();
  walkTree(
    body,
    expression,
    () => {},
    (e) => {
      const name = globalTest(e);
      if (name !== null) names.add(name);
    },
  );
  return names;
}
