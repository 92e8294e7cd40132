/**
 * Layout document -> text and map. In: a document. Out: its text, in lines of at most `WIDTH` columns where that can
 * be had, the imports it uses, and where each piece came from. The algorithm is Wadler's in Prettier's form
 * (prettier/src/document/printer.js): a group is printed flat if it and the rest of its line fit, else broken.
 */
import type { Span } from "../1-source/source-file.ts";
import type { Document } from "./document.ts";
import { hasForcedBreak, layout } from "./layout.ts";
import type { Segment } from "./source-map.ts";

const WIDTH = 100;
const INDENT = 2;

type Mode = "flat" | "broken";

interface Command {
  readonly indent: number;
  readonly mode: Mode;
  readonly document: Document;
}

/** Marks in the command stack where an origin ends. */
interface EndOfOrigin {
  readonly endOf: Origin;
}

type StackEntry = Command | EndOfOrigin;

/** A place in the definition; `frame` is the Python function, null outside of one. */
interface Origin {
  readonly span: Span;
  readonly frame: string | null;
}

export interface PrintedDocument {
  readonly text: string;
  /** In order of the text; source is always 0, name an index into `names`. */
  readonly segments: readonly Segment[];
  readonly names: readonly string[];
}

/** Columns that a text takes: code points, wide characters of East Asia and emoji two (as Prettier counts). */
function columns(text: string): number {
  let width = text.length;
  // Only printable ASCII: one unit, one column.
  if (/^[\x20-\x7e]*$/.test(text)) return width;
  width = 0;
  for (const character of text) {
    if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** Whether `next`, and what stands behind it up to the next possible line end, fits into `room` columns. */
function fits(next: Command, rest: readonly StackEntry[], room: number): boolean {
  let left = room;
  let restIndex = rest.length;
  const commands: Command[] = [next];
  while (left >= 0) {
    const command = commands.pop();
    if (command === undefined) {
      restIndex--;
      const behind = rest[restIndex];
      if (behind === undefined) return true;
      if ("document" in behind) commands.push(behind);
      continue;
    }
    const { mode, document, indent } = command;
    if (typeof document === "string") {
      left -= columns(document);
      continue;
    }
    if (isSequence(document)) {
      for (let i = document.length - 1; i >= 0; i--) {
        commands.push({ indent, mode, document: document[i] ?? "" });
      }
      continue;
    }
    switch (document.kind) {
      case "group": {
        const inner = document.shouldBreak || hasForcedBreak(document.content) ? "broken" : mode;
        commands.push({ indent, mode: inner, document: document.content });
        break;
      }
      case "choice": {
        const option = document.options[0];
        if (option !== undefined) commands.push({ indent, mode: "flat", document: option });
        break;
      }
      case "flat":
        commands.push({ indent, mode: "flat", document: document.content });
        break;
      case "indent":
        commands.push({ indent, mode, document: document.content });
        break;
      case "line":
        if (document.mode === "hard" || mode === "broken") return true;
        if (document.mode === "space") left--;
        break;
      case "ifBreak":
        commands.push({
          indent,
          mode,
          document: mode === "broken" ? document.broken : document.flat,
        });
        break;
      case "imported":
        left -= document.name.length;
        break;
      case "origin":
        commands.push({ indent, mode, document: document.content });
        break;
      case "lineSuffix":
        break;
      default:
        commands.push({ indent, mode, document: layout(document) });
    }
  }
  return false;
}

function isSequence(document: Document): document is readonly Document[] {
  return Array.isArray(document);
}

/** `document` may hold `origin` and `imported` nodes anywhere. */
export function printDocument(document: Document): PrintedDocument {
  const printer = new Printer();
  printer.print(document);
  return printer.result();
}

class Printer {
  readonly #lines: string[] = [];
  #current = "";
  /** In columns, for the layout; the map counts UTF-16 units. */
  #column = 0;
  readonly #segments: Segment[] = [];
  readonly #names = new Map<string, number>();
  readonly #origins: Origin[] = [];
  /** The origin changed and nothing has been written since. */
  #pendingMark = false;
  #suffixes: Document[] = [];

  result(): PrintedDocument {
    return {
      text: [...this.#lines, this.#current].join("\n"),
      segments: this.#segments,
      names: [...this.#names.keys()],
    };
  }

  print(document: Document): void {
    const stack: StackEntry[] = [{ indent: 0, mode: "broken", document }];
    for (;;) {
      const command = stack.pop();
      if (command === undefined) {
        if (this.#suffixes.length === 0) return;
        stack.push(...this.#takeSuffixes());
        continue;
      }
      if ("endOf" in command) {
        this.#origins.pop();
        this.#pendingMark = true;
        continue;
      }
      const { indent, mode, document: current } = command;
      if (typeof current === "string") {
        this.#write(current);
        continue;
      }
      if (isSequence(current)) {
        for (let i = current.length - 1; i >= 0; i--) {
          stack.push({ indent, mode, document: current[i] ?? "" });
        }
        continue;
      }
      switch (current.kind) {
        case "group": {
          const mustBreak = current.shouldBreak || hasForcedBreak(current.content);
          const flat: Command = { indent, mode: "flat", document: current.content };
          const broken =
            mustBreak || (mode === "broken" && !fits(flat, stack, WIDTH - this.#column));
          stack.push(broken ? { indent, mode: "broken", document: current.content } : flat);
          break;
        }
        case "choice":
          stack.push(this.#choose(current.options, indent, mode, stack));
          break;
        case "flat":
          stack.push({ indent, mode: "flat", document: current.content });
          break;
        case "indent":
          stack.push({ indent: indent + INDENT, mode, document: current.content });
          break;
        case "line":
          if (mode === "flat" && current.mode !== "hard") {
            if (current.mode === "space") this.#write(" ");
          } else if (this.#suffixes.length > 0) {
            stack.push(command, ...this.#takeSuffixes());
          } else {
            this.#newLine(indent);
          }
          break;
        case "ifBreak":
          stack.push({ indent, mode, document: mode === "broken" ? current.broken : current.flat });
          break;
        case "imported":
          this.#write(current.name);
          break;
        case "origin": {
          const origin = { span: current.span, frame: current.frame };
          this.#origins.push(origin);
          this.#pendingMark = true;
          stack.push({ endOf: origin }, { indent, mode, document: current.content });
          break;
        }
        case "lineSuffix":
          this.#suffixes.push(current.content);
          break;
        default:
          stack.push({ indent, mode, document: layout(current) });
      }
    }
  }

  /** Prettier's conditionalGroup: the first option that fits, with only its forced groups broken; else the last, broken. */
  #choose(
    options: readonly Document[],
    indent: number,
    mode: Mode,
    rest: readonly StackEntry[],
  ): Command {
    const last = options[options.length - 1] ?? "";
    if (mode === "flat") return { indent, mode, document: options[0] ?? "" };
    for (const option of options.slice(0, -1)) {
      const command: Command = { indent, mode: "flat", document: option };
      if (fits(command, rest, WIDTH - this.#column)) return command;
    }
    return { indent, mode: "broken", document: last };
  }

  #takeSuffixes(): Command[] {
    const commands = this.#suffixes
      .reverse()
      .map((document): Command => ({ indent: 0, mode: "flat", document }));
    this.#suffixes = [];
    return commands;
  }

  #newLine(indent: number): void {
    // No blanks at the end of a line.
    this.#lines.push(this.#current.replace(/ +$/, ""));
    this.#current = " ".repeat(indent);
    this.#column = indent;
  }

  #write(text: string): void {
    if (text === "") return;
    if (this.#pendingMark) this.#mark();
    this.#current += text;
    this.#column += columns(text);
  }

  #mark(): void {
    this.#pendingMark = false;
    const origin = this.#origins[this.#origins.length - 1];
    const line = this.#lines.length;
    const column = this.#current.length;
    const previous = this.#segments[this.#segments.length - 1];
    if (previous !== undefined && previous.line === line && previous.column === column)
      this.#segments.pop();
    if (origin === undefined) {
      this.#segments.push({ line, column, original: null });
      return;
    }
    const { file, start, end } = origin.span;
    const originalLine = file.lineIndex(start);
    const endLine = file.lineIndex(Math.max(start, end - 1));
    this.#segments.push({
      line,
      column,
      original: {
        source: 0,
        line: originalLine,
        column: start - file.lineStart(originalLine),
        endLine,
        endColumn: end - file.lineStart(endLine),
        name: origin.frame === null ? null : this.#nameIndex(origin.frame),
      },
    });
  }

  #nameIndex(frame: string): number {
    const known = this.#names.get(frame);
    if (known !== undefined) return known;
    const index = this.#names.size;
    this.#names.set(frame, index);
    return index;
  }
}
