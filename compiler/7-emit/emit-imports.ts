/**
 * The import list of a module: sorted, and exactly what the document uses. In: the document of everything below the
 * imports. A module imported both for types and for values is one line (`import { type Stream, stream } from …`).
 */
import { type Document, group, hardLine, ifBreak, indent, join, line } from "./document.ts";
import { stringLiteral } from "./emit-text.ts";

export interface ImportedName {
  readonly name: string;
  readonly from: string;
  readonly namespace: boolean;
  readonly typeOnly: boolean;
}

/** Each name once; one that is used as a value anywhere is no type-only import. In no particular order. */
export function collectImports(document: Document): readonly ImportedName[] {
  const found = new Map<string, ImportedName>();
  const stack: Document[] = [document];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node === "string") continue;
    if (isSequence(node)) stack.push(...node);
    else if (node.kind === "imported") {
      const key = JSON.stringify([node.from, node.name, node.namespace]);
      const known = found.get(key);
      found.set(key, { ...node, typeOnly: node.typeOnly && (known?.typeOnly ?? true) });
    } else stack.push(...childrenOf(node));
  }
  return [...found.values()];
}

function isSequence(document: Document): document is readonly Document[] {
  return Array.isArray(document);
}

type Node = Exclude<Document, string | readonly Document[]>;

function childrenOf(node: Node): readonly Document[] {
  switch (node.kind) {
    case "group":
    case "flat":
    case "indent":
    case "origin":
    case "lineSuffix":
      return [node.content];
    case "choice":
      return node.options;
    case "ifBreak":
      return [node.broken, node.flat];
    case "call":
      return [node.callee, ...node.arguments];
    case "chain":
      return [node.head, ...node.links.flatMap((link) => link.arguments)];
    case "arrow":
      return [node.head, node.body];
    case "object":
      return node.entries;
    case "array":
      return node.elements;
    case "line":
    case "imported":
      return [];
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** `any` before `Any`, both before `b`. */
const byName = (a: string, b: string): number =>
  byText(a.toLowerCase(), b.toLowerCase()) || -byText(a, b);

/** The library first, then the modules beside this one. */
const byModule = (a: string, b: string): number =>
  Number(a.startsWith(".")) - Number(b.startsWith(".")) || byText(a, b);

export function emitImports(imports: readonly ImportedName[]): Document {
  const modules = [...new Set(imports.map((imported) => imported.from))].sort(byModule);
  return join(
    hardLine,
    modules.flatMap((from) => {
      const ofModule = imports.filter((imported) => imported.from === from);
      const namespaces = ofModule.filter((imported) => imported.namespace);
      const names = ofModule.filter((imported) => !imported.namespace);
      return [
        ...namespaces.map(
          ({ name, typeOnly }): Document =>
            `import ${typeOnly ? "type " : ""}* as ${name} from ${stringLiteral(from)};`,
        ),
        ...(names.length > 0 ? [emitNames(names, from)] : []),
      ];
    }),
  );
}

function emitNames(names: readonly ImportedName[], from: string): Document {
  const allTypes = names.every((imported) => imported.typeOnly);
  const sorted = [...names].sort((a, b) => byName(a.name, b.name));
  const items = sorted.map(({ name, typeOnly }) => (typeOnly && !allTypes ? `type ${name}` : name));
  return group([
    allTypes ? "import type {" : "import {",
    indent([line, join([",", line], items)]),
    ifBreak(","),
    line,
    `} from ${stringLiteral(from)};`,
  ]);
}
