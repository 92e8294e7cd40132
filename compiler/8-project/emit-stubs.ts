/**
 * `src/extensions.ts` as `build --stubs` writes it once: each name that the service leaves open, as a function that says
 * that it is not written yet. From then on it is the author's.
 */

import { SECTION_ORDER, type ServiceExternal } from "../3-check/service-externals.ts";
import {
  arrow,
  call,
  type Document,
  hardLine,
  imported,
  importedType,
  indent,
  join,
  list,
} from "../7-emit/document.ts";
import { collectImports, emitImports } from "../7-emit/emit-imports.ts";
import { stringLiteral } from "../7-emit/emit-text.ts";
import { parameterNames } from "../7-emit/names.ts";
import { literalOf } from "../7-emit/plain-literal.ts";
import { printDocument } from "../7-emit/print-document.ts";
import { keywordsName } from "./emit-externals.ts";

export const EXTENSIONS_PATH = "src/extensions.ts";

const NOTE = [
  "// The names that the definitions leave open. ksmlc wrote this file once and never changes it:",
  "// it is yours. What each name has to be is in externals.ts.",
];

export function emitStubs(externals: readonly ServiceExternal[]): string {
  const sections = SECTION_ORDER.flatMap((section) => {
    const own = externals.filter((external) => external.section === section);
    if (own.length === 0) return [];
    return [[section, literalOf(own.map((each) => [each.name, stub(each)]))] as const];
  });
  const body: Document = [
    "export const extensions: ",
    importedType("Externals", "./externals.js"),
    " = ",
    literalOf(sections),
    ";",
  ];
  const parts = [join(hardLine, NOTE), emitImports(collectImports(body)), body];
  return printDocument([join([hardLine, hardLine], parts), hardLine]).text;
}

function stub({ section, name, parameters, keywords }: ServiceExternal): Document {
  if (section === "python") return "{}";
  if (section === "storeOptions") return literalOf([["setOptions", throwing(name, [])]]);
  const isFunction = section === "helpers" || section === "functions";
  const all = keywords.length > 0 ? [...parameters, keywordsName(parameters)] : parameters;
  return throwing(name, isFunction ? all : []);
}

/** `(key, value) => { throw pyError("NotImplementedError", "…"); }` */
function throwing(name: string, parameters: readonly string[]): Document {
  const error = call(imported("pyError", "ksmlc/runtime"), [
    stringLiteral("NotImplementedError"),
    stringLiteral(`${name} is not written yet`),
  ]);
  const head = list("(", parameterNames(parameters), ")");
  return arrow(head, ["{", indent([hardLine, "throw ", error, ";"]), hardLine, "}"], "block");
}
