/**
 * `while` loops of a thread's target: each round gives records a chance (dialect.md 7.7), by a wait of its own or by a
 * pause that is put at its start.
 */
import type { Expression, Statement } from "../5-python/tree.ts";
import type { Program } from "./program.ts";
import { statementExpressions, walkTree } from "./walk-tree.ts";

/** Notes the loops that need a pause. True: there are such. */
export function pausesOf(program: Program, target: object, body: readonly Statement[]): boolean {
  const { pauses } = program.facts;
  if (!program.threadTargets.has(target)) return false;
  let found = false;
  forOwnLoops(body, (loop) => {
    if (alwaysWaits(program, loop)) pauses.delete(loop);
    else {
      pauses.add(loop);
      found = true;
    }
  });
  return found;
}

export type While = Statement & { readonly kind: "while" };

/** The loops of a body, without those of inner functions. */
export function forOwnLoops(body: readonly Statement[], visit: (loop: While) => void): void {
  const inner = new Set<Statement>();
  walkTree(
    body,
    null,
    (s) => {
      if (s.kind === "functionDef")
        walkTree(
          s.body,
          null,
          (one) => void inner.add(one),
          () => {},
        );
      if (s.kind === "while" && !inner.has(s)) visit(s);
    },
    () => {},
  );
}

/** One of the statements that each round begins with waits, whatever happens. */
function alwaysWaits(program: Program, loop: While): boolean {
  for (const s of loop.body) {
    if (STRAIGHT.has(s.kind)) {
      const parts = statementExpressions(s).filter((e) => e !== null);
      if (parts.some((e) => waitsAnyway(program, e))) return true;
    } else if (mayLeaveRound(s)) return false;
  }
  return false;
}

const STRAIGHT: ReadonlySet<Statement["kind"]> = new Set([
  "expressionStatement",
  "assign",
  "annotatedAssign",
  "augmentedAssign",
]);

/** A call that is evaluated for certain: the whole, or an argument of a call that is. */
function waitsAnyway(program: Program, e: Expression): boolean {
  if (program.facts.waits.has(e)) return true;
  if (e.kind === "binary") return [e.left, e.right].some((one) => waitsAnyway(program, one));
  return e.kind === "call" && e.arguments.some((one) => waitsAnyway(program, one));
}

function mayLeaveRound(statement: Statement): boolean {
  let leaves = false;
  walkTree(
    [statement],
    null,
    (s) => {
      if (s.kind === "continue") leaves = true;
    },
    () => {},
  );
  return leaves;
}

/** The loop goes on forever, as far as its test tells. */
export const isEndless = ({ test }: While): boolean =>
  (test.kind === "bool" && test.value) || (test.kind === "int" && test.value !== 0);

/** Something in the loop waits on some way. */
export function waitsSomewhere(program: Program, { test, body }: While): boolean {
  let waits = false;
  walkTree(
    body,
    test,
    () => {},
    (e) => {
      if (program.facts.waits.has(e)) waits = true;
    },
  );
  return waits;
}
