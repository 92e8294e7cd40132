/**
 * How calls, chains of calls, arrow functions, objects and arrays are laid out. In: such a node. Out: groups and lines
 * for `print-document.ts`. The rules are Prettier's (src/language-js/print/{call-arguments,member-chain,
 * arrow-function,object,array}.js), as far as our constructs meet them.
 */
import {
  type ChainLink,
  type Document,
  group,
  hardLine,
  ifBreak,
  indent,
  join,
  line,
  softLine,
} from "./document.ts";
import { lineComment } from "./emit-text.ts";

type Construct = Extract<Document, { kind: "call" | "chain" | "arrow" | "object" | "array" }>;
type Arrow = Extract<Document, { kind: "arrow" }>;

const layouts = new WeakMap<Construct, Document>();

export function layout(construct: Construct): Document {
  const known = layouts.get(construct);
  if (known !== undefined) return known;
  const made = layoutOf(construct);
  layouts.set(construct, made);
  return made;
}

function layoutOf(construct: Construct): Document {
  switch (construct.kind) {
    case "call":
      return [construct.callee, layoutArguments(construct.arguments)];
    case "chain":
      return layoutChain(construct.head, construct.links);
    case "arrow":
      return layoutArrow(construct, false);
    case "object":
      return layoutObject(construct.entries, construct.expanded);
    case "array":
      return layoutArray(construct.elements);
  }
}

const forced = new WeakMap<object, boolean>();

/** Whether the content can't be printed in one line: a hard line or a group that must break. */
export function hasForcedBreak(document: Document): boolean {
  if (typeof document === "string") return false;
  const known = forced.get(document);
  if (known !== undefined) return known;
  const answer = findForcedBreak(document);
  forced.set(document, answer);
  return answer;
}

function findForcedBreak(document: Exclude<Document, string>): boolean {
  if (isSequence(document)) return document.some(hasForcedBreak);
  switch (document.kind) {
    case "group":
      return document.shouldBreak || hasForcedBreak(document.content);
    case "flat":
    case "indent":
    case "origin":
      return hasForcedBreak(document.content);
    case "line":
      return document.mode === "hard";
    case "ifBreak":
      return hasForcedBreak(document.broken);
    case "call":
      return (
        hasForcedBreak(document.callee) ||
        isFunctionComposition(document.arguments) ||
        document.arguments.some(hasForcedBreak)
      );
    case "chain":
      return (
        isExpandedChain(document.links) ||
        document.links.some(
          (link) => isFunctionComposition(link.arguments) || link.arguments.some(hasForcedBreak),
        )
      );
    case "arrow":
      return hasForcedBreak(document.head) || hasForcedBreak(document.body);
    case "object":
      return document.expanded || document.entries.some(hasForcedBreak);
    case "array":
      return mustBreakArray(document.elements) || document.elements.some(hasForcedBreak);
    // Prettier lets no break out of a conditionalGroup; what must break says so beside it.
    case "choice":
    case "imported":
    case "lineSuffix":
      return false;
  }
}

function isSequence(document: Document): document is readonly Document[] {
  return Array.isArray(document);
}

/** The node below origins and sequences of one. */
function bare(document: Document): Document {
  let current = document;
  for (;;) {
    if (typeof current === "string") return current;
    if (isSequence(current)) {
      if (current.length !== 1) return current;
      current = current[0] ?? "";
    } else if (current.kind === "origin") current = current.content;
    else return current;
  }
}

/** `arrow`, `object`, ...; a text or anything else is `other`. */
function kindOf(document: Document): string {
  const node = bare(document);
  return typeof node === "string" || isSequence(node) ? "other" : node.kind;
}

function layoutArguments(args: readonly Document[]): Document {
  const last = args[args.length - 1];
  if (last === undefined) return "()";
  const separated = join([",", line], args);
  const allBroken = group(["(", indent([softLine, separated, ","]), softLine, ")"], true);
  if (isFunctionComposition(args)) return allBroken;
  if (hugsLast(args)) {
    const before = args.slice(0, -1);
    if (before.some(hasForcedBreak)) return allBroken;
    const start = ["(", ...before.map((arg): Document => [arg, ", "])];
    const hugged = expandedForm(last);
    const broken = [...start, group(hugged, true), ")"];
    if (hasForcedBreak(last)) return { kind: "choice", options: [broken, allBroken] };
    return { kind: "choice", options: [[...start, hugged, ")"], broken, allBroken] };
  }
  return group(
    ["(", indent([softLine, separated]), ifBreak(","), softLine, ")"],
    args.some(hasForcedBreak),
  );
}

/** Two arrow functions, or a call with one beside other arguments: Prettier gives each its own line. */
function isFunctionComposition(args: readonly Document[]): boolean {
  if (args.length <= 1) return false;
  let arrows = 0;
  for (const arg of args) {
    const node = bare(arg);
    if (typeof node === "string" || isSequence(node)) continue;
    if (node.kind === "arrow") {
      arrows++;
      if (arrows > 1) return true;
    } else if (node.kind === "call" && node.arguments.some((inner) => kindOf(inner) === "arrow"))
      return true;
  }
  return false;
}

function hugsLast(args: readonly Document[]): boolean {
  const last = args[args.length - 1];
  if (last === undefined || !canHug(last)) return false;
  const kind = kindOf(last);
  const before = args[args.length - 2];
  if (before === undefined) return true;
  if (kindOf(before) === kind) return false;
  return !(kind === "array" && (kindOf(before) === "arrow" || isNumberArray(last)));
}

