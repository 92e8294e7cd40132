/**
 * Variables of loops whose types TypeScript cannot conclude: the value of `cur` needs to know what `prev` is there, and
 * that is what `prev = cur` made it in the round before. In: the body of a function and the types of its variables.
 * Out: the assignments that have to state the type of what they declare.
 */
import type { Expression, Statement } from "../5-python/tree.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { isSafeInt, type Kind, type PyType } from "../language/python/type.ts";
import { childExpressions } from "./children.ts";
import { type Path, pathKey } from "./dict-facts.ts";
import type { ScopePlan } from "./scope-plan.ts";
import { statementBlocks, statementExpressions } from "./walk-tree.ts";

/** Variables and properties, by `pathKey` of name and keys, and what their types in a loop depend on. */
type Dependences = Map<string, Set<string>>;

export function typeCircles(
  body: readonly Statement[],
  plan: ScopePlan,
  typeOf: (name: string) => PyType,
): ReadonlySet<Statement> {
  const circles = new Set<Statement>();
  for (const loop of outermostLoops(body)) {
    const dependences = dependencesIn(loop, plan, typeOf);
    for (const { name, placement } of plan.values()) {
      if (placement.kind === "assignment" && reaches(dependences, pathKey([name])))
        circles.add(placement.statement);
    }
  }
  return circles;
}

function* outermostLoops(body: readonly Statement[]): Iterable<Statement> {
  for (const s of body) {
    if (s.kind === "for" || s.kind === "while") yield s;
    else if (!isScope(s)) for (const block of statementBlocks(s)) yield* outermostLoops(block);
  }
}

const isScope = (s: Statement): boolean => s.kind === "functionDef" || s.kind === "classDef";

function dependencesIn(
  loop: Statement,
  plan: ScopePlan,
  typeOf: (name: string) => PyType,
): Dependences {
  const dependences: Dependences = new Map();
  const depends = (target: Expression, on: Iterable<string>): void => {
    if (target.kind === "tuple" || target.kind === "list") {
      for (const part of target.elements) depends(part, on);
      return;
    }
    const path = pathOf(target.kind === "starred" ? target.value : target);
    if (path === null || !takesType(path, plan, typeOf)) return;
    const key = pathKey(path);
    dependences.set(key, new Set([...(dependences.get(key) ?? []), ...on]));
  };
  const assigned = (target: Expression, value: Expression): void => {
    const isParallel =
      (target.kind === "tuple" || target.kind === "list") &&
      value.kind === "tuple" &&
      value.elements.length === target.elements.length;
    if (!isParallel) depends(target, readsOf(value));
    else
      for (const [i, part] of target.elements.entries()) assigned(part, value.elements[i] ?? value);
  };
  const expression = (e: Expression): void => {
    if (e.kind === "named") assigned({ kind: "name", name: e.target, span: e.span }, e.value);
    if (e.kind === "compare") {
      // An equal value is of the same type.
      const sides = [e.left, ...e.comparators];
      for (const side of sides) {
        const isVariable = side.kind === "name" && plan.get(side.name)?.constant !== true;
        if (isVariable) depends(side, sides.filter((other) => other !== side).flatMap(readsOf));
      }
    }
    for (const child of childExpressions(e)) expression(child);
  };
  const statement = (s: Statement): void => {
    if (s.kind === "assign") for (const target of s.targets) assigned(target, s.value);
    if (s.kind === "annotatedAssign" && s.value !== null) assigned(s.target, s.value);
    if (s.kind === "for") assigned(s.target, s.iterable);
    for (const e of statementExpressions(s)) if (e !== null) expression(e);
    if (!isScope(s)) for (const block of statementBlocks(s)) block.forEach(statement);
  };
  statement(loop);
  return dependences;
}

/** TypeScript goes on with the type of what was assigned: for want of another one, or as part of a wider one. */
function takesType(
  [name = "", ...keys]: Path,
  plan: ScopePlan,
  typeOf: (name: string) => PyType,
): boolean {
  const placement = plan.get(name)?.placement.kind;
  if (keys.length > 0 || placement === "assignment" || placement === "loop") return true;
  const type = typeOf(name);
  return !ONE_TYPE.has(type.kind) && !isSafeInt(type);
}

/** What has only one type in TypeScript. */
const ONE_TYPE: ReadonlySet<Kind> = new Set([
  "str",
  "float",
  "list",
  "dict",
  "tuple",
  "set",
  "bytes",
  "function",
]);

function readsOf(e: Expression): string[] {
  const path = pathOf(e);
  const own = path === null ? [] : [pathKey(path)];
  return e.kind === "lambda" ? [] : [...own, ...childExpressions(e).flatMap(readsOf)];
}

/** `name`, `name["key"]`, `name.get("key")` */
function pathOf(e: Expression): Path | null {
  if (e.kind === "name") return [e.name];
  const isGet =
    e.kind === "call" && e.function.kind === "attribute" && e.function.attribute === "get";
  const [of, key] =
    e.kind === "subscript"
      ? [e.value, e.index]
      : isGet && e.function.kind === "attribute"
        ? [e.function.value, e.arguments[0]]
        : [];
  if (of === undefined || key?.kind !== "string" || !isPropertyKey(key.value)) return null;
  const outer = pathOf(of);
  return outer === null ? null : [...outer, key.value];
}

/** It depends on itself, by whatever way. */
function reaches(dependences: Dependences, key: string): boolean {
  const seen = new Set<string>();
  const open = [...(dependences.get(key) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === key) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(dependences.get(next) ?? []));
  }
  return false;
}
