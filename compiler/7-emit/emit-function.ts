/** A KSML function: as a declaration, as an arrow function in its place, and where it is used by name. */
import type { Expression } from "../5-python/tree.ts";
import { ksmlParameters } from "../6-typed/fit-arguments.ts";
import type { TypedDefinition, TypedFunction, TypedParameter } from "../6-typed/ir.ts";
import {
  arrayLiteral,
  arrow,
  call,
  type Document,
  group,
  hardLine,
  ifBreak,
  imported,
  indent,
  join,
  line,
  objectLiteral,
  softLine,
} from "./document.ts";
import { emit, emitDynamic, emitFor } from "./emit-expression.ts";
import { signatureOf } from "./emit-lambda.ts";
import { braces, emitBlock, emitReturn, type Surroundings } from "./emit-statement.ts";
import { docComment, stringLiteral } from "./emit-text.ts";
import { arrowBody, flat } from "./emitted-expression.ts";
import type { Names } from "./names.ts";
import { helper, PythonContext, storeConstant } from "./python-context.ts";
import { promised, pythonType } from "./python-type.ts";

/** Parameters are the caller's: they need no declaration. */
function contextOf(typed: TypedDefinition, fn: TypedFunction, names: Names): PythonContext {
  const { path, loggerKind } = fn.python.function;
  const { plan, variables, unboundNames } = fn;
  return new PythonContext(typed, names, {
    frame: path,
    loggerKind,
    plan,
    variables,
    unboundNames,
  });
}

/** Nobody looks at what it returns. */
const isVoid = (fn: TypedFunction): boolean =>
  fn.python.function.result === null && !fn.calledFromPython;

/** It has no place in the definition that a tag could name. */
const BUILTIN = "Brought by ksmlc: the definition uses this name and declares no function of it.";

/** `function is_hot(…): boolean {…}` with the author's comment and the logical path above it. */
export function emitFunction(typed: TypedDefinition, fn: TypedFunction, names: Names): Document {
  const context = contextOf(typed, fn, names);
  const checked = fn.python.function;
  const result = isVoid(fn) ? null : fn.result;
  const around: Surroundings = { result, loops: { breakTo: null }, thrown: null };
  const body: Document[] = [];
  if (fn.usesLog) body.push(context.loggerLine(checked.name));
  body.push(...defaultLines(context, fn), ...emitBlock(context, fn.python.code, around));
  if (!fn.codeAlwaysLeaves) {
    body.push(
      ...(fn.end === null
        ? lastLines(context, fn, result === null)
        : emitBlock(context, [fn.end], around)),
    );
  }
  const parameters = fn.parameters.map((parameter) => declared(context, fn, parameter));
  const head: Document = [
    fn.waits ? "async function " : "function ",
    names.global(checked.name),
    parameters.length === 0
      ? "()"
      : group([
          "(",
          indent([softLine, join([",", line], parameters)]),
          ifBreak(","),
          softLine,
          ")",
        ]),
    ": ",
    promised(result === null ? "void" : pythonType(result), fn.waits),
    " ",
  ];
  const lines: Document[] = [];
  const comment =
    checked.source === "builtin"
      ? docComment(BUILTIN, null)
      : docComment(checked.comment, checked.path);
  if (comment !== null) lines.push(comment);
  lines.push(context.at(checked.span, [head, braces(body, true)]));
  if (typed.facts.valueNames.has(checked.name)) {
    lines.push([
      context.helper("functionOf", [
        names.global(checked.name),
        signatureOf(checked.name, ksmlParameters(fn.python)),
      ]),
      ";",
    ]);
  }
  if (fn.reads !== null && isGivenAsItIs(fn))
    lines.push([reading(fn, names.global(checked.name)), ";"]);
  return join(hardLine, lines);
}

/** Pipelines name it, with no arrow function around it, wherever they give it all parameters. */
const isGivenAsItIs = (fn: TypedFunction): boolean =>
  fn.parameters.every((p) => !p.optional && !p.boxed);

function lastLines(context: PythonContext, fn: TypedFunction, isVoid: boolean): Document[] {
  const { expression } = fn.python;
  if (expression === null) return isVoid ? [] : ["return null;"];
  if (isVoid) return [[emit(context, expression).doc, ";"]];
  const mark = context.temporaries?.length ?? 0;
  const statement = context.at(expression.span, emitReturn(context, expression, fn.result));
  const temporaries = context.temporaries?.splice(mark) ?? [];
  return [
    ...temporaries.map((t): Document => ["let ", t.name, ": ", pythonType(t.type), ";"]),
    statement,
  ];
}

