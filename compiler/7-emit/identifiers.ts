/**
 * All identifiers of a definition's Python, whatever they stand for: what the names of generated code must keep apart.
 * Attributes are among them as well; a name too many only makes a collision avoided that was none.
 */
import type { PythonDefinition } from "../5-python/tree.ts";

/** Where the trees hold names of the author; `names` and `target` may hold nodes too. */
const NAME_FIELDS = new Set(["name", "asName", "target", "names", "rest"]);

/** Not part of the trees: places in the file, the definition that they belong to, comments. */
const SKIPPED = new Set(["span", "function", "nameSpan", "attributeSpan", "comments", "origin"]);

export function identifiersOf(python: PythonDefinition): ReadonlySet<string> {
  const found = new Set<string>(python.globals.keys());
  const stack: unknown[] = [];
  for (const fn of python.functions) {
    found.add(fn.function.name);
    for (const parameter of fn.function.parameters) found.add(parameter.name);
    stack.push(fn.globalCode, fn.code, fn.expression, fn.defaults);
  }
  for (let node = stack.pop(); node !== undefined || stack.length > 0; node = stack.pop()) {
    if (typeof node !== "object" || node === null) continue;
    if (Array.isArray(node)) stack.push(...node);
    else if (node instanceof Map || node instanceof Set) stack.push(...node.values());
    else collect(node, found, stack);
  }
  return found;
}

function collect(node: object, found: Set<string>, stack: unknown[]): void {
  const isCall = "kind" in node && node.kind === "call";
  for (const [field, value] of Object.entries(node)) {
    if (NAME_FIELDS.has(field)) {
      for (const name of Array.isArray(value) ? value : [value]) {
        if (typeof name === "string") found.add(name);
      }
    }
    // `function` is the called expression in a call, and KSML's function elsewhere.
    if (
      typeof value === "object" &&
      value !== null &&
      (isCall || !SKIPPED.has(field)) &&
      field !== "span"
    )
      stack.push(value);
  }
}
