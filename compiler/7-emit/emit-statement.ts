/** Statements of Python as statements of TypeScript, one after the other, with the author's comments. */
import type { Comments, Expression, Statement } from "../5-python/tree.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import type { NamePlan } from "../6-typed/scope-plan.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { BINARY, inPlaceHelper } from "../language/python/operators.ts";
import { ANY, type PyType } from "../language/python/type.ts";
import {
  arrayLiteral,
  type Document,
  group,
  hardLine,
  ifBreak,
  indent,
  join,
  lineSuffix,
  softLine,
} from "./document.ts";
import { emitTest } from "./emit-choice.ts";
import { emitDef } from "./emit-def.ts";
import { emit, emitBoxed, emitDynamic, emitFor } from "./emit-expression.ts";
import { emitFor as emitForLoop, emitWhile, type LoopLabels } from "./emit-loop.ts";
import { binaryForm, operandDoc } from "./emit-operator.ts";
import { dictProperty, property } from "./emit-subscript.ts";
import {
  assignExpression,
  assignment,
  assignPure,
  indexOf,
  isSimpleItem,
  itemAssignment,
  MOST_TYPED_PARTS,
  needsType,
  unpack,
} from "./emit-target.ts";
import { lineComment, stringLiteral } from "./emit-text.ts";
import { emitRaise, emitTry } from "./emit-try.ts";
import { flat, primary } from "./emitted-expression.ts";
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
  const lines: Document[] = [...commentsAbove(s.comments), ...hoisted(context, s)];
  const guard = context.facts.guards.get(s);
  if (guard !== undefined)
    lines.push(
      context.at(s.span, [
        context.helper("assertDict", [context.name(guard.name), stringLiteral(guard.use)]),
        ";",
      ]),
    );
  const mark = context.temporaries?.length ?? 0;
  const made = statementLines(context, s, around);
  for (const temporary of context.temporaries?.splice(mark) ?? [])
    lines.push(["let ", temporary.name, ": ", pythonType(temporary.type), ";"]);
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

export function hoistedDeclaration(
  context: PythonContext,
  plan: Pick<NamePlan, "name" | "deleted">,
): Document {
  const type = pythonType(context.variables.get(plan.name) ?? ANY);
  const mayBeMissing = context.scope.unboundNames.has(plan.name) || plan.deleted;
  return ["let ", context.name(plan.name), ": ", type, mayBeMissing ? " | undefined;" : ";"];
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
  const emitted = emitTest(context, e, negate);
  return group([indent([softLine, ...(emitted.parts ?? [emitted.doc])]), softLine]);
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
  if (argument === undefined || argument.kind === "starred" || e.function.value.kind !== "name")
    return null;
  return [emit(context, e.function.value).doc, ".push(", emitDynamic(context, argument), ");"];
}

function emitAssign(
  context: PythonContext,
  s: Statement,
  targets: readonly Expression[],
  value: Expression,
): Document[] {
  const [target] = targets;
  if (targets.length > 1) return emitChainedAssign(context, targets, value);
  if (target === undefined) return [];
  switch (target.kind) {
    case "name":
      return [assignName(context, s, target.name, value)];
    case "subscript": {
      const emitted = emitBoxed(context, value);
      const right = emitted.doc;
      const known = dictProperty(context, target.value, target.index);
      if (known !== null) return [assignExpression(property(known.object, known.key), emitted)];
      // Python evaluates the right side first.
      if (isPure(value) || (isSimpleItem(target) && !context.facts.unbound.has(target.value)))
        return [itemAssignment(context, target, right)];
      const held = context.fresh("assigned");
      return [
        ["const ", held, ": ", pythonType(ANY), " = ", right, ";"],
        itemAssignment(context, target, held),
      ];
    }
    case "attribute":
      return assignPure(context, target, emitDynamic(context, value));
    case "tuple":
    case "list":
      return emitParallel(context, s, target.elements, value);
    default:
      throw new Error(`nothing can be assigned to ${target.kind}`);
  }
}

