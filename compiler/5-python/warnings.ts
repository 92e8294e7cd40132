/** What Python allows and its author hardly meant (python.md 10): warnings only. */
import { type DiagnosticCode, diagnostic, type SlotValues } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { soleExpression } from "./expression-code.ts";
import type { ReadFunction } from "./names/bind-scopes.ts";
import { allParameters } from "./names/scope-tree.ts";
import type { Expression } from "./tree.ts";
import { type AnyNode, childrenOf, walkTree } from "./walk-tree.ts";

export function findWarnings(one: ReadFunction): Diagnostic[] {
  const walk = new WarningWalk(one.function.path);
  const none: ReadonlySet<string> = new Set();
  walk.result(soleExpression(one.function, one.code));
  for (const statement of [...one.globalCode, ...one.code]) walk.visit(statement, none);
  for (const expression of [one.expression, ...one.defaults.values()]) {
    if (expression !== null) walk.visit(expression, none);
  }
  return walk.diagnostics;
}

type Of<T extends AnyNode["kind"]> = Extract<AnyNode, { readonly kind: T }>;

class WarningWalk {
  readonly diagnostics: Diagnostic[] = [];
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  #warn(code: DiagnosticCode, node: AnyNode, values: SlotValues = {}): void {
    this.diagnostics.push(diagnostic(code, node.span, values, { path: this.#path }));
  }

  /** All that `code` consists of, where the function returns its default in spite of it (dialect.md F12). */
  result(sole: Expression | null): void {
    // Of what has no effect it is told below.
    if (sole === null || hasNoEffect(sole)) return;
    const help = "write `return` before it, or make it the `expression`";
    this.diagnostics.push(
      diagnostic("python/unused-expression", sole.span, {}, { path: this.#path, help }),
    );
  }

  /** `loopNames`: variables of the loops around, up to the next function. */
  visit(node: AnyNode, loopNames: ReadonlySet<string>): void {
    let names = loopNames;
    if (node.kind === "compare") this.#compare(node);
    else if (node.kind === "functionDef" || node.kind === "lambda") {
      this.#function(node, loopNames);
      names = new Set();
    } else if (node.kind === "for") names = new Set([...loopNames, ...boundNames(node.target)]);
    else if (node.kind === "expressionStatement" && hasNoEffect(node.value)) {
      this.#warn("python/unused-expression", node);
    }
    for (const child of childrenOf(node)) this.visit(child, names);
  }

  #compare(node: Of<"compare">): void {
    for (const [i, operator] of node.operators.entries()) {
      if (operator !== "is" && operator !== "is not") continue;
      const sides = [i === 0 ? node.left : node.comparators[i - 1], node.comparators[i]];
      if (!sides.some(isComparedLiteral)) continue;
      this.#warn("python/is-literal", node, { operator, instead: operator === "is" ? "==" : "!=" });
    }
  }

  #function(node: Of<"functionDef"> | Of<"lambda">, loopNames: ReadonlySet<string>): void {
    for (const { name, default: fallback } of allParameters(node.parameters)) {
      if (fallback !== null && isMutable(fallback))
        this.#warn("python/mutable-default", fallback, { name });
    }
    for (const name of loopNames) {
      if (node.scope.free.has(name)) this.#warn("python/late-closure", node, { name });
    }
  }
}

/** The constants that CPython warns about. */
function isComparedLiteral(node: Expression | undefined): boolean {
  if (node?.kind === "tuple") return node.elements.every(isComparedLiteral);
  return node !== undefined && ["int", "float", "string", "bytes"].includes(node.kind);
}

const MUTABLE_MAKERS: ReadonlySet<string> = new Set(["list", "dict", "set", "bytearray"]);
const MUTABLE_DISPLAYS: ReadonlySet<Expression["kind"]> = new Set([
  "list",
  "dict",
  "set",
  "listComprehension",
  "setComprehension",
  "dictComprehension",
]);

function isMutable(node: Expression): boolean {
  if (node.kind !== "call") return MUTABLE_DISPLAYS.has(node.kind);
  return node.function.kind === "name" && MUTABLE_MAKERS.has(node.function.name);
}

function boundNames(target: Expression): string[] {
  const names: string[] = [];
  walkTree(target, (node) => {
    if (node.kind === "name") names.push(node.name);
    return node.kind === "tuple" || node.kind === "list" || node.kind === "starred";
  });
  return names;
}

const EFFECTS: ReadonlySet<AnyNode["kind"]> = new Set(["call", "yield", "yieldFrom", "named"]);

/** Docstrings and `...` are customary; a subscript alone may be there for what it raises. */
function hasNoEffect(node: Expression): boolean {
  if (["string", "ellipsis", "subscript"].includes(node.kind)) return false;
  let hasEffect = false;
  walkTree(node, (inner) => {
    if (EFFECTS.has(inner.kind)) hasEffect = true;
    return !hasEffect;
  });
  return !hasEffect;
}
