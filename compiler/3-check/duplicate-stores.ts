/**
 * Stores of one name: they are not called after their definition, so those of a whole service share their names
 * (language.md 1). In: stores. Each but the first of a name is told.
 */
import type { Report } from "../2-syntax/place.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { CheckedStore } from "./definition.ts";

export function tellDuplicateStores(stores: readonly CheckedStore[], report: Report): void {
  const first = new Map<string, CheckedStore>();
  for (const store of stores) {
    const { name, span, path } = store;
    const other = first.get(name);
    if (other === undefined) first.set(name, store);
    else if (other.span !== span) {
      const related = [{ message: "the other one is here", span: other.span }];
      report(diagnostic("name/duplicate-store", span, { name }, { related, path }));
    }
  }
}