function assignName(
  context: PythonContext,
  s: Statement,
  name: string,
  value: Expression,
): Document {
  const plan = context.plan.get(name);
  const declared = context.variables.get(name) ?? ANY;
  const emitted = emitFor(context, value, declared);
  if (plan === undefined || !isDeclaredAt(context, name, s))
    return assignExpression(context.name(name), emitted);
  const typed = needsType(
    value,
    context.type(value),
    declared,
    plan.constant,
    context.facts.compared.has(name),
  );
  const start: Document[] = [plan.constant ? "const " : "let ", context.name(name)];
  // TypeScript would go on with the type of the first value, whatever inner functions assign.
  if (plan.assignedInside && plan.readHere && (value.kind === "none" || value.kind === "bool")) {
    return assignment(start, [emitted.doc, " as ", pythonType(declared)]);
  }
  const left: Document = [...start, typed ? [": ", pythonType(declared)] : ""];
  return assignExpression(left, emitted);
}

/** `a = b = value` */
function emitChainedAssign(
  context: PythonContext,
  targets: readonly Expression[],
  value: Expression,
): Document[] {
  const right = emitDynamic(context, value);
  if (isPure(value) && value.kind !== "name")
    return targets.flatMap((target) =>
      assignPure(context, target, constantFor(context, target, value)),
    );
  const held = context.fresh("assigned");
  return [
    ["const ", held, typeFor(context, value), " = ", right, ";"],
    ...targets.flatMap((target) => assignPure(context, target, held)),
  ];
}

const typeFor = (context: PythonContext, value: Expression): Document => [
  ": ",
  pythonType(context.type(value).kind === "float" ? ANY : context.type(value)),
];

const constantFor = (context: PythonContext, target: Expression, value: Expression): Document =>
  target.kind === "name"
    ? emitFor(context, value, context.variables.get(target.name)).doc
    : emitDynamic(context, value);

/** `a, b = x, y`, `a, b = pair` */
function emitParallel(
  context: PythonContext,
  s: Statement,
  targets: readonly Expression[],
  value: Expression,
): Document[] {
  const values =
    value.kind === "tuple" &&
    value.elements.length === targets.length &&
    value.elements.every((e) => e.kind !== "starred")
      ? value.elements
      : null;
  const names = targets.flatMap((target) => (target.kind === "name" ? [target.name] : []));
  const plain = names.length === targets.length && new Set(names).size === names.length;
  const here = names.filter((name) => isDeclaredAt(context, name, s));
  const declarations = here.map((name) =>
    hoistedDeclaration(context, context.plan.get(name) as NamePlan),
  );
  const pattern = arrayLiteral(names.map((name) => context.name(name)));
  if (values !== null) {
    // No value can read a name that is declared here.
    if (plain && here.length === names.length)
      return names.map((name, i) => assignName(context, s, name, values[i] as Expression));
    const docs = arrayLiteral(
      values.map(
        (element, i) => emitFor(context, element, context.variables.get(names[i] ?? "")).doc,
      ),
    );
    return plain
      ? [...declarations, assignment(pattern, docs)]
      : [...declarations, ...unpack(context, targets, docs, true)];
  }
  const source = emitDynamic(context, value);
  if (!plain || targets.length > MOST_TYPED_PARTS)
    return [...declarations, ...unpack(context, targets, source, false)];
  const parts = context.at(value.span, context.helper("unpack", [source, String(targets.length)]));
  if (here.length < names.length) return [...declarations, assignment(pattern, parts)];
  const keyword = here.every((name) => context.plan.get(name)?.constant === true)
    ? "const "
    : "let ";
  return [assignment([keyword, pattern], parts)];
}

