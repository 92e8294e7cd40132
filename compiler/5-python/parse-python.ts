/**
 * CheckedDefinition -> PythonDefinition: every piece of Python parsed, checked as CPython does, its names bound.
 * What now holds: each function that comes out is a valid CPython 3.12 program of what we support (python.md 4 and 10),
 * and each name it reads is bound, by the definition, by KSML or by Python. Functions with an error are left out.
 */
import type { AuthorModule } from "../1-source/author-module.ts";
import type { CheckedDefinition, CheckedFunction, PythonSource } from "../3-check/definition.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { checkExpression, checkModule, checkStatements } from "./checks/check-syntax.ts";
import { containsYield } from "./convert/contains-yield.ts";
import { expressionCode } from "./expression-code.ts";
import { bindScopes, type ReadFunction } from "./names/bind-scopes.ts";
import { checkModules } from "./names/check-modules.ts";
import { dropUnreachable } from "./names/drop-unreachable.ts";
import { alwaysLeaves } from "./names/reachability.ts";
import { newScope } from "./names/scope-builder.ts";
import { parseExpressionPiece, parseStatements } from "./parse-tree.ts";
import type { Expression, PythonDefinition, PythonFunction, Statement } from "./tree.ts";
import { findUnsupported } from "./unsupported.ts";
import { findWarnings } from "./warnings.ts";

export interface ParsePythonOptions {
  readonly mode: "service" | "library";
  /** Null: there is none. */
  readonly extensions?: AuthorModule | null;
  /** A name that nothing binds is a warning, and a `NameError` where it is used. */
  readonly allowUnresolved?: boolean;
}

export function parsePython(
  definition: CheckedDefinition,
  options: ParsePythonOptions,
): Checked<PythonDefinition> {
  const diagnostics: Diagnostic[] = [];
  const failed = new Set<CheckedFunction>();
  const read: ReadFunction[] = [];
  let incomplete = false;
  for (const f of definition.functions) {
    // Its body is the author's TypeScript.
    if (f.source === "external") continue;
    const found: Diagnostic[] = [];
    const one = readFunction(f, found);
    diagnostics.push(...found.map((each) => ({ ...each, path: f.path })));
    if (found.some(stopsFunction)) failed.add(f);
    if (one === null) incomplete ||= f.globalCode !== null;
    else read.push(one);
  }
  const binding = bindScopes(read, {
    mode: options.mode,
    extensions: options.extensions ?? null,
    allowUnresolved: options.allowUnresolved ?? false,
    listable: listableNames(definition),
    ksmlFunctions: definition.functions,
    incomplete,
  });
  diagnostics.push(...binding.diagnostics);
  const functions: PythonFunction[] = [];
  for (const one of read) {
    const f = one.function;
    const scope = binding.scopes.get(f) ?? newScope();
    const found = [
      ...findUnsupported(one),
      ...checkModules(one, scope, binding.globals, options.mode),
      ...findWarnings(one),
    ];
    diagnostics.push(...found);
    const own = [...found, ...binding.diagnostics.filter((each) => each.path === f.path)];
    if (failed.has(f) || own.some(stopsFunction)) continue;
    const unknown = binding.unknown.get(f) ?? new Set<string>();
    functions.push({
      function: f,
      globalCode: dropUnreachable(one.globalCode, unknown),
      code: dropUnreachable(one.code, unknown),
      expression: one.expressionUnreachable ? null : one.expression,
      isGenerator: isGenerator(one),
      scope,
      defaults: one.defaults,
    });
  }
  return {
    value: {
      definition,
      functions,
      globals: binding.globals,
      externals: binding.externals,
      expressionCodes: new Map(
        read.flatMap(({ function: f, expressionCode: source }) =>
          source === null ? [] : [[f, source] as const],
        ),
      ),
    },
    diagnostics: inFileOrder(diagnostics),
  };
}

function isGenerator({ code, expression }: ReadFunction): boolean {
  if (expression === null) return containsYield(code);
  return containsYield([...code, { kind: "return", value: expression, span: expression.span }]);
}

/** In library mode an unknown module is only told, but cannot be compiled either; the same for what is not built yet. */
const STOPPING: ReadonlySet<string> = new Set(["python/not-built-yet", "python/module"]);

function stopsFunction(found: Diagnostic): boolean {
  return found.severity === "error" || STOPPING.has(found.code);
}

/** Null: a piece of it could not be read. */
function readFunction(f: CheckedFunction, diagnostics: Diagnostic[]): ReadFunction | null {
  const take = <T>(result: Checked<T>): T => {
    diagnostics.push(...result.diagnostics);
    return result.value;
  };
  const statements = (
    source: PythonSource | null,
    piece: "globalCode" | "code",
  ): readonly Statement[] | null => (source === null ? [] : take(parseStatements(source, piece)));
  const globalCode = statements(f.globalCode, "globalCode");
  const code = statements(f.code, "code");
  const source = f.result === null ? null : f.expression;
  const expression: Expression | null | undefined =
    source === null ? null : take(parseExpressionPiece(source));
  const result = code === null ? null : expressionCode(f, code);
  if (result !== null) {
    const values = { function: f.inline ? "This function" : `\`${f.name}\`` };
    diagnostics.push(diagnostic("dialect/expression-code", result.value.span, values));
  }
  const defaults = new Map<string, Expression>();
  for (const parameter of f.parameters) {
    if (parameter.defaultText === null) continue;
    const value = take(parseExpressionPiece(parameter.defaultText));
    if (value !== undefined && value !== null) defaults.set(parameter.name, value);
  }
  if (globalCode === null || code === null || expression === undefined) return null;
  diagnostics.push(...checkModule(globalCode), ...checkStatements(code));
  for (const one of [expression, ...defaults.values()])
    if (one !== null) diagnostics.push(...checkExpression(one));
  const parts =
    result === null
      ? { code, expression, expressionCode: null }
      : { code: [], expression: result.value, expressionCode: result.source };
  return {
    function: f,
    globalCode,
    ...parts,
    expressionUnreachable: alwaysLeaves(parts.code),
    defaults,
  };
}

function inFileOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.span.start - b.span.start);
}

/** Declared stores, and tables by the names that functions list them by. */
const listableNames = ({ stores, topics }: CheckedDefinition): ReadonlySet<string> =>
  new Set([
    ...stores.filter(({ origin }) => origin === "declared").map(({ name }) => name),
    ...topics.filter(({ kind }) => kind !== "stream").map(({ name }) => name),
  ]);
