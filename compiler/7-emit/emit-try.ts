/** `try` and `raise`. Handlers become one `catch` with a class test for each; what none of them takes is thrown again. */
import type { ExceptHandler, Expression, Statement } from "../5-python/tree.ts";
import type { Document } from "./document.ts";
import { emitDynamic } from "./emit-expression.ts";
import { braces, emitBlock, type Surroundings } from "./emit-statement.ts";
import { assignment } from "./emit-target.ts";
import { callOf, inParentheses } from "./emitted-expression.ts";
import type { PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

type Try = Statement & { readonly kind: "try" };

export function emitTry(context: PythonContext, s: Try, around: Surroundings): Document[] {
  if (s.handlers.length === 0) {
    const body = emitBlock(context, s.body, around);
    return [["try ", braces(body), finallyPart(context, s, around)]];
  }
  const orElse = emitBlock(context, s.orElse, around);
  if (orElse.length === 0)
    return [
      [
        "try ",
        braces(emitBlock(context, s.body, around)),
        catchPart(context, s.handlers, around),
        finallyPart(context, s, around),
      ],
    ];
  if (context.facts.handlersLeave.has(s)) {
    const lines: Document[] = [
      ["try ", braces(emitBlock(context, s.body, around)), catchPart(context, s.handlers, around)],
      ...orElse,
    ];
    return s.finalBody.length === 0
      ? lines
      : [["try ", braces(lines), finallyPart(context, s, around)]];
  }
  // Exceptions of `else` are none of the handlers' business.
  const done = context.fresh("succeeded");
  const body = [...emitBlock(context, s.body, around), `${done} = true;`];
  const inner: Document[] = [
    ["try ", braces(body), catchPart(context, s.handlers, around)],
    [`if (${done}) `, braces(orElse)],
  ];
  const start: Document = `let ${done} = false;`;
  if (s.finalBody.length === 0) return [start, ...inner];
  return [start, ["try ", braces(inner), finallyPart(context, s, around)]];
}

function finallyPart(context: PythonContext, s: Try, around: Surroundings): Document {
  return s.finalBody.length === 0
    ? ""
    : [" finally ", braces(emitBlock(context, s.finalBody, around))];
}

function catchPart(
  context: PythonContext,
  handlers: readonly ExceptHandler[],
  around: Surroundings,
): Document {
  const thrown = context.fresh("thrown");
  const error = errorName(context, handlers);
  const inner: Surroundings = { ...around, thrown };
  const lines: Document[] = [`const ${error} = `, context.helper("caught", [thrown]), ";"];
  const branches: Document[] = [];
  let isOpen = true;
  for (const handler of handlers) {
    const body = handlerBody(context, handler, error, inner);
    if (handler.type === null) {
      branches.push(
        branches.length === 0 ? (body.length === 0 ? "" : braces(body)) : [" else ", braces(body)],
      );
      isOpen = false;
      break;
    }
    const taken: Document = [
      "if (",
      inParentheses(callOf(context.helper("matches", [error, emitDynamic(context, handler.type)]))),
      ") ",
      braces(body),
    ];
    branches.push(branches.length === 0 ? taken : [" else ", taken]);
  }
  if (isOpen) branches.push([" else ", braces([`throw ${thrown};`])]);
  const onlyBare = handlers[0]?.type === null;
  const content: Document[] = onlyBare
    ? [lines, ...handlerBody(context, handlers[0] as ExceptHandler, error, inner)]
    : [lines, branches];
  return [` catch (${thrown}) `, braces(content)];
}

/** One handler, or all of them, give the exception a name: then it is ours as well. */
function errorName(context: PythonContext, handlers: readonly ExceptHandler[]): string {
  const names = new Set(handlers.map((handler) => handler.name));
  const [only] = names;
  const plan = only === undefined || only === null ? undefined : context.plan.get(only);
  const isOurs = names.size === 1 && plan?.placement.kind === "handler" && plan.constant;
  return isOurs ? context.name(plan.name) : context.fresh("error");
}

function handlerBody(
  context: PythonContext,
  handler: ExceptHandler,
  error: string,
  inner: Surroundings,
): Document[] {
  const body = emitBlock(context, handler.body, inner);
  if (handler.name === null || context.name(handler.name) === error) return body;
  const plan = context.plan.get(handler.name);
  const isPlaced = plan?.placement.kind === "handler";
  const declared: Document =
    plan?.constant === true
      ? ["const ", context.name(handler.name)]
      : ["let ", context.name(handler.name), ": ", pythonType(context.variableType(handler.name))];
  const bind: Document = isPlaced
    ? assignment(declared, error)
    : assignment(context.name(handler.name), error);
  // Python takes the name away at the end of the handler: that is seen where it may be read afterwards.
  const isSeen = !isPlaced && context.scope.unboundNames.has(handler.name);
  const unbind: Document[] = isSeen ? [assignment(context.name(handler.name), "undefined")] : [];
  return [bind, ...body, ...unbind];
}

export function emitRaise(
  context: PythonContext,
  s: Statement & { readonly kind: "raise" },
  around: Surroundings,
): Document {
  if (s.exception === null) {
    if (around.thrown !== null) return `throw ${around.thrown};`;
    return [
      "throw ",
      context.helper("raise", [
        context.helper("RuntimeError", ['"No active exception to reraise"']),
      ]),
      ";",
    ];
  }
  const cause = s.cause === null ? [] : [emitDynamic(context, s.cause)];
  return ["throw ", context.helper("raise", [raised(context, s.exception), ...cause]), ";"];
}

const raised = (context: PythonContext, e: Expression): Document => emitDynamic(context, e);
