/** Targets of assignments: names, items, attributes, and those that take a value apart. */
import type { Expression } from "../5-python/tree.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import { objectProperty } from "../language/python/ksml-objects.ts";
import { ANY, LIST, type PyType } from "../language/python/type.ts";
import { arrayLiteral, type Document, group, indent, line } from "./document.ts";
import { emit, emitDynamic } from "./emit-expression.ts";
import { dictProperty, property } from "./emit-subscript.ts";
import { stringLiteral } from "./emit-text.ts";
import { type Emitted, flat } from "./emitted-expression.ts";
import type { PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

/** `left = right;` */
export const assignment = (left: Document, right: Document): Document => [left, " = ", right, ";"];

/** The same; the right side goes to the next line where Prettier puts it there. */
export function assignExpression(left: Document, right: Emitted): Document {
  if (right.below !== true) return assignment(left, flat(right));
  return group([left, " =", group(indent([line, flat(right)])), ";"]);
}

/** `py.setAttr(x, "name", value);`, or `thread.daemon = true;` on an object of KSML that has such a property. */
export function assignAttribute(
  context: PythonContext,
  target: Expression & { readonly kind: "attribute" },
  value: Expression,
): Document[] {
  const object = context.type(target.value);
  const own = object.kind === "object" ? objectProperty(object.name, target.attribute) : null;
  if (own === null || own.kind !== context.type(value).kind)
    return assignPure(context, target, emitDynamic(context, value));
  const property = [emit(context, target.value).doc, ".", target.attribute];
  return [assignExpression(property, emit(context, value))];
}

/** The statements that assign `value` to a target. `value` is pure: a name or a literal. */
export function assignPure(
  context: PythonContext,
  target: Expression,
  value: Document,
): Document[] {
  switch (target.kind) {
    case "name":
      return [assignment(context.name(target.name), value)];
    case "subscript":
      return [context.at(target.span, itemAssignment(context, target, value))];
    case "attribute":
      return [
        [
          context.at(
            target.span,
            context.helper("setAttr", [
              emitDynamic(context, target.value),
              stringLiteral(target.attribute),
              value,
            ]),
          ),
          ";",
        ],
      ];
    case "tuple":
    case "list":
      return unpack(context, target.elements, value, false);
    case "starred":
      return assignPure(context, target.value, value);
    default:
      throw new Error(`nothing can be assigned to ${target.kind}`);
  }
}

/** `value.key = x`, `py.setItem(xs, i, x)` */
export function itemAssignment(
  context: PythonContext,
  target: Expression & { readonly kind: "subscript" },
  value: Document,
): Document {
  const known = dictProperty(context, target.value, target.index);
  if (known !== null) return assignment(property(known.object, known.key), value);
  return [
    context.helper("setItem", [
      emitDynamic(context, target.value),
      indexOf(context, target.index),
      value,
    ]),
    ";",
  ];
}

export function indexOf(context: PythonContext, index: Expression): Document {
  return emitDynamic(context, index);
}

/** Reading the object and the index of a target again changes nothing. */
export const isSimpleItem = (target: Expression & { readonly kind: "subscript" }): boolean =>
  target.value.kind === "name" && isPure(target.index);

/** The names that a target binds, those in tuples of any depth among them. */
export function namesOf(target: Expression): string[] {
  if (target.kind === "name") return [target.name];
  if (target.kind === "starred") return namesOf(target.value);
  return target.kind === "tuple" || target.kind === "list" ? target.elements.flatMap(namesOf) : [];
}

/** Up to this many parts `py.unpack` has a type for each. */
export const MOST_TYPED_PARTS = 6;

/** `a, *b = value`; `isArray`: the value is an array literal of as many elements. */
export function unpack(
  context: PythonContext,
  targets: readonly Expression[],
  value: Document,
  isArray: boolean,
): Document[] {
  const star = targets.findIndex((target) => target.kind === "starred");
  const names = targets.map((target) =>
    context.fresh(target.kind === "name" ? `${target.name}_` : "part"),
  );
  const statements: Document[] = [
    [
      "const ",
      arrayLiteral(names),
      " = ",
      isArray ? value : unpackedParts(context, targets.length, star, value),
      ";",
    ],
  ];
  const isTyped = isArray || (star < 0 && targets.length <= MOST_TYPED_PARTS);
  targets.forEach((target, i) => {
    const name = names[i] ?? "";
    const part: Document = isTyped
      ? name
      : [`${name} as `, pythonType(target.kind === "starred" ? LIST : ANY)];
    statements.push(...assignPure(context, target, part));
  });
  return statements;
}

/** The parts of a value as an array. */
export function unpackedParts(
  context: PythonContext,
  count: number,
  star: number,
  value: Document,
): Document {
  if (star < 0) return context.helper("unpack", [value, String(count)]);
  return context.helper("unpackStar", [value, String(star), String(count - star - 1)]);
}

/** Whether a const or let needs its type written: where TypeScript would conclude another one from the value. */
export function needsType(
  e: Expression,
  type: PyType,
  declared: PyType,
  constant: boolean,
  compared: boolean,
): boolean {
  if (e.kind === "list" || e.kind === "dict" || e.kind === "listComprehension") return true;
  if ((e.kind === "and" || e.kind === "or" || e.kind === "conditional") && hasDisplay(e))
    return true;
  if (e.kind === "lambda") return false;
  // TypeScript would go on with the fields of the other variable's type.
  if (declared.kind === "dict" && e.kind !== "call") return true;
  if (e.kind === "none" && !constant) return true;
  if (constant) return compared && (isLiteral(e) || (e.kind === "name" && isScalar(declared)));
  if (declared.kind === "any") return true;
  if (type.kind === "int" && declared.kind === "int")
    return (
      Number.isFinite(type.min) &&
      Number.isFinite(type.max) &&
      !(Number.isFinite(declared.min) && Number.isFinite(declared.max))
    );
  return type.kind !== declared.kind || type.kind === "union" || type.kind === "list";
}

/** A constant of such a type may have its value for its type, and so has what takes it over. */
const isScalar = ({ kind }: PyType): boolean =>
  kind === "str" || kind === "int" || kind === "float";

/** One of the values to choose from is a display, whose type TypeScript would take too narrow. */
function hasDisplay(e: Expression): boolean {
  switch (e.kind) {
    case "list":
    case "dict":
      return true;
    case "and":
    case "or":
      return e.operands.some(hasDisplay);
    case "conditional":
      return hasDisplay(e.then) || hasDisplay(e.orElse);
    default:
      return false;
  }
}

const isLiteral = (e: Expression): boolean =>
  e.kind === "string" ||
  e.kind === "int" ||
  e.kind === "float" ||
  e.kind === "bool" ||
  (e.kind === "unary" && isLiteral(e.operand));
