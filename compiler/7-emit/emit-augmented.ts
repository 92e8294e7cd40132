/** Augmented assignments: `n += 1` as JavaScript has it where types allow it, else what is there is read, changed and put back. */
import type { Expression, Statement } from "../5-python/tree.ts";
import { changesNothing } from "../6-typed/cannot-fail.ts";
import { isPure } from "../6-typed/infer-expression.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { BINARY, inPlaceHelper } from "../language/python/operators.ts";
import { ANY, mayBe } from "../language/python/type.ts";
import type { Document } from "./document.ts";
import { emitDynamic } from "./emit-expression.ts";
import { binaryForm, operandDoc } from "./emit-operator.ts";
import { dictProperty, property } from "./emit-subscript.ts";
import { assignExpression, assignment, indexOf, isSimpleItem } from "./emit-target.ts";
import { stringLiteral } from "./emit-text.ts";
import { callOf, primary } from "./emitted-expression.ts";
import type { PythonContext } from "./python-context.ts";
import { pythonType } from "./python-type.ts";

export function emitAugmented(
  context: PythonContext,
  s: Statement & { readonly kind: "augmentedAssign" },
): Document[] {
  const { target, value, operator, span } = s;
  const form = context.facts.forms.get(s)?.[0] ?? "generic";
  const right = operandDoc(context, value, form);
  const variable = target.kind === "name" ? context.name(target.name) : countedField(context, s);
  if (variable !== null) {
    const boxes = target.kind === "name" && isBoxed(context, s, target.name);
    if (form === "native" && operator !== "**" && !boxes)
      return [[variable, ` ${BINARY[operator].native}= `, right.doc, ";"]];
    const left = operandDoc(context, target, form);
    const result =
      form === "generic"
        ? primary(context.at(span, context.helper(inPlaceHelper(operator), [left.doc, right.doc])))
        : binaryForm(context, { operator, span }, form, left, right);
    return [
      assignExpression(variable, boxes ? callOf(context.helper("boxFloat", [result.doc])) : result),
    ];
  }
  const inPlace = (old: Document): Document =>
    context.at(span, context.helper(inPlaceHelper(operator), [old, emitDynamic(context, value)]));
  const changed = (object: Document, index: Document): Document => {
    const value = inPlace(context.helper("getItem", [object, index]));
    return [context.at(span, context.helper("setItem", [object, index, value])), ";"];
  };
  if (target.kind === "subscript") {
    const known = dictProperty(context, target.value, target.index);
    if (known !== null) {
      const place = property(known.object, known.key);
      const old = context.facts.knownFields.has(target)
        ? place
        : context.at(target.span, context.helper("item", [place, stringLiteral(known.key)]));
      return [assignment(place, inPlace(old))];
    }
    if (isSimpleItem(target) && !context.facts.unbound.has(target.value)) {
      const object = emitDynamic(context, target.value);
      const index = indexOf(context, target.index);
      return [changed(object, index)];
    }
    const key =
      target.index.kind === "string" && isPropertyKey(target.index.value)
        ? target.index.value
        : null;
    if (key !== null) {
      const object = context.fresh("object");
      const place = property(object, key);
      const held = context.at(target.span, context.helper("item", [place, stringLiteral(key)]));
      const dict = context.helper("asDict", [emitDynamic(context, target.value), '"[]"']);
      return [
        ["const ", object, " = ", context.at(target.span, dict), ";"],
        assignment(place, inPlace(held)),
      ];
    }
    const lines: Document[] = [];
    const readOnce = (part: Expression, other: Expression, name: string): Document => {
      const read = emitDynamic(context, part);
      if (isFixed(context, part, other)) return read;
      const once = context.fresh(name);
      lines.push(held(once, read));
      return once;
    };
    const object = readOnce(target.value, target.index, "object");
    const index = readOnce(target.index, target.value, "index");
    return [...lines, changed(object, index)];
  }
  if (target.kind !== "attribute") throw new Error(`nothing can be added to ${target.kind}`);
  const object = context.fresh("object");
  const name = stringLiteral(target.attribute);
  return [
    held(object, emitDynamic(context, target.value)),
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

const held = (name: Document, value: Document): Document => [
  "const ",
  name,
  ": ",
  pythonType(ANY),
  " = ",
  value,
  ";",
];

/** A constant, or a name that is bound and that the other part of the target does not bind anew: it can be read later. */
function isFixed(context: PythonContext, part: Expression, other: Expression): boolean {
  if (part.kind !== "name") return isPure(part);
  return !context.facts.unbound.has(part) && changesNothing(context.facts, other);
}

/** What is made is a float, and the variable holds values of other types too: among these a float is boxed. */
function isBoxed(
  context: PythonContext,
  { target, operator, value }: Statement & { readonly kind: "augmentedAssign" },
  name: string,
): boolean {
  const held = context.variableType(name);
  const { result } = BINARY[operator].choose(context.type(target), context.type(value));
  return result.kind === "float" && (held.kind === "any" || !mayBe(held, "float"));
}

/** `rec.n` of `rec["n"] += x`, where it is there and what it becomes is no float, which would have to be boxed. */
function countedField(
  context: PythonContext,
  { target, operator, value }: Statement & { readonly kind: "augmentedAssign" },
): Document | null {
  if (target.kind !== "subscript" || !context.facts.knownFields.has(target)) return null;
  const type = context.type(value);
  const isGeneric = type.kind === "any" || context.type(target).kind === "any";
  if (!isGeneric && (operator === "/" || operator === "**" || mayBe(type, "float"))) return null;
  const known = dictProperty(context, target.value, target.index);
  return known === null ? null : property(known.object, known.key);
}
