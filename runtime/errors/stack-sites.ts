/**
 * Where an error was thrown, as V8 recorded it. In: an error. Out: places in JavaScript, innermost first, at most as many as
 * `recordDeepStacks` asked for.
 */

/** A place in JavaScript; line and column count from 1. */
export interface Site {
  readonly script: string;
  readonly line: number;
  readonly column: number;
  readonly isAnonymous: boolean;
}

/** V8 itself keeps ten, half of which may be the runtime's: the outer functions of a definition would be missing. */
const DEPTH = 50;

export function recordDeepStacks(): void {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, DEPTH);
}

/** Whether there may be callers further out. */
export const isCut = (sites: readonly Site[]): boolean => sites.length >= Error.stackTraceLimit;

/** The stack as V8 recorded it, innermost first. It is text once somebody read `stack`; then the text is all there is. */
export function sitesOf(error: Error): readonly Site[] {
  let sites: readonly Site[] | null = null;
  const previous = Error.prepareStackTrace;
  Error.prepareStackTrace = (target, calls) => {
    if (target === error) {
      sites = calls.map((call) => ({
        script: call.getFileName() ?? call.getEvalOrigin() ?? "",
        line: call.getLineNumber() ?? 1,
        column: call.getColumnNumber() ?? 1,
        isAnonymous: (call.getFunctionName() ?? "") === "",
      }));
    }
    const trail = calls.map((call) => `\n    at ${call}`).join("");
    return `${target}${trail}`;
  };
  let text: string | undefined;
  try {
    text = error.stack;
  } finally {
    // Assigning undefined would turn Node's own formatting off.
    if (previous === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = previous;
  }
  const kept = recorded.get(error);
  if (kept !== undefined) return kept;
  const found = sites ?? sitesInText(text ?? "");
  recorded.set(error, found);
  return found;
}

/** An error's stack is handed over once; later questions are answered from here. */
const recorded = new WeakMap<Error, readonly Site[]>();

function sitesInText(stack: string): Site[] {
  return stack.split("\n").flatMap((line) => {
    const match = /^\s+at (?:(.*) \()?(.+?):(\d+):(\d+)\)?$/.exec(line);
    if (match === null) return [];
    const [, name = "", script = "", row = "1", column = "1"] = match;
    return [
      {
        script,
        line: Number(row),
        column: Number(column),
        isAnonymous: name === "" || name.includes("<anonymous>"),
      },
    ];
  });
}
