/**
 * How names are called in a definition: what the author's TypeScript needs to know of a name that it is to bind
 * (dialect.md 5.4). A parameter has the name of the variable that is given for it, where all calls that give one agree.
 */
import type { Span } from "../../1-source/source-file.ts";
import type { External } from "../../3-check/definition.ts";
import type { Expression } from "../tree.ts";
import { walkTree } from "../walk-tree.ts";
import type { ReadFunction } from "./bind-scopes.ts";

export type CallSite = Expression & { readonly kind: "call" };

/** Calls of plain names, by name, in the order of the text. */
export function callsOf(
  functions: readonly ReadFunction[],
): ReadonlyMap<string, readonly CallSite[]> {
  const calls = new Map<string, CallSite[]>();
  for (const { globalCode, code, expression, defaults } of functions) {
    const parts = [...globalCode, ...code, expression, ...defaults.values()];
    for (const part of parts) {
      if (part === null) continue;
      walkTree(part, (node) => {
        if (node.kind === "call" && node.function.kind === "name") {
          const { name } = node.function;
          calls.set(name, [...(calls.get(name) ?? []), node]);
        }
        return undefined;
      });
    }
  }
  return calls;
}

export function externalHelper(
  name: string,
  calls: readonly CallSite[],
  uses: readonly Span[],
): External {
  const count = Math.max(0, ...calls.map((call) => call.arguments.length));
  const taken = new Set<string>();
  const parameters = Array.from({ length: count }, (_, i) => {
    const given = new Set(calls.flatMap((call) => plainName(call.arguments[i])));
    const [only] = given;
    const wish = given.size === 1 && only !== undefined && !taken.has(only) ? only : `arg${i + 1}`;
    taken.add(wish);
    return wish;
  });
  const keywords = new Set(
    calls.flatMap((call) => call.keywords.flatMap((keyword) => keyword.name ?? [])),
  );
  return { kind: "helper", name, role: null, parameters, keywords: [...keywords], uses };
}

const plainName = (argument: Expression | undefined): readonly string[] =>
  argument?.kind === "name" ? [argument.name] : [];
