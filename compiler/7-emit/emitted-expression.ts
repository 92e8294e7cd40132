/**
 * An emitted expression: its document, and how tightly it binds, so that parentheses stand exactly where JavaScript
 * needs them or Prettier puts them.
 */
import { type ArrowBody, arrow, type Document, group, indent, softLine } from "./document.ts";

export interface Emitted {
  readonly doc: Document;
  readonly level: number;
  /** Of a binary expression. */
  readonly operator: string | null;
  readonly body: ArrowBody;
  /** Of a binary expression: the operands of one precedence in a row, each but the first with its operator before it. */
  readonly parts?: readonly Document[];
  /** Of a binary expression: all but its first part break for themselves, if no expression of its kind is around it. */
  readonly stays?: boolean;
  /** Of `!(a && b)`: no line begins between the parentheses of `if` and this. */
  readonly hugged?: boolean;
  /** Of a conditional: without its own group, for a branch of another one, with which it breaks. */
  readonly chained?: { readonly first: Document; readonly last: Document };
  /** Of a conditional: as it stands as the value of an assignment or the body of an arrow function. */
  readonly unindented?: Document;
  /** As the right side of an assignment it goes to the next line as a whole where it does not fit. */
  readonly below?: boolean;
}

/** All of it on one level: in parentheses that are broken around it, behind `return`, as the body of an arrow function. */
export function flat(e: Emitted): Document {
  if (e.unindented !== undefined) return e.unindented;
  if (e.parts === undefined) return e.doc;
  const [first, ...rest] = e.parts;
  return group([first ?? "", e.stays ? group(rest) : rest]);
}

/** Between the parentheses of `if` and `while`. */
export const inParentheses = (e: Emitted): Document =>
  e.hugged ? e.doc : group([indent([softLine, e.parts ?? e.doc]), softLine]);

/** The body of an arrow function. */
export function arrowBody(head: Document, e: Emitted): Document {
  return arrow(
    head,
    e.level === LEVEL.arrow && e.operator === null ? parenthesized(e.doc) : flat(e),
    e.body,
  );
}

/** JavaScript's precedences, highest binds tightest. */
export const LEVEL = {
  primary: 20,
  unary: 15,
  power: 14,
  conditional: 3,
  arrow: 2,
} as const;

const BINARY_LEVELS: Readonly<Record<string, number>> = {
  "**": 14,
  "*": 13,
  "/": 13,
  "%": 13,
  "+": 12,
  "-": 12,
  "<<": 11,
  ">>": 11,
  "<": 10,
  "<=": 10,
  ">": 10,
  ">=": 10,
  "===": 9,
  "!==": 9,
  "&": 8,
  "^": 7,
  "|": 6,
  "&&": 5,
  "||": 4,
  "??": 4,
};

export const levelOf = (operator: string): number => BINARY_LEVELS[operator] ?? 0;

export const primary = (doc: Document, body: ArrowBody = "other"): Emitted => ({
  doc,
  level: LEVEL.primary,
  operator: null,
  body,
});
export const callOf = (doc: Document): Emitted => primary(doc, "call");

/** `await f()`: in parentheses beside any operator, as Prettier has it. */
export const awaited = (e: Emitted): Emitted => ({
  doc: ["await ", e.doc],
  level: LEVEL.conditional,
  operator: null,
  body: "other",
});

export const parenthesized = (doc: Document): Document => ["(", doc, ")"];

/** Where something at least as tight as `level` must stand. */
export function atLeast(e: Emitted, level: number): Document {
  return e.level >= level ? e.doc : parenthesized(e.doc);
}

const BITWISE = new Set(["<<", ">>", "&", "^", "|"]);
const EQUALITY = new Set(["===", "!=="]);
const MULTIPLICATIVE = new Set(["*", "/", "%"]);

/** Prettier's shouldFlatten: operators of one precedence that may stand beside each other without parentheses. */
export function flattens(parent: string, child: string): boolean {
  if (levelOf(parent) !== levelOf(child) || parent === "**") return false;
  if ((parent === "??") !== (child === "??")) return false;
  if (EQUALITY.has(parent) && EQUALITY.has(child)) return false;
  if (
    (child === "%" && MULTIPLICATIVE.has(parent)) ||
    (parent === "%" && MULTIPLICATIVE.has(child))
  )
    return false;
  if (child !== parent && MULTIPLICATIVE.has(child) && MULTIPLICATIVE.has(parent)) return false;
  return !(BITWISE.has(parent) && (parent === "<<" || parent === ">>"));
}

const LOGICAL = new Set(["&&", "||", "??"]);

export const isLogical = (operator: string): boolean => LOGICAL.has(operator);

/** An operand of a binary expression, in the parentheses that JavaScript or Prettier wants. */
export function operand(e: Emitted, parent: string, isRight: boolean): Document {
  const level = levelOf(parent);
  // A statement or the body of an arrow function may begin with it.
  if (e.body === "object" && !isRight) return parenthesized(e.doc);
  if (e.operator === null)
    return atLeast(e, level + (e.level === LEVEL.unary && parent === "**" ? 2 : 0));
  const own = levelOf(e.operator);
  const [first, ...rest] = e.parts ?? [e.doc];
  const isOfKind = isLogical(e.operator) === isLogical(parent);
  const doc = isOfKind ? group([first ?? "", indent(rest)]) : e.doc;
  const needs =
    own < level ||
    (own === level && (isRight || !flattens(parent, e.operator))) ||
    (own > level && e.operator === "%" && (parent === "+" || parent === "-")) ||
    BITWISE.has(parent) ||
    // `??` mixes with neither of the others.
    ((parent === "??") !== (e.operator === "??") &&
      (own === 4 || own === 5 || level === 4 || level === 5) &&
      (parent === "??" || e.operator === "??")) ||
    (parent === "||" && e.operator === "&&");
  return needs ? parenthesized(doc) : doc;
}
