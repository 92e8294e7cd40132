/** `src/main.ts`: the service with its configuration as plain data, and where its definitions are. */
import { arrayLiteral, call, type Document, objectLiteral } from "../7-emit/document.ts";
import { stringLiteral } from "../7-emit/emit-text.ts";
import { printDocument } from "../7-emit/print-document.ts";
import type { Plain } from "./service-configuration.ts";

export interface MainInput {
  readonly applicationId: string;
  readonly configuration: { readonly [key: string]: Plain };
  /** Namespace and module name (`hot-sensors`). */
  readonly definitions: readonly { readonly namespace: string; readonly module: string }[];
}

/** The argument of `runService`. */
export function emitService({ applicationId, configuration, definitions }: MainInput): string {
  const urls = definitions.map(
    ({ namespace, module }) =>
      [namespace, call("new URL", [stringLiteral(`./${module}.js`), "import.meta.url"])] as const,
  );
  const service = objectLiteral(
    [
      ["application: ", plain({ id: applicationId })],
      ["configuration: ", plain(configuration)],
      ["definitions: ", entries(urls)],
    ],
    true,
  );
  return `${printDocument(call("await runService", [service])).text};`;
}

/** `["gate.ts", "tickets.ts"]`, laid out for a line that begins with `before`. */
export function emitNames(before: string, names: readonly string[]): string {
  return printDocument([before, arrayLiteral(names.map(stringLiteral)), ";"]).text;
}

function plain(value: Plain): Document {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value !== "object") return String(value);
  return entries(Object.entries(value).map(([key, inner]) => [key, plain(inner)] as const));
}

/** Keys are quoted where one of them must be, as Prettier does not mind; `__proto__` is computed, or it would be no key. */
function entries(pairs: readonly (readonly [string, Document])[]): Document {
  return objectLiteral(
    pairs.map(([key, value]): Document => [propertyKey(key), ": ", value]),
    pairs.length > 0,
  );
}

function propertyKey(key: string): string {
  if (key === "__proto__") return `["__proto__"]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : stringLiteral(key);
}
