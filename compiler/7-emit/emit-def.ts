/** A `def` inside of Python text as a function of TypeScript. */
import type { Parameters, Statement } from "../5-python/tree.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import type { TypedDef } from "../6-typed/ir.ts";
import { ANY } from "../language/python/type.ts";
import type { Document } from "./document.ts";
import { emitDynamic } from "./emit-expression.ts";
import { parameterList, signatureOf } from "./emit-lambda.ts";
import { braces, emitBlock, type Surroundings } from "./emit-statement.ts";
import { assignment } from "./emit-target.ts";
import { docComment } from "./emit-text.ts";
import { helper, type PythonContext } from "./python-context.ts";
import { promised, pythonType } from "./python-type.ts";

type Def = Statement & { readonly kind: "functionDef" };

export function emitDef(context: PythonContext, s: Def): Document[] {
  const def = context.facts.defs.get(s);
  if (def === undefined) throw new Error(`the function ${s.name} was never inferred`);
  const lines: Document[] = [];
  const defaults = defaultsOf(context, s, lines);
  const comment = docComment(s.docstring, null);
  if (comment !== null) lines.push(comment);
  const inner = context.inFunction(s.name, def);
  const { rest } = s.parameters;
  const restName = rest === null ? null : context.fresh(`${rest.name}_`);
  const around: Surroundings = {
    result: s.isGenerator ? ANY : def.result,
    loops: { breakTo: null },
    thrown: null,
  };
  const body: Document[] = [];
  if (def.usesLog) body.push(inner.loggerLine(s.name));
  body.push(...restLines(inner, s.parameters, def, restName));
  body.push(...emitBlock(inner, s.body, around));
  if (!def.alwaysLeaves) body.push("return null;");
  const parameters = parameterList(inner, s.parameters, defaults, restName);
  const result = s.isGenerator ? helper("Value") : promised(pythonType(def.result), def.waits);
  const keyword = def.waits ? "async function " : "function ";
  // A generator function does nothing before its first item is asked for.
  const content = s.isGenerator
    ? braces([["return ", helper("generator"), "(function* () ", braces(body), ");"]])
    : braces(body, true);
  const placement = context.plan.get(s.name)?.placement;
  if (placement === undefined || placement.kind === "declaration") {
    lines.push([keyword, context.name(s.name), parameters, ": ", result, " ", content]);
    const isModuleLevel = placement === undefined;
    const isValue = isModuleLevel
      ? context.facts.valueNames.has(s.name)
      : context.facts.valueDefs.has(s);
    if (isValue)
      lines.push([
        context.helper("functionOf", [context.name(s.name), signatureOf(s.name, s.parameters)]),
        ";",
      ]);
    return lines;
  }
  const value = context.helper("functionOf", [
    [keyword, parameters, ": ", result, " ", content],
    signatureOf(s.name, s.parameters),
  ]);
  lines.push(assignment(context.name(s.name), value));
  return lines;
}

/** `*args` is a tuple; with `**kwargs` beside it, their dict came as the last of all. */
function restLines(
  context: PythonContext,
  { rest, keywordRest }: Parameters,
  def: TypedDef,
  restName: string | null,
): Document[] {
  if (rest === null || restName === null) return [];
  const type = (name: string): Document => pythonType(def.variables.get(name) ?? ANY);
  const lines: Document[] = [];
  if (keywordRest !== null) {
    const { name } = keywordRest;
    lines.push([
      "let ",
      context.name(name),
      ": ",
      type(name),
      ` = ${restName}.pop() as `,
      helper("Dict"),
      ";",
    ]);
  }
  const items = context.helper("tupleOf", [`...${restName}`]);
  lines.push(["let ", context.name(rest.name), ": ", type(rest.name), " = ", items, ";"]);
  return lines;
}

/** Defaults are evaluated once, where the `def` stands. */
function defaultsOf(
  context: PythonContext,
  s: Def,
  lines: Document[],
): ReadonlyMap<string, Document> {
  const defaults = new Map<string, Document>();
  for (const parameter of [
    ...s.parameters.positionalOnly,
    ...s.parameters.positional,
    ...s.parameters.keywordOnly,
  ]) {
    const fallback = parameter.default;
    if (fallback === null) continue;
    if (isPure(fallback) && fallback.kind !== "name") {
      defaults.set(parameter.name, emitDynamic(context, fallback));
      continue;
    }
    const name = context.fresh(`${s.name}_${parameter.name}`);
    lines.push(["const ", name, ": ", pythonType(ANY), " = ", emitDynamic(context, fallback), ";"]);
    defaults.set(parameter.name, name);
  }
  return defaults;
}