function isDeclaredAt(context: PythonContext, name: string, s: Statement): boolean {
  const placement = context.plan.get(name)?.placement;
  return placement?.kind === "assignment" && placement.statement === s;
}

function emitAugmented(
  context: PythonContext,
  s: Statement & { readonly kind: "augmentedAssign" },
): Document[] {
  const { target, value, operator, span } = s;
  const form = context.facts.forms.get(s)?.[0] ?? "generic";
  const right = operandDoc(context, value, form);
  if (target.kind === "name") {
    const name = context.name(target.name);
    if (form === "native" && operator !== "**")
      return [[name, ` ${BINARY[operator].native}= `, right.doc, ";"]];
    const left = operandDoc(context, target, form);
    const result =
      form === "generic"
        ? primary(context.at(span, context.helper(inPlaceHelper(operator), [left.doc, right.doc])))
        : binaryForm(context, { operator, span }, form, left, right);
    return [assignExpression(name, result)];
  }
  const inPlace = (old: Document): Document =>
    context.at(span, context.helper(inPlaceHelper(operator), [old, emitDynamic(context, value)]));
  if (target.kind === "subscript") {
    const known = dictProperty(context, target.value, target.index);
    if (known !== null) {
      const place = property(known.object, known.key);
      return [
        assignment(
          place,
          inPlace(
            context.at(
              target.span,
              context.helper("item", [place, known.object, stringLiteral(known.key)]),
            ),
          ),
        ),
      ];
    }
    if (isSimpleItem(target) && !context.facts.unbound.has(target.value)) {
      const object = emitDynamic(context, target.value);
      const index = indexOf(context, target.index);
      return [
        [
          context.at(
            span,
            context.helper("setItem", [
              object,
              index,
              inPlace(context.helper("getItem", [object, index])),
            ]),
          ),
          ";",
        ],
      ];
    }
    const object = context.fresh("object");
    const index = context.fresh("index");
    return [
      ["const ", object, ": ", pythonType(ANY), " = ", emitDynamic(context, target.value), ";"],
      ["const ", index, ": ", pythonType(ANY), " = ", indexOf(context, target.index), ";"],
      [
        context.at(
          span,
          context.helper("setItem", [
            object,
            index,
            inPlace(context.helper("getItem", [object, index])),
          ]),
        ),
        ";",
      ],
    ];
  }
  if (target.kind !== "attribute") throw new Error(`nothing can be added to ${target.kind}`);
  const object = context.fresh("object");
  const name = stringLiteral(target.attribute);
  return [
    ["const ", object, ": ", pythonType(ANY), " = ", emitDynamic(context, target.value), ";"],
    [
      context.at(
        span,
        context.helper("setAttr", [
          object,
          name,
          inPlace(context.helper("getAttr", [object, name])),
        ]),
      ),
      ";",
    ],
  ];
}

function emitDelete(context: PythonContext, target: Expression): Document[] {
  switch (target.kind) {
    case "name": {
      const check = context.facts.unbound.has(target)
        ? [[emit(context, target).doc, ";"] as Document]
        : [];
      return [...check, assignment(context.name(target.name), "undefined")];
    }
    case "subscript": {
      const isDict =
        context.type(target.value).kind === "dict" &&
        target.index.kind === "string" &&
        isPropertyKey(target.index.value);
      return [
        [
          context.at(
            target.span,
            context.helper(isDict ? "delKey" : "delItem", [
              emitDynamic(context, target.value),
              indexOf(context, target.index),
            ]),
          ),
          ";",
        ],
      ];
    }
    case "attribute":
      return [
        [
          context.at(
            target.span,
            context.helper("delAttr", [
              emitDynamic(context, target.value),
              stringLiteral(target.attribute),
            ]),
          ),
          ";",
        ],
      ];
    case "tuple":
    case "list":
      return target.elements.flatMap((element) => emitDelete(context, element));
    default:
      throw new Error(`${target.kind} cannot be deleted`);
  }
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
