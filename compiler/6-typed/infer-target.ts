/** Targets of assignments and loops. */
import type { Expression } from "../5-python/tree.ts";
import { ANY, LIST, type PyType, TUPLE } from "../language/python/type.ts";
import { infer, inferHeld } from "./infer-expression.ts";
import { bindName } from "./infer-name.ts";
import type { Element } from "./iteration-type.ts";
import { assignedField } from "./known-constants.ts";
import { writeField } from "./known-fields.ts";
import type { Flow } from "./program.ts";

/** `value`: what is assigned, where it is written at the target. */
export function bindTarget(
  flow: Flow,
  target: Expression,
  element: Element,
  value: Expression | null = null,
): void {
  const whole = isParts(element) ? TUPLE : element;
  flow.program.facts.types.set(target, whole);
  switch (target.kind) {
    case "name":
      // Pairs that are not taken apart have no type that TypeScript knows.
      bindName(flow, target.name, isParts(element) ? ANY : element);
      return;
    case "tuple":
    case "list":
      target.elements.forEach((part, i) => {
        if (part.kind === "starred") bindTarget(flow, part.value, LIST);
        else
          bindTarget(
            flow,
            part,
            isParts(element) && element.length === target.elements.length
              ? (element[i] ?? ANY)
              : ANY,
          );
      });
      return;
    case "subscript":
      inferHeld(flow, target.value);
      infer(flow, target.index);
      writeField(flow, target, isParts(element) ? ANY : element, value);
      assignedField(flow, target, isParts(element) ? ANY : element, value);
      return;
    case "attribute":
      infer(flow, target.value);
      return;
    default:
      infer(flow, target);
  }
}

const isParts = (element: Element): element is readonly PyType[] => Array.isArray(element);
