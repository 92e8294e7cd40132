/**
 * Where CPython's grammar wants parentheses and py-ast's does not: `:=`, `yield`, `*x`, `lambda` and generators.
 * Comes in: py-ast's tree with the words it was read from, since parentheses show in the words only.
 * @throws {RejectedSyntax}
 */

import type { ParserInput } from "../convert/parser-input.ts";
import { RejectedSyntax } from "../tokens/token.ts";

interface RawNode {
  readonly nodeType: string;
  readonly lineno?: number;
  readonly col_offset?: number;
  readonly end_lineno?: number;
  readonly end_col_offset?: number;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** `Parent.field` where each may stand as it is. */
const BARE_PLACES: Readonly<Record<string, ReadonlySet<string>>> = {
  NamedExpr: words(
    `List.elts Set.elts Call.args ClassDef.bases Subscript.slice If.test While.test ListComp.elt SetComp.elt
     GeneratorExp.elt Match.subject FunctionDef.decorator_list ClassDef.decorator_list MatchCase.guard`,
  ),
  Yield: words("Expr.value Assign.value AugAssign.value AnnAssign.value"),
  YieldFrom: words("Expr.value Assign.value AugAssign.value AnnAssign.value"),
  Starred: words(
    `List.elts Tuple.elts Set.elts Call.args ClassDef.bases Subscript.slice Arguments.vararg Assign.targets
     Delete.targets For.target Comprehension.target WithItem.optional_vars AugAssign.target AnnAssign.target`,
  ),
};
/** Places that take no `lambda` without parentheses. */
const NO_LAMBDA = words("Comprehension.iter Comprehension.ifs");

/** Most pieces have none of these words, and need no walk. */
const CONCERNED = /:=|\*|\byield\b|\blambda\b|\bfor\b/;

export function checkPlacement(input: ParserInput, body: readonly object[]): void {
  if (!CONCERNED.test(input.text)) return;
  const check = new PlacementCheck(input);
  for (const statement of body) check.visit(statement as RawNode, null, "");
}

class PlacementCheck {
  readonly #input: ParserInput;

  constructor(input: ParserInput) {
    this.#input = input;
  }

  visit(node: RawNode, parent: RawNode | null, place: string): void {
    if (parent !== null) this.#check(node, parent, place);
    if (node.nodeType === "Call") this.#checkGenerators(node);
    for (const [field, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child !== "object" || child === null || !("nodeType" in child)) continue;
        const raw = child as RawNode;
        // An annotation belongs to its parameter; only that of `*args` may be starred.
        const at = raw.nodeType === "Arg" && field === "vararg" ? "vararg" : "";
        this.visit(
          raw,
          node,
          node.nodeType === "Arg" && place === "vararg"
            ? "Arguments.vararg"
            : at || `${node.nodeType}.${field}`,
        );
      }
    }
  }

  #start(node: RawNode): number {
    return this.#input.startingAt(node.lineno ?? 0, node.col_offset ?? 0);
  }

  #end(node: RawNode): number {
    return this.#input.endingAt(node.end_lineno ?? 0, node.end_col_offset ?? 0);
  }

  #text(index: number): string {
    return this.#input.word(index)?.tokens[0]?.text ?? "";
  }

  #isParenthesized(node: RawNode, parent: RawNode): boolean {
    const end = this.#end(node) + 1;
    if (this.#text(this.#start(node) - 1) !== "(" || this.#text(end) !== ")") return false;
    return !(parent.nodeType === "Call" && end === this.#end(parent));
  }

  #check(node: RawNode, parent: RawNode, place: string): void {
    if (node.nodeType === "Lambda") {
      if (NO_LAMBDA.has(place) && !this.#isParenthesized(node, parent))
        throw this.#rejected(node, "invalid syntax");
      return;
    }
    const places = BARE_PLACES[node.nodeType];
    if (places === undefined) return;
    const isParenthesized = this.#isParenthesized(node, parent);
    if (node.nodeType === "Starred") {
      if (isParenthesized) throw this.#rejected(node, "cannot use starred expression here");
      if (places.has(place)) return;
      const isElement = /Comp\.elt$|GeneratorExp\.elt$/.test(place);
      throw this.#rejected(
        node,
        isElement
          ? "iterable unpacking cannot be used in comprehension"
          : "can't use starred expression here",
      );
    }
    if (isParenthesized || places.has(place)) return;
    const inTuple = place === "Tuple.elts" && node.nodeType === "NamedExpr";
    if (
      inTuple &&
      (this.#text(this.#start(parent)) === "(" || this.#text(this.#start(parent) - 1) === "[")
    )
      return;
    throw this.#rejected(node, "invalid syntax");
  }

  #checkGenerators(call: RawNode): void {
    const { args, keywords } = call as RawNode & {
      readonly args: readonly RawNode[];
      readonly keywords: readonly RawNode[];
    };
    for (const argument of args) {
      if (argument.nodeType !== "GeneratorExp") continue;
      const end = this.#end(argument);
      if (end === this.#end(call) && this.#text(end - 1) === ",") {
        throw this.#rejected(argument, "Generator expression must be parenthesized");
      }
      const isWrapped =
        this.#text(this.#start(argument)) === "(" && this.#text(this.#end(argument)) === ")";
      if (
        isWrapped ||
        (args.length === 1 && keywords.length === 0 && this.#text(this.#end(argument) + 1) !== ",")
      )
        continue;
      throw this.#rejected(argument, "Generator expression must be parenthesized");
    }
  }

  #rejected(node: RawNode, message: string): RejectedSyntax {
    const start = this.#input.word(this.#start(node))?.start ?? 0;
    return new RejectedSyntax(message, start, this.#input.word(this.#end(node))?.end ?? start);
  }
}
