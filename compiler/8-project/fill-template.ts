/** Fills the `{{slots}}` of a template file, and does nothing more: a variant is a template of its own. */
import { InternalError } from "../diagnostics/internal-error.ts";

/** A value is put in as it is: escaping belongs to the one who knows the kind of file. */
export function fillTemplate(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_slot, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new InternalError(`a template asks for {{${name}}}`);
    return value;
  });
}
