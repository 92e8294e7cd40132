/**
 * Keyword arguments of methods of builtin types. The helpers take positional arguments; a few take keywords as one last
 * object.
 */
import type { Expression, Keyword } from "../../5-python/tree.ts";

/** Parameters after the receiver that may be given by name. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  strSplit: ["sep", "maxsplit"],
  strRsplit: ["sep", "maxsplit"],
  strSplitlines: ["keepends"],
  strExpandtabs: ["tabsize"],
  strEncode: ["encoding", "errors"],
  bytesDecode: ["encoding", "errors"],
  bytesSplit: ["sep", "maxsplit"],
  bytesHex: ["sep", "bytes_per_sep"],
  intToBytes: ["length", "byteorder", "signed"],
};

/** Helpers that take the keywords themselves. */
const TAKES_KEYWORDS: ReadonlySet<string> = new Set(["listSort", "dictUpdate", "strFormat"]);

export interface ArgumentsOfHelper {
  /** Null: not given. */
  readonly arguments: readonly (Expression | null)[];
  readonly rest: readonly Keyword[];
}

/** Null where the method has to be called dynamically. */
export function keywordsAsArguments(
  helper: string,
  args: readonly Expression[],
  keywords: readonly Keyword[],
): ArgumentsOfHelper | null {
  if (keywords.length === 0) return { arguments: args, rest: [] };
  if (TAKES_KEYWORDS.has(helper)) return { arguments: args, rest: keywords };
  const names = PARAMETERS[helper];
  if (names === undefined) return null;
  const placed: (Expression | null)[] = [...args];
  for (const keyword of keywords) {
    const index = names.indexOf(keyword.name ?? "");
    // Another order than the parameters' would be another order of evaluation.
    if (index < placed.length) return null;
    while (placed.length < index) placed.push(null);
    placed.push(keyword.value);
  }
  return { arguments: placed, rest: [] };
}
