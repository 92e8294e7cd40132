/**
 * `globalCode` runs once here and several times in KSML (design.md V31). That can be seen where two functions bind one
 * name differently, and where globalCode reads a name before it binds it.
 */
import type { CheckedFunction } from "../../3-check/definition.ts";
import { diagnostic } from "../../diagnostics/catalog.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Binding, Read } from "./scope-node.ts";

export interface GlobalCode {
  readonly function: CheckedFunction;
  /** At module level, in the order of the text. */
  readonly bindings: readonly Binding[];
  readonly reads: readonly Read[];
}

interface Seen {
  readonly texts: string;
  readonly binding: Binding;
}

export function reboundGlobals(globalCodes: readonly GlobalCode[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, Seen>();
  for (const { function: f, bindings, reads } of globalCodes) {
    const { path } = f;
    for (const name of new Set(bindings.map((binding) => binding.name))) {
      const own = bindings.filter((binding) => binding.name === name);
      const [first] = own;
      if (first === undefined) continue;
      const texts = own.map((binding) => binding.text).join("\n");
      const earlier = seen.get(name);
      if (earlier === undefined) seen.set(name, { texts, binding: first });
      else if (earlier.texts !== texts) {
        const reason = `two functions bind \`${name}\` differently`;
        const related = [{ message: "bound here too", span: earlier.binding.span }];
        diagnostics.push(
          diagnostic("name/rebound-global", first.span, { reason }, { path, related }),
        );
      }
      const read = reads.find((each) => each.name === name && each.early);
      if (read !== undefined) {
        const reason = `\`${name}\` is read before it is bound`;
        diagnostics.push(diagnostic("name/rebound-global", read.span, { reason }, { path }));
      }
    }
  }
  return diagnostics;
}
