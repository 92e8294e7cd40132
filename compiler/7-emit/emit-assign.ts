/** Assignments: to names, where the first one may declare the variable, to items, and to several targets at once; `del`. */
import type { Expression, Statement } from "../5-python/tree.ts";
import { mayComeLast } from "../6-typed/cannot-fail.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import type { NamePlan } from "../6-typed/scope-plan.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { ANY, mayBe, type PyType } from "../language/python/type.ts";
import { arrayLiteral, type Document } from "./document.ts";
import { emit, emitBoxed, emitDynamic, emitFor } from "./emit-expression.ts";
import { dictProperty, property } from "./emit-subscript.ts";
import {
  assignAttribute,
  assignExpression,
  assignment,
  assignPure,
  indexOf,
  isSimpleItem,
  itemAssignment,
  MOST_TYPED_PARTS,
  namesOf,
  needsType,
  unpack,
  unpackedParts,
} from "./emit-target.ts";
import { stringLiteral } from "./emit-text.ts";
import { fieldTypes } from "./field-types.ts";
import type { PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

export function hoistedDeclaration(
  context: PythonContext,
  plan: Pick<NamePlan, "name" | "deleted" | "elseOf">,
): Document {
  const type = pythonType(context.variableType(plan.name));
  const name = context.name(plan.name);
  if (context.scope.unboundNames.has(plan.name) || plan.deleted)
    return ["let ", name, ": ", type, " | undefined;"];
  // TypeScript does not see that it is assigned where a `try` has succeeded.
  const isHidden = plan.elseOf.some((one) => !context.facts.handlersLeave.has(one));
  return ["let ", name, isHidden ? "!: " : ": ", type, ";"];
}

export function emitAssign(
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
      const isSafe = mayComeLast(context.facts, value, target.value, target.index);
      if (isSafe || (isSimpleItem(target) && !context.facts.unbound.has(target.value)))
        return [itemAssignment(context, target, right)];
      const held = context.fresh("assigned");
      return [
        ["const ", held, ": ", pythonType(ANY), " = ", right, ";"],
        itemAssignment(context, target, held),
      ];
    }
    case "attribute":
      return assignAttribute(context, target, value);
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
  const declared = context.variableType(name);
  const emitted = emitFor(context, value, declared);
  if (plan === undefined || !isDeclaredAt(context, name, s))
    return assignExpression(context.name(name), emitted);
  const typed =
    needsType(
      value,
      context.type(value),
      declared,
      plan.constant,
      context.facts.compared.has(name),
    ) ||
    (context.facts.circles.has(s) && !statesType(context, value));
  const fields = value.kind === "dict" ? fieldTypes(context, s) : "";
  const start: Document[] = [plan.constant ? "const " : "let ", context.name(name)];
  // TypeScript would go on with the type of the first value, whatever inner functions assign.
  if (plan.assignedInside && plan.readHere && (value.kind === "none" || value.kind === "bool")) {
    return assignment(start, [emitted.doc, " as ", pythonType(declared)]);
  }
  const left: Document = [...start, typed ? [": ", pythonType(declared), fields] : ""];
  return assignExpression(left, emitted);
}

/** It is a call of a function of the runtime with one type of result: TypeScript need not look at its arguments. */
const statesType = (context: PythonContext, e: Expression): boolean =>
  e.kind === "binary" && context.facts.forms.get(e)?.[0] !== "native";

/** `a = b = value` */
function emitChainedAssign(
  context: PythonContext,
  targets: readonly Expression[],
  value: Expression,
): Document[] {
  const isFloat = context.type(value).kind === "float";
  const right = isFloat ? emit(context, value).doc : emitDynamic(context, value);
  if (isPure(value) && value.kind !== "name")
    return targets.flatMap((target) =>
      assignPure(context, target, constantFor(context, target, value)),
    );
  const held = context.fresh("assigned");
  return [
    ["const ", held, typeFor(context, value), " = ", right, ";"],
    ...targets.flatMap((target) => {
      const takesFloat =
        target.kind === "name" &&
        mayBe(context.variableType(target.name), "float") &&
        context.variableType(target.name).kind !== "any";
      const boxed = isFloat && !takesFloat;
      return assignPure(context, target, boxed ? context.helper("boxFloat", [held]) : held);
    }),
  ];
}

const isPartFloat = (type: PyType): boolean => type.kind !== "float" && mayBe(type, "float");

const typeFor = (context: PythonContext, value: Expression): Document => [
  ": ",
  pythonType(isPartFloat(context.type(value)) ? ANY : context.type(value)),
];

