/**
 * The definition's text as the side map carries it. In: the checked definition. Out: the same lines, those of its
 * configuration left blank: no code comes from them, and what they hold (passwords of brokers, settings of somebody's
 * machine) is not the business of who reads a traceback.
 */
import type { CheckedDefinition } from "../3-check/definition.ts";

/** Sections of a definition that configure the service (dialect.md 6.7). */
const CONFIGURATION =
  /^(["']?)(?:runner|service|config|configuration|ksml|kafka|backend|schemaRegistry)\1[ \t]*:/;
/** Where another section begins, or the document ends. */
const TOP_LEVEL = /^[^\s#]/;

export function sourceContent({ file, configuration }: CheckedDefinition): string {
  let isConfiguration = false;
  const lines = file.text.split("\n").map((line) => {
    if (TOP_LEVEL.test(line)) isConfiguration = CONFIGURATION.test(line);
    return isConfiguration ? line.replaceAll(/[^\r]/g, "") : line;
  });
  // A definition in flow style has its settings among other things on a line.
  for (const { span } of configuration) {
    const first = file.lineIndex(span.start);
    const last = file.lineIndex(span.end);
    for (let at = first; at <= last; at++) lines[at] = "";
  }
  return lines.join("\n");
}
