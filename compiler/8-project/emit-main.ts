/** `src/main.ts`: the service with its configuration as plain data, and where its definitions are. */
import { arrayLiteral, call, type Document, imported, objectLiteral } from "../7-emit/document.ts";
import { EXTENSIONS_MODULE } from "../7-emit/emit-extension.ts";
import { collectImports, emitImports } from "../7-emit/emit-imports.ts";
import { stringLiteral } from "../7-emit/emit-text.ts";
import { literalOf, plainValue } from "../7-emit/plain-literal.ts";
import { printDocument } from "../7-emit/print-document.ts";
import type { Plain } from "./service-configuration.ts";

export interface MainInput {
  readonly applicationId: string;
  readonly configuration: { readonly [key: string]: Plain };
  /** Options of stores are looked up in the author's module when the service runs. */
  readonly hasHooks: boolean;
  /** Namespace and module name (`hot-sensors`). */
  readonly definitions: readonly { readonly namespace: string; readonly module: string }[];
}

/** The call of `runService`, and what it needs. */
export function emitMain(input: MainInput): ReadonlyMap<"imports" | "service", string> {
  const { applicationId, configuration, hasHooks, definitions } = input;
  const urls = definitions.map(
    ({ namespace, module }) =>
      [namespace, call("new URL", [stringLiteral(`./${module}.js`), "import.meta.url"])] as const,
  );
  const description: Document[] = [
    ["application: ", plainValue({ id: applicationId })],
    ["configuration: ", plainValue(configuration)],
    ["definitions: ", literalOf(urls)],
  ];
  if (hasHooks) description.push(imported("extensions", EXTENSIONS_MODULE));
  const service: Document = [
    "await ",
    call(imported("runService", "ksmlc/runtime"), [objectLiteral(description, true)]),
    ";",
  ];
  return new Map([
    ["imports", printDocument(emitImports(collectImports(service))).text],
    ["service", printDocument(service).text],
  ]);
}

/** `["gate.js", "tickets.js"]`, laid out for a line that begins with `before`. */
export function emitNames(before: string, names: readonly string[]): string {
  return printDocument([before, arrayLiteral(names.map(stringLiteral)), ";"]).text;
}