const constantFor = (context: PythonContext, target: Expression, value: Expression): Document =>
  target.kind === "name"
    ? emitFor(context, value, context.variableType(target.name)).doc
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
    [...value.elements, ...targets].every((e) => e.kind !== "starred")
      ? value.elements
      : null;
  const names = targets.flatMap((target) => (target.kind === "name" ? [target.name] : []));
  const plain = names.length === targets.length && new Set(names).size === names.length;
  const here = [...new Set(targets.flatMap(namesOf))].filter((name) =>
    isDeclaredAt(context, name, s),
  );
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
        (element, i) => emitFor(context, element, context.variableType(names[i] ?? "")).doc,
      ),
    );
    return plain
      ? [...declarations, assignment(pattern, docs)]
      : [...declarations, ...unpack(context, targets, docs, true)];
  }
  const nested = plain ? null : declaredParts(context, s, targets, emitDynamic(context, value));
  if (nested !== null) return nested;
  const source = emitDynamic(context, value);
  if (!plain || targets.length > MOST_TYPED_PARTS)
    return [...declarations, ...unpack(context, targets, source, false)];
  const parts = context.at(value.span, context.helper("unpack", [source, String(targets.length)]));
  if (here.length < names.length) return [...declarations, assignment(pattern, parts)];
  const keyword = here.every((name) => context.plan.get(name)?.constant === true)
    ? "const "
    : "let ";
  const types = arrayLiteral(names.map(() => pythonType(ANY)));
  return [assignment([keyword, pattern, context.facts.circles.has(s) ? [": ", types] : ""], parts)];
}

/** Up to this many parts on a side `py.unpackStar` has a type for each. */
const MOST_BESIDE_STAR = 3;

/**
 * `(a, b), *c = value` where the statement declares all names: `const [part, c] = …; const [a, b] = …;`. Null: it is not
 * so, or not simple.
 */
function declaredParts(
  context: PythonContext,
  s: Statement,
  targets: readonly Expression[],
  source: Document,
): Document[] | null {
  const names = new Set<string>();
  const isSimple = (list: readonly Expression[]): boolean => {
    const star = list.findIndex((one) => one.kind === "starred");
    const most = star < 0 ? MOST_TYPED_PARTS : MOST_BESIDE_STAR;
    if (Math.max(star, list.length - 1 - star) > most || list.length === 0) return false;
    return list.every((one) => {
      const inner = one.kind === "starred" ? one.value : one;
      if (inner.kind === "tuple" || inner.kind === "list")
        return one.kind !== "starred" && isSimple(inner.elements);
      if (inner.kind !== "name" || names.has(inner.name)) return false;
      names.add(inner.name);
      // TypeScript takes a name for the type of its first value.
      if (one.kind === "starred" && context.variableType(inner.name).kind !== "list") return false;
      return isDeclaredAt(context, inner.name, s);
    });
  };
  if (!isSimple(targets) || context.facts.circles.has(s)) return null;
  const isConstant = [...names].every((name) => context.plan.get(name)?.constant === true);
  const lines: Document[] = [];
  const take = (list: readonly Expression[], from: Document): void => {
    const later: (() => void)[] = [];
    const shown = list.map((one): string => {
      const inner = one.kind === "starred" ? one.value : one;
      if (inner.kind === "name") return context.name(inner.name);
      const part = context.fresh("part");
      if (inner.kind === "tuple" || inner.kind === "list")
        later.push(() => take(inner.elements, part));
      return part;
    });
    const star = list.findIndex((one) => one.kind === "starred");
    const parts = unpackedParts(context, list.length, star, from);
    lines.push(assignment([isConstant ? "const " : "let ", arrayLiteral(shown)], parts));
    for (const one of later) one();
  };
  take(targets, source);
  return lines;
}

function isDeclaredAt(context: PythonContext, name: string, s: Statement): boolean {
  const placement = context.plan.get(name)?.placement;
  return placement?.kind === "assignment" && placement.statement === s;
}

export function emitDelete(context: PythonContext, target: Expression): Document[] {
  switch (target.kind) {
    case "name": {
      const check = context.facts.unbound.has(target)
        ? [[emit(context, target).doc, ";"] as Document]
        : [];
      // The type of a parameter does not say that it may be missing; its reads are checked.
      const isParameter = !context.plan.has(target.name) && context.variables.has(target.name);
      const gone = isParameter ? "undefined as never" : "undefined";
      return [...check, assignment(context.name(target.name), gone)];
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