function declared(context: PythonContext, fn: TypedFunction, parameter: TypedParameter): Document {
  const { name, used, assigned, optional } = parameter;
  const shown = used || assigned || optional ? context.name(name) : context.names.own(`_${name}`);
  const type = pythonType(parameter.type);
  if (!optional) return [shown, ": ", type];
  // Called from Python, `None` asks for the default as well.
  const fallback =
    parameter.default === null || fn.calledFromPython
      ? "null"
      : emitDynamic(context, parameter.default);
  return [shown, ": ", type, " = ", fallback];
}

function defaultLines(context: PythonContext, fn: TypedFunction): Document[] {
  if (!fn.calledFromPython) return [];
  return fn.parameters.flatMap((parameter): Document[] =>
    parameter.optional && parameter.default !== null
      ? [[context.name(parameter.name), " ??= ", emitDynamic(context, parameter.default), ";"]]
      : [],
  );
}

/** An arrow function where the function is one expression; null where it must be a named one. */
export function emitInlineFunction(
  typed: TypedDefinition,
  fn: TypedFunction,
  supplied: number,
  names: Names,
): Document | null {
  const body = onlyExpression(fn);
  const isMarked = fn.waits || fn.mutates.size + fn.retains.size > 0;
  if (body === null || fn.calledFromPython || isMarked || fn.python.function.stores.length > 0)
    return null;
  const { globalCode, scope } = fn.python;
  const parameterNames = new Set(fn.parameters.map((p) => p.name));
  if (globalCode.length > 0 || [...scope.locals].some((name) => !parameterNames.has(name)))
    return null;
  if (fn.parameters.some((p, i) => p.assigned || (i >= supplied && p.used))) return null;
  const context = contextOf(typed, fn, names).inArrow();
  const shown = fn.parameters.slice(0, supplied);
  if (!fn.usesLog) while (shown.length > 0 && shown[shown.length - 1]?.used === false) shown.pop();
  const parameters = shown.map((p) => (p.used ? context.name(p.name) : names.own(`_${p.name}`)));
  if (fn.usesLog) parameters.push("{ log }");
  const emitted = isVoid(fn) ? emit(context, body) : emitFor(context, body, fn.result);
  return reading(
    fn,
    arrowBody(`(${parameters.join(", ")})`, {
      ...emitted,
      doc: context.at(body.span, emitted.doc),
      unindented: context.at(body.span, flat(emitted)),
    }),
  );
}

/** `reads(section_of, { value: ["section"] })` */
function reading({ reads }: TypedFunction, reference: Document): Document {
  if (reads === null) return reference;
  const names = arrayLiteral(reads.names.map((name) => stringLiteral(name)));
  const entries: Document[] = [["value: ", names]];
  if (reads.isReturned) entries.push(["returns: ", stringLiteral("value")]);
  return call(imported("reads", "ksmlc/runtime"), [reference, objectLiteral(entries)]);
}

function onlyExpression(fn: TypedFunction): Expression | null {
  const { code, expression } = fn.python;
  if (code.length === 0) return expression;
  const [only] = code;
  if (code.length > 1 || expression !== null || !isVoid(fn)) return null;
  if (only?.kind !== "expressionStatement" || only.comments !== undefined) return null;
  return only.value;
}

/** The name, in an arrow function where it declares more than it is given, marked where it changes what it gets. */
export function functionReference(
  fn: TypedFunction,
  supplied: number,
  names: Names,
  name: Document = names.global(fn.python.function.name),
): Document {
  let reference: Document = name;
  const given = fn.parameters.slice(0, supplied);
  if (fn.parameters.length > supplied || given.some((p) => p.boxed)) {
    const shown = given.map((p) => names.local(p.name));
    const passed = given.map((p, i): Document => {
      const own = shown[i] ?? "";
      return p.boxed ? call(helper("boxed"), [own]) : own;
    });
    reference = arrow(`(${shown.join(", ")})`, call(name, passed), "call");
  }
  const fields = fn.parameters.flatMap((p): Document[] =>
    p.fields === null
      ? []
      : [[p.name, ": ", arrayLiteral(p.fields.map((name) => stringLiteral(name)))]],
  );
  if (fields.length > 0)
    reference = call(imported("typed", "ksmlc/runtime"), [reference, objectLiteral(fields)]);
  if (!isGivenAsItIs(fn)) reference = reading(fn, reference);
  if (fn.waits) reference = call(imported("waits", "ksmlc/runtime"), [reference]);
  if (fn.retains.size > 0) reference = call(imported("retains", "ksmlc/runtime"), [reference]);
  if (fn.mutates.size > 0) reference = call(imported("mutates", "ksmlc/runtime"), [reference]);
  if (fn.python.function.stores.length > 0) {
    const handles = fn.python.function.stores.map((listed) => storeConstant(listed, names));
    reference = call(imported("withStores", "ksmlc/runtime"), [reference, ...handles]);
  }
  return reference;
}
