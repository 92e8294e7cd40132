/** What Python allows and its author hardly meant (python.md 10): warnings only. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ReadFunction } from "./names/bind-scopes.ts";
import { allParameters } from "./names/scope-tree.ts";
import type { Expression, Statement } from "./tree.ts";
import { type AnyNode, childrenOf, walkTree } from "./walk-tree.ts";

export function findWarnings(one: ReadFunction): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const warn = (code: string, node: AnyNode, message: string, help: string) =>
    diagnostics.push({ code, severity: "warning", span: node.span, message, help, related: [] });
  const visit = (node: AnyNode, loopNames: ReadonlySet<string>): void => {
    let names = loopNames;
    switch (node.kind) {
      case "compare":
        for (const [i, operator] of node.operators.entries()) {
          if (operator !== "is" && operator !== "is not") continue;
          const sides = [i === 0 ? node.left : node.comparators[i - 1], node.comparators[i]];
          if (sides.some(isComparedLiteral)) {
            const instead = operator === "is" ? "==" : "!=";
            warn(
              "python/is-literal",
              node,
              `\`${operator}\` with a literal compares identity.`,
              `use \`${instead}\``,
            );
          }
        }
        break;
      case "functionDef":
      case "lambda":
        for (const parameter of allParameters(node.parameters)) {
          if (parameter.default !== null && isMutable(parameter.default)) {
            warn(
              "python/mutable-default",
              parameter.default,
              `The default of \`${parameter.name}\` is made once and shared by all calls.`,
              "use `None` and make it in the function",
            );
          }
        }
        for (const name of loopNames) {
          if (!node.scope.free.has(name)) continue;
          warn(
            "python/late-closure",
            node,
            `\`${name}\` is read when this function is called, not when the loop makes it.`,
            `add a parameter \`${name}=${name}\``,
          );
        }
        names = new Set();
        break;
      case "for":
        names = new Set([...loopNames, ...boundNames(node.target)]);
        break;
      case "expressionStatement":
        if (hasNoEffect(node.value)) {
          warn(
            "python/unused-expression",
            node,
            "The value of this expression isn't used.",
            "assign it, or take it out",
          );
        }
        break;
      default:
    }
    for (const child of childrenOf(node)) visit(child, names);
  };
  const none: ReadonlySet<string> = new Set();
  for (const statement of [...one.globalCode, ...one.code]) visit(statement as Statement, none);
  for (const expression of [one.expression, ...one.defaults.values()])
    if (expression !== null) visit(expression, none);
  return diagnostics;
}

function isComparedLiteral(node: Expression | undefined): boolean {
  return (
    node !== undefined &&
    ["int", "float", "string", "bytes", "formatted", "tuple"].includes(node.kind)
  );
}

const MUTABLE_MAKERS: ReadonlySet<string> = new Set(["list", "dict", "set", "bytearray"]);

function isMutable(node: Expression): boolean {
  if (node.kind === "call")
    return node.function.kind === "name" && MUTABLE_MAKERS.has(node.function.name);
  return [
    "list",
    "dict",
    "set",
    "listComprehension",
    "setComprehension",
    "dictComprehension",
  ].includes(node.kind);
}

function boundNames(target: Expression): string[] {
  const names: string[] = [];
  walkTree(target, (node) => {
    if (node.kind === "name") names.push(node.name);
    return (
      node.kind === "name" ||
      node.kind === "tuple" ||
      node.kind === "list" ||
      node.kind === "starred"
    );
  });
  return names;
}

/** Docstrings and `...` are customary; a subscript or a call may be there for what it raises or does. */
function hasNoEffect(node: Expression): boolean {
  if (node.kind === "string" || node.kind === "ellipsis") return false;
  let effect = false;
  walkTree(node, (inner) => {
    if (["call", "yield", "yieldFrom", "named", "subscript", "formatted"].includes(inner.kind))
      effect = true;
    return !effect;
  });
  return !effect;
}
