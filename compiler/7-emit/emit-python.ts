/** A typed definition -> who writes its Python: declarations, arrow functions, references, and the module's own code. */
import type { CheckedFunction } from "../3-check/definition.ts";
import type { TypedDefinition, TypedFunction } from "../6-typed/ir.ts";
import { type Document, hardLine, join } from "./document.ts";
import { hoistedDeclaration } from "./emit-assign.ts";
import { emitFunction, emitInlineFunction, functionReference } from "./emit-function.ts";
import { emitBlock } from "./emit-statement.ts";
import { identifiersOf } from "./identifiers.ts";
import type { Names } from "./names.ts";
import { PythonContext } from "./python-context.ts";
import type { PythonEmitter } from "./python-emitter.ts";

export function emitPython(typed: TypedDefinition): PythonEmitter {
  const byFunction = new Map(
    typed.functions.map((fn): [CheckedFunction, TypedFunction] => [fn.python.function, fn]),
  );
  const typedOf = (fn: CheckedFunction): TypedFunction => {
    const found = byFunction.get(fn);
    if (found === undefined) throw new Error(`the function ${fn.path} was never typed`);
    return found;
  };
  return {
    identifiers: identifiersOf(typed.python),
    globals: typed.python.globals.keys(),
    helpers: typed.python.externals.flatMap(({ name }) =>
      typed.python.globals.get(name)?.kind === "helper" ? [name] : [],
    ),
    setFields: ({ name }) => typed.setFields.get(name) ?? [],
    declaration: (fn, names) => emitFunction(typed, typedOf(fn), names),
    inline: (fn, supplied, names) => emitInlineFunction(typed, typedOf(fn), supplied, names),
    reference: (fn, supplied, names) => functionReference(typedOf(fn), supplied, names),
    moduleCode: (names) => emitModuleCode(typed, names),
  };
}

/** `globalCode` of all functions, in the order of the file; null: there is none. */
function emitModuleCode(typed: TypedDefinition, names: Names): Document | null {
  const parts: ModulePart[] = unplanned(typed, names).map((line) => ({
    isFunction: false,
    lines: [line],
  }));
  const taken = new Set<string>();
  let hasLog = false;
  const { plan, variables, maybeUnbound, pieces } = typed.module;
  for (const { function: fn, statements } of pieces) {
    const { path, loggerKind, name } = fn.function;
    const scope = { frame: path, loggerKind, plan, variables, unboundNames: maybeUnbound };
    const context = new PythonContext(typed, names, scope, [], taken);
    if (typed.module.usesLog && !hasLog) {
      parts.push({ isFunction: false, lines: [context.loggerLine(name)] });
    }
    hasLog ||= typed.module.usesLog;
    const around = { result: null, loops: { breakTo: null }, thrown: null };
    for (const statement of statements) {
      const lines = emitBlock(context, [statement], around);
      if (lines.length > 0) parts.push({ isFunction: statement.kind === "functionDef", lines });
    }
  }
  return parts.length === 0 ? null : parts.map(separated);
}

interface ModulePart {
  readonly isFunction: boolean;
  readonly lines: readonly Document[];
}

/** A blank line before and after a function. */
function separated(
  { isFunction, lines }: ModulePart,
  i: number,
  parts: readonly ModulePart[],
): Document {
  const before = parts[i - 1];
  if (before === undefined) return join(hardLine, lines);
  const isApart = isFunction || before.isFunction;
  return [hardLine, isApart ? hardLine : "", join(hardLine, lines)];
}

/** Globals that only functions assign, where no code of the module stands. */
function unplanned(typed: TypedDefinition, names: Names): Document[] {
  const { plan, variables, maybeUnbound } = typed.module;
  const scope = {
    frame: null,
    loggerKind: "function",
    plan,
    variables,
    unboundNames: maybeUnbound,
  };
  const context = new PythonContext(typed, names, scope);
  const lines: Document[] = [];
  for (const [name, global] of typed.python.globals) {
    if (global.kind !== "variable" || plan.has(name)) continue;
    lines.push(hoistedDeclaration(context, { name, deleted: false, elseOf: [] }));
  }
  return lines;
}
