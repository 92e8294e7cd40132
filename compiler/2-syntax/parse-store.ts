/** Sections that this version has not built: state stores, and the tables that need them. Their names stay known. */
import type { DiagnosticCode } from "../diagnostics/catalog.ts";
import { type Fields, sectionEntries } from "./fields.ts";
import { tell, within } from "./place.ts";
import type { NotBuiltName } from "./tree.ts";

const SECTIONS: readonly (readonly [string, NotBuiltName["kind"], DiagnosticCode, string])[] = [
  ["stores", "store", "store/not-built-yet", "the state store"],
  ["tables", "table", "pipeline/not-built-yet", "the table"],
  ["globalTables", "globalTable", "pipeline/not-built-yet", "the global table"],
];

export function notBuiltSections(fields: Fields): NotBuiltName[] {
  return SECTIONS.flatMap(([section, kind, code, called]) => {
    const place = fields.within(section);
    return sectionEntries(fields.get(section), place).map(({ key, keySpan }) => {
      tell(within(place, key), code, keySpan, { construct: `${called} \`${key}\`` });
      return { kind, name: key, span: keySpan };
    });
  });
}
