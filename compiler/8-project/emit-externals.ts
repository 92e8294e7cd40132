/**
 * `src/externals.ts`: the type of what the author's module has to bind. In: the names that a service leaves open. Out: the
 * interface `Externals`, with exactly these; others beside them are allowed, and told of as unused.
 */
import type { ExtensionSection } from "../1-source/author-module.ts";
import { SECTION_ORDER, type ServiceExternal } from "../3-check/service-externals.ts";
import { type Document, hardLine, importedType, indent, join, list } from "../7-emit/document.ts";
import { collectImports, emitImports } from "../7-emit/emit-imports.ts";
import { docComment } from "../7-emit/emit-text.ts";
import { parameterNames } from "../7-emit/names.ts";
import { propertyKey } from "../7-emit/plain-literal.ts";
import { printDocument } from "../7-emit/print-document.ts";

export const EXTERNALS_PATH = "src/externals.ts";

const runtimeType = (name: string): Document => importedType(name, "ksmlc/runtime");

/** Types of the runtime for the roles that have one (dialect.md 9); the others are written out. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ["aggregator", "Aggregator"],
  ["initializer", "Initializer"],
  ["keyTransformer", "KeyTransformer"],
  ["predicate", "Predicate"],
  ["valueJoiner", "ValueJoiner"],
  ["valueTransformer", "ValueTransformer"],
]);

/** Roles in which nothing is waited for. */
const AT_ONCE: ReadonlySet<string> = new Set(["streamPartitioner", "timestampExtractor"]);

const isAtOnce = ({ roles }: ServiceExternal): boolean => roles.some((role) => AT_ONCE.has(role));

const factoryOf = (name: string): Document => ["() => ", runtimeType(name)];

/** What an entry of a section is. */
const TYPES: Readonly<Record<ExtensionSection, (external: ServiceExternal) => Document>> = {
  helpers: (external) => signature(external),
  functions: functionType,
  serdes: () => factoryOf("Serde"),
  stores: () => factoryOf("CustomStore"),
  operations: () => factoryOf("CustomOperation"),
  storeOptions: () => runtimeType("StoreOptionsHook"),
  python: () => "object",
};

const TITLES: Readonly<Record<ExtensionSection, string>> = {
  helpers: "Names in Python text",
  functions: "Names where a function is asked for",
  serdes: "Called once for each side of each stream that uses the serde",
  stores: "Called once for each partition of the store",
  operations: "Called for each task and use of the operation",
  storeOptions: "Options of the stores that the service brings",
  python: "Modules that Python text imports",
};

export function emitExternals(externals: readonly ServiceExternal[], header: string): string {
  const usesResult = externals.some(
    (external) =>
      external.section === "helpers" ||
      (!isAtOnce(external) && !external.roles.every((role) => ROLES.has(role))),
  );
  const body = [
    ...(usesResult ? [RESULT] : []),
    MORE,
    [
      "/** What `extensions.ts` exports as `extensions`: the names that the definitions leave open. */",
      hardLine,
      "export interface Externals {",
      indent([
        hardLine,
        join(
          hardLine,
          SECTION_ORDER.map((each) => section(each, externals)),
        ),
      ]),
      hardLine,
      "}",
    ],
  ];
  const parts = [header, emitImports(collectImports(body)), ...body];
  return printDocument([
    join(
      [hardLine, hardLine],
      parts.filter((part) => part !== ""),
    ),
    hardLine,
  ]).text;
}

const RESULT: Document = ["type Result = ReturnType<", runtimeType("Helper"), ">;"];
const MORE: Document = [
  "/** Names that nothing uses may be there as well. */",
  hardLine,
  "type More = { readonly [name: string]: unknown };",
];

function section(title: ExtensionSection, externals: readonly ServiceExternal[]): Document {
  const own = externals.filter((each) => each.section === title);
  if (own.length === 0) return `readonly ${title}?: More;`;
  const entries = own.map((external) => [
    docComment(describePlaces(external), null) ?? "",
    hardLine,
    `readonly ${propertyKey(external.name)}: `,
    TYPES[title](external),
    ";",
  ]);
  return [
    `/** ${TITLES[title]} */`,
    hardLine,
    `readonly ${title}: `,
    others(title),
    " & {",
    indent([hardLine, join(hardLine, entries)]),
    hardLine,
    "};",
  ];
}

/** What may stand beside the names that are used; option hooks are looked up by name when the service runs. */
const others = (section: ExtensionSection): Document =>
  section === "storeOptions"
    ? ["Readonly<Record<string, ", runtimeType("StoreOptionsHook"), ">>"]
    : "More";

const MAX_PLACES = 3;

/** `Used in functions.enrich of orders.yaml`; of many places the first ones. */
function describePlaces({ places, roles }: ServiceExternal): string {
  const more = places.length - MAX_PLACES;
  const shown = places.slice(0, MAX_PLACES).join(", ");
  const role = roles.length === 0 ? "Used in" : `As ${roles.join(" and ")}:`;
  return `${role} ${shown}${more > 0 ? `, and ${more} more` : ""}`;
}

function functionType(external: ServiceExternal): Document {
  const types = external.roles.map((role): Document => {
    const known = ROLES.get(role);
    return known === undefined ? signature(external) : runtimeType(known);
  });
  if (types.length === 0) return signature(external);
  return types.length === 1
    ? (types[0] ?? "")
    : join(
        " & ",
        types.map((type) => ["(", type, ")"]),
      );
}

/** `(key: KsmlValue, value: KsmlValue) => Result` */
function signature(external: ServiceExternal): Document {
  const { parameters, keywords } = external;
  const value = runtimeType("KsmlValue");
  const given = parameterNames(parameters).map((name): Document => [`${name}: `, value]);
  if (keywords.length > 0) {
    const fields = keywords.map((name): Document => [`readonly ${propertyKey(name)}?: `, value]);
    given.push([`${keywordsName(parameters)}: { `, join("; ", fields), " }"]);
  }
  return [list("(", given, ")"), " => ", isAtOnce(external) ? value : "Result"];
}

/** The last parameter, which holds what calls give by keyword. */
export function keywordsName(parameters: readonly string[]): string {
  let name = "keywords";
  while (parameters.includes(name)) name += "_";
  return name;
}
