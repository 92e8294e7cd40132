/**
 * Runs a Python program as a definition's `globalCode`: compiled by our stages, types stripped, executed on the runtime.
 * In: the text of a module. Out: what it printed, and the exception that ended it.
 */
import { stripTypeScriptTypes } from "node:module";
import { SourceFile, TextOrigin } from "../../compiler/1-source/source-file.ts";
import type { CheckedDefinition, CheckedFunction } from "../../compiler/3-check/definition.ts";
import { parsePython } from "../../compiler/5-python/parse-python.ts";
import { inferTypes } from "../../compiler/6-typed/infer-definition.ts";
import { emitDefinition } from "../../compiler/7-emit/emit-definition.ts";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.ts";
import { setEnvironment } from "../../runtime/python/environment.ts";
import * as py from "../../runtime/python/index.ts";

/** A module may wait at its top. */
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...parts: string[]
) => (...args: unknown[]) => Promise<unknown>;

export interface CompiledProgram {
  /** The generated module. */
  readonly text: string;
  /** Errors, and what is not built yet. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ProgramResult {
  readonly output: string;
  /** `KeyError: 'x'`; null: it ran to its end. */
  readonly error: string | null;
}

export function compileProgram(source: string): CompiledProgram {
  const file = new SourceFile("program.yaml", source);
  const span = file.span(0, source.length);
  const fn: CheckedFunction = {
    name: "program",
    path: "functions.program",
    inline: false,
    type: "generic",
    parameters: [],
    result: null,
    globalCode: { text: source, origin: TextOrigin.straight(file, 0), span },
    code: null,
    expression: null,
    expressionIsDefault: false,
    isResultInferred: false,
    stores: [],
    source: "definition",
    form: "2.0",
    loggerKind: "function",
    atOnce: null,
    usedBy: [],
    comment: null,
    span,
  };
  const definition: CheckedDefinition = {
    namespace: "program",
    file,
    name: null,
    version: null,
    description: null,
    topics: [],
    stores: [],
    functions: [fn],
    pipelines: [],
    producers: [],
    externals: [],
    configuration: [],
  };
  const python = parsePython(definition, { mode: "service" });
  const typed = inferTypes(python.value);
  const found = [...python.diagnostics, ...typed.diagnostics];
  const diagnostics = found.filter(
    (d) => d.severity === "error" || d.code.endsWith("/not-built-yet"),
  );
  return { text: diagnostics.length > 0 ? "" : emitDefinition(typed.value).text, diagnostics };
}

export async function runProgram(text: string): Promise<ProgramResult> {
  let output = "";
  setEnvironment({
    print: (printed) => {
      output += printed;
    },
    // At the next wait of who started it, or when that ends.
    startThread: (thread) => {
      void Promise.resolve().then(() => thread.run());
    },
  });
  const stripped = stripTypeScriptTypes(text)
    .replace(/^import .*$/gm, "")
    .replace(/^export \{\};$/m, "")
    .replace(/^export /gm, "");
  const logger = (): unknown => new Proxy({}, { get: () => () => null });
  try {
    await new AsyncFunction("py", "logger", `"use strict";\n${stripped}`)(py, logger);
    return { output, error: null };
  } catch (thrown) {
    if (thrown instanceof py.PyError) return { output, error: py.describe(thrown.exception) };
    if (thrown instanceof RangeError && thrown.message.includes("call stack")) {
      return { output, error: "RecursionError: maximum recursion depth exceeded" };
    }
    throw thrown;
  }
}
