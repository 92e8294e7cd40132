/** Arguments of a call to a known function, put in the order of its parameters; or the TypeError that Python raises. */
import type {
  Expression,
  Keyword,
  Parameter,
  Parameters,
  PythonFunction,
} from "../5-python/tree.ts";
import type { ResolvedCall } from "./ir.ts";

/**
 * Null where the order of evaluation or the shape of the parameters does not allow a plain call. In the result `null`
 * stands for a parameter that takes its default.
 */
export function fitArguments(
  name: string,
  parameters: Parameters,
  args: readonly Expression[],
  keywords: readonly Keyword[],
): ResolvedCall | null {
  if (
    parameters.rest !== null ||
    parameters.keywordRest !== null ||
    parameters.keywordOnly.length > 0
  )
    return null;
  const list = [...parameters.positionalOnly, ...parameters.positional];
  if (args.length > list.length)
    return { kind: "mismatch", text: tooMany(name, list, args.length) };
  const fitted: (Expression | null)[] = list.map((_, i) => args[i] ?? null);
  let last = args.length - 1;
  for (const keyword of keywords) {
    const index = list.findIndex((parameter) => parameter.name === keyword.name);
    if (index < parameters.positionalOnly.length) return null;
    if (fitted[index] !== null) return null;
    // Keywords in another order than the parameters would be evaluated in another order.
    if (index < last) return null;
    fitted[index] = keyword.value;
    last = index;
  }
  const missing = list.filter((parameter, i) => fitted[i] === null && parameter.default === null);
  if (missing.length > 0) return { kind: "mismatch", text: missingText(name, missing) };
  while (fitted.length > 0 && fitted[fitted.length - 1] === null) fitted.pop();
  return { kind: "direct", arguments: fitted };
}

function tooMany(name: string, list: readonly Parameter[], given: number): string {
  const most = list.length;
  const least = list.filter((parameter) => parameter.default === null).length;
  const takes = least === most ? `${most}` : `from ${least} to ${most}`;
  const noun = most === 1 && least === most ? "argument" : "arguments";
  return `${name}() takes ${takes} positional ${noun} but ${given} ${given === 1 ? "was" : "were"} given`;
}

function missingText(name: string, missing: readonly Parameter[]): string {
  const quoted = missing.map((parameter) => `'${parameter.name}'`);
  const last = quoted.at(-1) ?? "";
  const names =
    quoted.length < 3 ? quoted.join(" and ") : `${quoted.slice(0, -1).join(", ")}, and ${last}`;
  return `${name}() missing ${missing.length} required positional ${missing.length === 1 ? "argument" : "arguments"}: ${names}`;
}

/** A KSML function as Python sees it: fixed parameters must be given, custom ones are None by default. */
export function ksmlParameters({ function: fn }: PythonFunction): Parameters {
  const positional = fn.parameters.map((parameter): Parameter => {
    const none: Expression = { kind: "none", span: parameter.span };
    return {
      name: parameter.name,
      annotation: null,
      default: parameter.fixed ? null : none,
      span: parameter.span,
    };
  });
  return { positionalOnly: [], positional, keywordOnly: [], rest: null, keywordRest: null };
}