function canHug(document: Document): boolean {
  const node = bare(document);
  if (typeof node === "string" || isSequence(node)) return false;
  if (node.kind === "object") return node.entries.length > 0;
  if (node.kind === "array") return node.elements.length > 0;
  return node.kind === "arrow" && (node.bodyKind !== "other" || kindOf(node.body) === "arrow");
}

/** The last argument as it looks when the parentheses of the call hug it. */
function expandedForm(document: Document): Document {
  if (typeof document === "string" || isSequence(document)) {
    return isSequence(document) && document.length === 1
      ? expandedForm(document[0] ?? "")
      : document;
  }
  if (document.kind === "origin") return { ...document, content: expandedForm(document.content) };
  return document.kind === "arrow" ? layoutArrow(document, true) : document;
}

function layoutArrow({ head, body, bodyKind }: Arrow, expanded: boolean): Document {
  if (bodyKind === "object") return group([head, " => (", body, ")"]);
  if (bodyKind === "block" || bodyKind === "array") return group([head, " => ", body]);
  // A conditional beside its arrow is put in parentheses, so that it is not taken for a comparison.
  const inner = bodyKind === "conditional" ? [ifBreak("", "("), body, ifBreak("", ")")] : body;
  const end = expanded ? [ifBreak(","), softLine] : "";
  return group([head, " =>", group([indent([line, inner]), end])]);
}

function layoutObject(entries: readonly Document[], expanded: boolean): Document {
  if (entries.length === 0) return "{}";
  return group(
    ["{", indent([line, join([",", line], entries)]), ifBreak(","), line, "}"],
    expanded,
  );
}

function layoutArray(elements: readonly Document[]): Document {
  const first = elements[0];
  if (first === undefined) return "[]";
  // Numbers fill their lines.
  const content = areNumbers(elements)
    ? [first, ...elements.slice(1).map((element): Document => [",", group([line, element])])]
    : join([",", line], elements);
  return group(
    ["[", indent([softLine, content]), ifBreak(","), softLine, "]"],
    mustBreakArray(elements),
  );
}

/** Several objects, or several arrays, each with more than one element. */
function mustBreakArray(elements: readonly Document[]): boolean {
  if (elements.length < 2) return false;
  const kind = kindOf(elements[0] ?? "");
  return elements.every((element) => {
    const node = bare(element);
    if (typeof node === "string" || isSequence(node) || node.kind !== kind) return false;
    return (
      (node.kind === "object" && node.entries.length > 1) ||
      (node.kind === "array" && node.elements.length > 1)
    );
  });
}

function areNumbers(elements: readonly Document[]): boolean {
  return (
    elements.length > 1 &&
    elements.every((element) => {
      const node = bare(element);
      return typeof node === "string" && /^[+-]?\d[\w.]*$/.test(node);
    })
  );
}

function isNumberArray(document: Document): boolean {
  const node = bare(document);
  return (
    typeof node !== "string" &&
    !isSequence(node) &&
    node.kind === "array" &&
    areNumbers(node.elements)
  );
}

function isExpandedChain(links: readonly ChainLink[]): boolean {
  if (links.some((link) => link.comments !== undefined && link.comments.length > 0)) return true;
  if (links.length <= 1) return false;
  return (
    (links.length > 2 && !links.every((link) => link.arguments.every((arg) => isSimple(arg)))) ||
    links.slice(0, -1).some((link) => link.arguments.some(hasForcedBreak))
  );
}

function layoutChain(head: Document, links: readonly ChainLink[]): Document {
  const printed = links.map((link): Document => [".", link.name, layoutArguments(link.arguments)]);
  const oneLine = [head, ...printed];
  const below = links.map(
    (link, i): Document => [
      hardLine,
      ...(link.comments ?? []).map((comment): Document => [lineComment(comment), hardLine]),
      printed[i] ?? "",
    ],
  );
  const expanded = [head, indent(below)];
  if (isExpandedChain(links)) return group(expanded);
  if (links.length <= 1) return group(oneLine);
  return { kind: "choice", options: [oneLine, expanded] };
}

const SIMPLE_TEXT = /^(?:[\p{L}\p{N}_$.]+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[-+!~]?[\w.]+)$/u;

/** Prettier's isSimpleCallArgument: literals and names, and calls with at most `depth` such arguments. */
function isSimple(document: Document, depth = 2): boolean {
  if (depth <= 0) return false;
  const node = bare(document);
  if (typeof node === "string") return SIMPLE_TEXT.test(node);
  if (isSequence(node)) return false;
  switch (node.kind) {
    case "imported":
      return true;
    case "call":
      return (
        isSimple(node.callee, depth) &&
        node.arguments.length <= depth &&
        node.arguments.every((arg) => isSimple(arg, depth - 1))
      );
    case "object":
      return node.entries.every((entry) => isSimple(valueOfEntry(entry), depth - 1));
    case "array":
      return node.elements.every((element) => isSimple(element, depth - 1));
    default:
      return false;
  }
}

/** `[key, ": ", value]` → the value; a shorthand is its own. */
function valueOfEntry(entry: Document): Document {
  const node = bare(entry);
  return typeof node !== "string" && isSequence(node) ? (node[node.length - 1] ?? "") : node;
}
