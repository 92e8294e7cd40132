/**
 * What the definitions of a service leave open, together. In: definitions and the names that each leaves open. Out: each name
 * once, by section and name, with what its uses say of it and where they stand.
 */
import type { ExtensionSection } from "../1-source/author-module.ts";
import { baseName } from "../1-source/base-name.ts";
import type { Span } from "../1-source/source-file.ts";
import { allSteps } from "./all-steps.ts";
import type { CheckedDefinition, External } from "./definition.ts";
import { EXTENSION_SECTIONS } from "./extension-sections.ts";

/** A definition, and the names that it and its Python leave open. */
export interface OpenDefinition {
  readonly definition: CheckedDefinition;
  readonly externals: readonly External[];
}

export interface ServiceExternal {
  readonly section: ExtensionSection;
  readonly name: string;
  /** Of functions: what their positions take them for (`predicate`); those of several definitions may differ. */
  readonly roles: readonly string[];
  readonly parameters: readonly string[];
  readonly keywords: readonly string[];
  /** `functions.enrich of orders.yaml` */
  readonly places: readonly string[];
  readonly uses: readonly Span[];
}

export const SECTION_ORDER: readonly ExtensionSection[] = [
  "helpers",
  "functions",
  "serdes",
  "stores",
  "operations",
  "storeOptions",
  "python",
];

export function serviceExternals(definitions: readonly OpenDefinition[]): ServiceExternal[] {
  const found = new Map<string, ServiceExternal>();
  for (const { definition, externals } of definitions) {
    const placeOf = placesIn(definition);
    for (const { kind, name, role, parameters, keywords, uses } of externals) {
      const section = EXTENSION_SECTIONS[kind];
      if (section === null) continue;
      const key = `${section} ${name}`;
      const known = found.get(key);
      const more = known?.parameters ?? [];
      found.set(key, {
        section,
        name,
        roles: together(known?.roles, role === null ? [] : [role]),
        parameters: parameters.length > more.length ? parameters : more,
        keywords: together(known?.keywords, keywords),
        uses: [...(known?.uses ?? []), ...uses],
        places: together(
          known?.places,
          uses.map(({ start }) => placeOf(start)),
        ),
      });
    }
  }
  const place = ({ section }: ServiceExternal): number => SECTION_ORDER.indexOf(section);
  return [...found.values()].sort(
    (a, b) => place(a) - place(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

const together = (a: readonly string[] = [], b: readonly string[]): string[] => [
  ...new Set([...a, ...b]),
];

/** The element of the definition that a place is in: the last one that begins at or before it. */
function placesIn(definition: CheckedDefinition): (offset: number) => string {
  const { topics, stores, functions, pipelines, producers, configuration, file } = definition;
  const steps = pipelines.flatMap(allSteps);
  // An open name has no place of its own.
  const own = functions.filter(({ source }) => source === "definition");
  const declared = stores.filter(({ origin }) => origin === "declared" || origin === "inline");
  const settings = configuration.map(({ key, span }) => ({ path: key, span }));
  const elements = [
    ...topics,
    ...declared,
    ...own,
    ...pipelines,
    ...producers,
    ...steps,
    ...settings,
  ]
    .filter(({ span }) => span.file === file)
    .sort((a, b) => a.span.start - b.span.start);
  return (offset) => {
    const element = elements.findLast(({ span }) => span.start <= offset);
    const shown = baseName(file.path);
    return element === undefined ? shown : `${element.path} of ${shown}`;
  };
}
