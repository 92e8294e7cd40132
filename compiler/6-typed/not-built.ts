/** Python that the language has and this version cannot emit yet: reported at its place, never guessed. */

import type { Span } from "../1-source/source-file.ts";
import type { Comprehension, Expression, Scope, Statement } from "../5-python/tree.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { LOG_METHODS } from "../language/python/log.ts";
import { globalsName, globalTest } from "./global-tests.ts";
import { walkTree } from "./walk-tree.ts";

const STATEMENTS: Partial<Readonly<Record<Statement["kind"], string>>> = {
  classDef: "classes",
  with: "`with` statements",
  match: "`match` statements",
};

/** Names that belong to KSML or Python and that are yet to come. */
const NAMES: Readonly<Record<string, string>> = {
  stores: "`stores`",
  loggerBridge: "`loggerBridge`",
  globals: "`globals()`",
  super: "`super()`",
};

/** `scope`: of the function around; null: module level. */
export function findNotBuilt(
  body: readonly Statement[],
  expression: Expression | null,
  path: string,
  scope: Scope | null,
  bound: (name: string) => boolean,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (span: Span, construct: string): void => {
    found.push(diagnostic("python/not-built-yet", span, { construct }, { path }));
  };
  const built = new Set<Expression>();
  const locals = localsOf(body, scope);
  walkTree(
    body,
    expression,
    (s) => {
      const name = STATEMENTS[s.kind];
      if (name !== undefined) report(s.span, name);
      if (s.kind === "functionDef") checkDef(s, report);
      if (s.kind === "annotatedAssign" && s.target.kind !== "name" && s.value === null)
        report(s.span, "annotations of attributes");
    },
    (e) => {
      const tested = globalTest(e);
      const globals = tested === null || locals.has(tested) ? null : globalsName(e);
      if (globals !== null) built.add(globals);
      if (e.kind === "name" && !bound(e.name) && Object.hasOwn(NAMES, e.name) && !built.has(e))
        report(e.span, NAMES[e.name] ?? e.name);
      if (e.kind === "ellipsis") report(e.span, "`...`");
      if (e.kind === "generatorExpression" && hasYield(e))
        report(e.span, "`yield` inside of a generator expression");
      if ("generators" in e && e.generators.some(({ target }) => !isNames(target))) {
        report(e.span, "targets of comprehensions other than names");
      }
      if ("generators" in e && hasClosure(e)) {
        report(e.span, "a `lambda` that uses the variable of the comprehension around it");
      }
      if (isForeignLogCall(e, bound))
        report(e.span, `\`log.${(e as { attribute: string }).attribute}\``);
    },
  );
  return found;
}

/** Names that hide those of the module somewhere in the body. */
function localsOf(body: readonly Statement[], scope: Scope | null): ReadonlySet<string> {
  const locals = new Set(scope?.locals ?? []);
  walkTree(
    body,
    null,
    (s) => {
      if (s.kind === "functionDef") for (const name of s.scope.locals) locals.add(name);
    },
    () => {},
  );
  return locals;
}

function checkDef(
  s: Statement & { readonly kind: "functionDef" },
  report: (span: Span, construct: string) => void,
): void {
  if (s.decorators.length > 0) report(s.decorators[0]?.span ?? s.span, "decorators");
}

function isForeignLogCall(e: Expression, bound: (name: string) => boolean): boolean {
  return (
    e.kind === "attribute" &&
    e.value.kind === "name" &&
    e.value.name === "log" &&
    !bound("log") &&
    !LOG_METHODS.has(e.attribute)
  );
}

function hasYield(e: Expression): boolean {
  let found = false;
  walkTree(
    [],
    e,
    () => {},
    (inner) => {
      if (inner.kind === "yield" || inner.kind === "yieldFrom") found = true;
    },
  );
  return found;
}

/** Names, in tuples of any depth. */
function isNames(target: Expression): boolean {
  if (target.kind === "tuple" || target.kind === "list")
    return target.elements.length > 0 && target.elements.every(isNames);
  return target.kind === "name";
}

/** Python's comprehensions have one variable that all closures share; arrow functions have one each. */
function hasClosure(
  e: Extract<Expression, { readonly generators: readonly Comprehension[] }>,
): boolean {
  const own = e.scope.captured;
  return own.size > 0 && [...own].some((name) => e.scope.locals.has(name));
}
