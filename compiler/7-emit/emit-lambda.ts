/** `lambda x: e` → `(x: py.Value) => e` */
import type { Expression, Parameters } from "../5-python/tree.ts";
import {
  arrayLiteral,
  arrow,
  type Document,
  group,
  ifBreak,
  indent,
  join,
  line,
  objectLiteral,
  softLine,
} from "./document.ts";
import { emitDynamic } from "./emit-expression.ts";
import { stringLiteral } from "./emit-text.ts";
import { callOf, type Emitted, primary } from "./emitted-expression.ts";
import { helper, type PythonContext } from "./python-context.ts";

export function emitLambda(
  context: PythonContext,
  e: Expression & { readonly kind: "lambda" },
): Emitted {
  const inner = context.inArrow(e.scope.locals);
  const body = emitDynamic(inner, e.body);
  const plain = arrow(parameterList(context, e.parameters), body, bodyOf(body));
  return { ...primary(plain), level: 2 };
}

function bodyOf(body: Document): "object" | "array" | "call" | "other" {
  if (typeof body === "string" || Array.isArray(body)) return "other";
  const { kind } = body as { readonly kind: string };
  return kind === "object" || kind === "array" || kind === "call" ? kind : "other";
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
  const all = [...parameters.positionalOnly, ...parameters.positional, ...parameters.keywordOnly];
  const required = all.filter((p) => p.default === null).length;
  const entries: Document[] = [
    ["name: ", stringLiteral(name)],
    ["parameters: ", arrayLiteral(all.map((p) => stringLiteral(p.name)))],
  ];
  if (required < all.length) entries.push(`required: ${required}`);
  if (parameters.keywordOnly.length > 0)
    entries.push(`positional: ${parameters.positionalOnly.length + parameters.positional.length}`);
  if (parameters.rest !== null) entries.push("rest: true");
  if (parameters.keywordRest !== null) entries.push("keywords: true");
  return objectLiteral(entries);
}

/** A lambda that is kept, not just handed to a function of the runtime. */
export function emitKeptLambda(
  context: PythonContext,
  e: Expression & { readonly kind: "lambda" },
): Emitted {
  return callOf(
    context.helper("functionOf", [
      emitLambda(context, e).doc,
      signatureOf("<lambda>", e.parameters),
    ]),
  );
}
