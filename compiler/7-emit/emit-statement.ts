/** Statements of Python as statements of TypeScript, one after the other, with the author's comments. */
import type { Comments, Expression, Statement } from "../5-python/tree.ts";
import type { PyType } from "../language/python/type.ts";
import {
  call,
  type Document,
  group,
  hardLine,
  ifBreak,
  indent,
  join,
  lineSuffix,
  softLine,
} from "./document.ts";
import { emitAssign, emitDelete, hoistedDeclaration } from "./emit-assign.ts";
import { emitAugmented } from "./emit-augmented.ts";
import { emitTest } from "./emit-choice.ts";
import { emitDef } from "./emit-def.ts";
import { emit, emitDynamic, emitFor, emitReceiver } from "./emit-expression.ts";
import { emitFor as emitForLoop, emitWhile, type LoopLabels } from "./emit-loop.ts";
import { lineComment, stringLiteral } from "./emit-text.ts";
import { emitRaise, emitTry } from "./emit-try.ts";
import { flat, inParentheses } from "./emitted-expression.ts";
import type { PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

/** What a statement needs to know of the function around it. */
export interface Surroundings {
  /** The type of what the function returns; null: nothing that anyone looks at. */
  readonly result: PyType | null;
  readonly loops: LoopLabels;
  /** The variable of the `catch` around: what a bare `raise` throws again. */
  readonly thrown: string | null;
}

/** The statements as lines; those that are not reached are left out. */
export function emitBlock(
  context: PythonContext,
  block: readonly Statement[],
  around: Surroundings,
): Document[] {
  const lines: Document[] = [];
  for (const statement of block) {
    if (context.facts.unreachable.has(statement)) continue;
    lines.push(...emitStatement(context, statement, around));
  }
  return lines;
}

/** `{`, the lines, `}`; an empty one as Prettier leaves it: `{}` for a function or a `while`, two lines else. */
export function braces(lines: readonly Document[], isTight = false): Document {
  if (lines.length > 0) return ["{", indent([hardLine, join(hardLine, lines)]), hardLine, "}"];
  return isTight ? "{}" : ["{", hardLine, "}"];
}

function emitStatement(context: PythonContext, s: Statement, around: Surroundings): Document[] {
  const lines: Document[] = hoisted(context, s);
  const guard = context.facts.guards.get(s);
  if (guard !== undefined)
    lines.push(
      context.at(s.span, [
        context.helper(guard.isStruct ? "assertStruct" : "assertDict", [
          context.name(guard.name),
          stringLiteral(guard.use),
        ]),
        ";",
      ]),
    );
  const mark = context.temporaries?.length ?? 0;
  const made = statementLines(context, s, around);
  for (const temporary of context.temporaries?.splice(mark) ?? [])
    lines.push(["let ", temporary.name, ": ", pythonType(temporary.type), ";"]);
  // Above what the author wrote, and below the lines that only TypeScript needs.
  lines.push(...commentsAbove(s.comments));
  const behind = s.comments?.behind ?? null;
  const [first, ...rest] = made;
  if (behind !== null && first !== undefined) {
    const comment = lineSuffix([" ", lineComment(behind)]);
    const isBlock =
      s.kind === "if" ||
      s.kind === "for" ||
      s.kind === "while" ||
      s.kind === "try" ||
      s.kind === "functionDef";
    if (isBlock) lines.push(lineComment(behind), first, ...rest);
    else
      lines.push(
        ...(rest.length === 0
          ? [[context.at(s.span, first), comment]]
          : [
              context.at(s.span, first),
              ...rest.slice(0, -1),
              [rest[rest.length - 1] ?? "", comment],
            ]),
      );
    return lines;
  }
  lines.push(...made.map((line) => context.at(s.span, line)));
  return lines;
}

const commentsAbove = (comments: Comments | undefined): Document[] =>
  comments?.above.map(lineComment) ?? [];

/** Variables that are declared before this statement, since no single assignment can. */
function hoisted(context: PythonContext, s: Statement): Document[] {
  const lines: Document[] = [];
  for (const plan of context.plan.values()) {
    if (plan.placement.kind === "hoisted" && plan.placement.before === s)
      lines.push(hoistedDeclaration(context, plan));
  }
  return lines;
}

function statementLines(context: PythonContext, s: Statement, around: Surroundings): Document[] {
  switch (s.kind) {
    case "expressionStatement":
      return emitExpressionStatement(context, s.value);
    case "assign":
      return emitAssign(context, s, s.targets, s.value);
    case "annotatedAssign":
      return s.value === null ? [] : emitAssign(context, s, [s.target], s.value);
    case "augmentedAssign":
      return emitAugmented(context, s);
    case "delete":
      return s.targets.flatMap((target) => emitDelete(context, target));
    case "return":
      return [emitReturn(context, s.value, around.result)];
    case "if":
      return [emitIf(context, s, around)];
    case "while":
      return emitWhile(context, s, around);
    case "for":
      return emitForLoop(context, s, around);
    case "break":
      return [around.loops.breakTo === null ? "break;" : `break ${around.loops.breakTo};`];
    case "continue":
      return ["continue;"];
    case "functionDef":
      return emitDef(context, s);
    case "raise":
      return [emitRaise(context, s, around)];
    case "try":
      return emitTry(context, s, around);
    case "assert": {
      const message = s.message === null ? [] : [emitDynamic(context, s.message)];
      const body: Document = ["throw ", context.helper("assertionError", message), ";"];
      if (s.test.kind === "bool" && !s.test.value) return [body];
      return [["if (", test(context, s.test, true), ") ", braces([body])]];
    }
    case "pass":
    case "import":
    case "importFrom":
    case "global":
    case "nonlocal":
      return [];
    case "classDef":
    case "with":
    case "match":
      throw new Error(`${s.kind} is reported before it gets here`);
    default:
      return s satisfies never;
  }
}

/** What stands between the parentheses of `if` and `while`. */
export function test(context: PythonContext, e: Expression, negate = false): Document {
  return inParentheses(emitTest(context, e, negate));
}

function emitExpressionStatement(context: PythonContext, e: Expression): Document[] {
  // A docstring, or a constant by itself.
  if (e.kind === "string" || e.kind === "none" || e.kind === "int" || e.kind === "ellipsis")
    return [];
  const append = nativeAppend(context, e);
  if (append !== null) return [append];
  const emitted = emit(context, e);
  return [[statementSafe(e) ? emitted.doc : ["(", emitted.doc, ")"], ";"]];
}

/** A statement must not begin with `{`. */
const statementSafe = (e: Expression): boolean => e.kind !== "dict";

/** `xs.append(x)` of a list, its value not used. */
function nativeAppend(context: PythonContext, e: Expression): Document | null {
  if (e.kind !== "call" || e.function.kind !== "attribute") return null;
  const resolved = context.facts.calls.get(e);
  const [argument] = e.arguments;
  if (
    resolved?.kind !== "method" ||
    resolved.helper !== "listAppend" ||
    e.arguments.length !== 1 ||
    e.keywords.length > 0
  )
    return null;
  const receiver = e.function.value;
  if (argument === undefined || argument.kind === "starred") return null;
  if (receiver.kind !== "name" && !context.facts.knownFields.has(receiver)) return null;
  const list = emitReceiver(context, receiver).doc;
  return [call([list, ".push"], [emitDynamic(context, argument)]), ";"];
}

/** `return x;`, in the form of the function's result. */
export function emitReturn(
  context: PythonContext,
  e: Expression | null,
  result: PyType | null,
): Document {
  if (e === null || e.kind === "none") return result === null ? "return;" : "return null;";
  if (result === null) return ["return void ", emit(context, e).doc, ";"];
  const emitted = emitFor(context, e, result);
  if (emitted.operator === null) return ["return ", emitted.doc, ";"];
  return group([
    "return ",
    ifBreak("("),
    indent([softLine, flat(emitted)]),
    softLine,
    ifBreak(")"),
    ";",
  ]);
}

function emitIf(
  context: PythonContext,
  s: Statement & { readonly kind: "if" },
  around: Surroundings,
): Document {
  const head: Document = [
    "if (",
    test(context, s.test),
    ") ",
    braces(emitBlock(context, s.body, around)),
  ];
  const [only] = s.orElse;
  if (only === undefined || s.orElse.every((inner) => context.facts.unreachable.has(inner)))
    return head;
  const lines = emitBlock(context, s.orElse, around);
  if (lines.length === 0) return head;
  const isElseIf =
    s.orElse.length === 1 &&
    only.kind === "if" &&
    lines.length === 1 &&
    (only.comments === undefined || only.comments.above.length === 0);
  return [head, " else ", isElseIf ? (lines[0] ?? "") : braces(lines)];
}
