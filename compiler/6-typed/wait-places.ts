/**
 * Places where a wait cannot be written, since they become a function that others call and that answers at once, and
 * functions whose role has no time to wait: told, never guessed. And what is to be known of waits that can: a sleep that
 * holds back records, a thread that never waits.
 */
import type { Expression, PythonFunction, Statement } from "../5-python/tree.ts";
import { type DiagnosticCode, diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { BUILTINS } from "../language/python/builtins.ts";
import { WAITING_FUNCTIONS } from "../language/python/modules.ts";
import { childExpressions } from "./children.ts";
import type { Facts } from "./ir.ts";
import type { DefStatement, Program } from "./program.ts";
import { forOwnLoops, isEndless, waitsSomewhere } from "./thread-loops.ts";
import { statementBlocks, statementExpressions, walkTree } from "./walk-tree.ts";

export function findWaitPlaces(program: Program, fn: PythonFunction): Diagnostic[] {
  const walk = new WaitWalk(program, fn.function.path);
  walk.block(fn.globalCode);
  if (fn.isGenerator && program.waiting.has(fn)) walk.refuse(fn.function, "a generator that waits");
  walk.block(fn.code);
  if (fn.expression !== null) walk.expression(fn.expression, "statement");
  walk.threadLoops(fn, fn.code);
  if (fn.function.atOnce !== null && program.waiting.has(fn)) walk.atOnce(fn, fn.function.atOnce);
  else if (fn.function.usedBy.includes("pipelines")) walk.sleeps(fn);
  walk.threads(fn);
  return walk.diagnostics;
}

/** What an expression becomes a part of: a statement, an arrow function of ours that can wait, or one that cannot. */
type Place = "statement" | "arrow" | Forbidden;
type Forbidden = "a `lambda` that waits" | "a generator that waits";

class WaitWalk {
  readonly diagnostics: Diagnostic[] = [];
  readonly #program: Program;
  readonly #path: string;

  constructor(program: Program, path: string) {
    this.#program = program;
    this.#path = path;
  }

  get #facts(): Facts {
    return this.#program.facts;
  }

  refuse({ span }: Pick<Expression, "span">, construct: string): void {
    this.#add("python/not-built-yet", span, { construct });
  }

  #add(code: DiagnosticCode, span: Expression["span"], values: Record<string, string> = {}): void {
    this.diagnostics.push(diagnostic(code, span, values, { path: this.#path }));
  }

  block(statements: readonly Statement[]): void {
    for (const s of statements) {
      if (s.kind === "functionDef") this.#def(s);
      for (const e of statementExpressions(s)) if (e !== null) this.expression(e, "statement");
      for (const inner of statementBlocks(s)) this.block(inner);
    }
  }

  #def(s: DefStatement): void {
    if (s.isGenerator && this.#program.waiting.has(s)) {
      this.refuse({ span: s.nameSpan }, "a generator that waits");
    }
    this.threadLoops(s, s.body);
  }

  threadLoops(target: object, body: readonly Statement[]): void {
    if (!this.#program.threadTargets.has(target)) return;
    forOwnLoops(body, (loop) => {
      if (isEndless(loop) && !waitsSomewhere(this.#program, loop)) {
        this.#add("python/endless-thread", loop.test.span);
      }
    });
  }

  /** What it waits for, the first time. */
  atOnce({ code, expression, function: fn }: PythonFunction, role: string): void {
    const waits: Expression[] = [];
    walkTree(
      code,
      expression,
      () => {},
      (e) => {
        if (this.#facts.waits.has(e)) waits.push(e);
      },
    );
    this.#add("python/cannot-wait", waits[0]?.span ?? fn.span, { function: fn.path, role });
  }

  /** In a function of a record; one in a thread holds back nothing. */
  sleeps({ code, expression, function: fn }: PythonFunction): void {
    walkTree(
      code,
      expression,
      () => {},
      (e) => {
        const call = this.#facts.calls.get(e);
        if (call?.kind !== "helper" || !WAITING_FUNCTIONS.has(call.path.join("."))) return;
        this.#add("python/blocking-sleep", e.span, { function: fn.path });
      },
    );
  }

  /** Nothing makes them daemons, neither where they are made nor later. */
  threads({ globalCode, code, expression }: PythonFunction): void {
    const made: (Expression & { readonly kind: "call" })[] = [];
    let isSetLater = false;
    walkTree(
      [...globalCode, ...code],
      expression,
      (s) => {
        if (s.kind !== "assign") return;
        isSetLater ||= s.targets.some((t) => t.kind === "attribute" && t.attribute === "daemon");
      },
      (e) => {
        if (e.kind === "call" && this.#facts.calls.get(e)?.kind === "thread") made.push(e);
      },
    );
    if (isSetLater) return;
    for (const { keywords, span } of made) {
      const daemon = keywords.find(({ name }) => name === "daemon")?.value;
      const isOrdinary = daemon === undefined || (daemon.kind === "bool" && !daemon.value);
      if (isOrdinary) this.#add("python/non-daemon-thread", span);
    }
  }

  expression(e: Expression, place: Place): void {
    if (this.#facts.waits.has(e) && place !== "statement" && place !== "arrow") {
      this.refuse(e, place);
    }
    const waiting = this.#program.valueReads.get(e);
    if (waiting !== undefined && this.#program.waiting.has(waiting)) {
      this.refuse(e, "a function that waits, used as a value");
    }
    switch (e.kind) {
      case "lambda":
        this.expression(e.body, "a `lambda` that waits");
        return;
      case "listComprehension":
      case "setComprehension":
      case "dictComprehension":
        this.#comprehension(e, place, place === "statement" ? "arrow" : place);
        return;
      case "generatorExpression":
        this.#comprehension(e, place, "a generator that waits");
        return;
      case "call":
        this.#call(e, place);
        return;
      case "and":
      case "or":
      case "compare":
        if (place === "arrow" && laterParts(e).some((part) => containsWait(this.#facts, part))) {
          this.refuse(e, "a wait that a comprehension may skip");
        }
        break;
      default:
    }
    for (const child of childExpressions(e)) this.expression(child, place);
  }

  #comprehension(
    e: Expression & { readonly generators: unknown },
    outside: Place,
    inside: Place,
  ): void {
    const [first, ...rest] = childExpressions(e);
    if (first !== undefined) this.expression(first, outside);
    for (const part of rest) this.expression(part, inside);
  }

  #call(e: Expression & { readonly kind: "call" }, place: Place): void {
    this.expression(e.function, place);
    for (const argument of [...e.arguments, ...e.keywords.map((keyword) => keyword.value)]) {
      const isDrained = argument.kind === "generatorExpression" && drains(this.#facts, e, argument);
      if (isDrained) this.#comprehension(argument, place, place === "statement" ? "arrow" : place);
      else this.expression(argument, place);
    }
  }
}

/** Operands that may not be evaluated. */
function laterParts(
  e: Expression & { readonly kind: "and" | "or" | "compare" },
): readonly Expression[] {
  if (e.kind === "compare") return e.comparators.length > 1 ? e.comparators : [];
  return e.operands.slice(1);
}

/** The call takes all items at once, so that the generator is written as a list. */
function drains(
  facts: Facts,
  call: Expression & { readonly kind: "call" },
  { generators }: Extract<Expression, { readonly generators: unknown }>,
): boolean {
  const resolved = facts.calls.get(call);
  if (resolved?.kind === "method") return resolved.helper === "strJoin";
  if (resolved?.kind !== "helper" || resolved.path.length !== 1) return false;
  const [name = ""] = resolved.path;
  const isQuantifier = name === "any" || name === "all";
  if (isQuantifier) return generators.length === 1 && generators[0]?.conditions.length === 0;
  return BUILTINS.get(name)?.drains === true;
}

/** A wait that belongs to the expression itself, not to a function written in it. */
export function containsWait(facts: Facts, e: Expression): boolean {
  if (facts.waits.size === 0) return false;
  if (facts.waits.has(e)) return true;
  return e.kind !== "lambda" && childExpressions(e).some((child) => containsWait(facts, child));
}
