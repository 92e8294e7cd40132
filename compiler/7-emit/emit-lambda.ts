/** `lambda x: e` → `(x: py.Value) => e` */
import type { Expression, Parameters } from "../5-python/tree.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import {
  arrayLiteral,
  call,
  type Document,
  group,
  ifBreak,
  indent,
  join,
  line,
  objectLiteral,
  softLine,
} from "./document.ts";
import { emitBoxed, emitDynamic } from "./emit-expression.ts";
import { stringLiteral } from "./emit-text.ts";
import { arrowBody, callOf, type Emitted, primary } from "./emitted-expression.ts";
import { helper, type PythonContext } from "./python-context.ts";

type Lambda = Expression & { readonly kind: "lambda" };

export function emitLambda(context: PythonContext, e: Lambda): Emitted {
  const inner = context.inArrow(e.scope.locals);
  const { rest, keywordRest } = e.parameters;
  const held: Held[] = [];
  const defaults = defaultsOf(context, e, held);
  const restName = rest === null ? null : context.fresh(`${rest.name}_`);
  let body = emitBoxed(inner, e.body);
  if (rest !== null && restName !== null) {
    // `*args` is a tuple; with `**kwargs` beside it, their dict came as the last of all.
    const parts: Held[] = [];
    if (keywordRest !== null) {
      parts.push([
        context.name(keywordRest.name),
        helper("Dict"),
        [`${restName}.pop() as `, helper("Dict")],
      ]);
    }
    parts.push([
      context.name(rest.name),
      helper("PyTuple"),
      context.helper("tupleOf", [`...${restName}`]),
    ]);
    body = callOf(bindingArrow(parts, body));
  }
  const plain = arrowBody(parameterList(context, e.parameters, defaults, restName), body);
  // Defaults are evaluated where the lambda stands.
  return held.length > 0
    ? callOf(bindingArrow(held, { ...primary(plain), body: "other" }))
    : { ...primary(plain), level: 2 };
}

/** A name, its type and its value. */
type Held = readonly [string, Document, Document];

/** `((a: T) => body)(value)` */
function bindingArrow(held: readonly Held[], body: Emitted): Document {
  const parameters = join(
    ", ",
    held.map(([name, type]) => [name, ": ", type]),
  );
  const values = held.map(([, , value]) => value);
  return call(["(", arrowBody(["(", parameters, ")"], body), ")"], values);
}

function defaultsOf(
  context: PythonContext,
  e: Lambda,
  held: Held[],
): ReadonlyMap<string, Document> {
  const defaults = new Map<string, Document>();
  const { positionalOnly, positional, keywordOnly } = e.parameters;
  for (const parameter of [...positionalOnly, ...positional, ...keywordOnly]) {
    const fallback = parameter.default;
    if (fallback === null || (isPure(fallback) && fallback.kind !== "name")) continue;
    const name = context.fresh(`${parameter.name}_`);
    held.push([name, helper("Value"), emitDynamic(context, fallback)]);
    defaults.set(parameter.name, name);
  }
  return defaults;
}

/** `(a: py.Value, b: py.Value = 1, ...rest: py.Value[])` */
export function parameterList(
  context: PythonContext,
  parameters: Parameters,
  defaults: ReadonlyMap<string, Document> = new Map(),
  restName: string | null = null,
): Document {
  const plain = [
    ...parameters.positionalOnly,
    ...parameters.positional,
    ...parameters.keywordOnly,
  ].map((p): Document => {
    const name = [context.name(p.name), ": ", helper("Value")];
    const fallback =
      defaults.get(p.name) ?? (p.default === null ? null : emitDynamic(context, p.default));
    return fallback === null ? name : [...name, " = ", fallback];
  });
  const rest: Document[] = restParameters(context, parameters, restName);
  const all = [...plain, ...rest];
  if (all.length === 0) return "()";
  return group([
    "(",
    indent([softLine, join([",", line], all)]),
    rest.length > 0 ? "" : ifBreak(","),
    softLine,
    ")",
  ]);
}

/** `*args`, with the dict of `**kwargs` as the last of them; a dict alone is a parameter as any other. */
function restParameters(
  context: PythonContext,
  { rest, keywordRest }: Parameters,
  restName: string | null,
): Document[] {
  if (rest !== null)
    return [["...", restName ?? context.name(rest.name), ": ", helper("Value"), "[]"]];
  return keywordRest === null ? [] : [[context.name(keywordRest.name), ": ", helper("Dict")]];
}

/** `{ name: "f", parameters: ["a", "b"], required: 1 }`: what a dynamic call of the function needs. */
export function signatureOf(name: string, parameters: Parameters): Document {
  const positional = [...parameters.positionalOnly, ...parameters.positional];
  const all = [...positional, ...parameters.keywordOnly];
  const required = positional.filter((p) => p.default === null).length;
  const entries: Document[] = [
    ["name: ", stringLiteral(name)],
    ["parameters: ", arrayLiteral(all.map((p) => stringLiteral(p.name)))],
  ];
  if (required < positional.length) entries.push(`required: ${required}`);
  if (parameters.keywordOnly.length > 0) {
    const optional = parameters.keywordOnly.filter((p) => p.default !== null);
    entries.push(`positional: ${positional.length}`);
    entries.push(["optional: ", arrayLiteral(optional.map((p) => stringLiteral(p.name)))]);
  }
  if (parameters.rest !== null) entries.push("rest: true");
  if (parameters.keywordRest !== null) entries.push("keywords: true");
  return objectLiteral(entries);
}

/** A lambda that is kept, not just handed to a function of the runtime. */
export function emitKeptLambda(context: PythonContext, e: Lambda): Emitted {
  return callOf(
    context.helper("functionOf", [
      emitLambda(context, e).doc,
      signatureOf("<lambda>", e.parameters),
    ]),
  );
}
