/** Pieces of Markdown: what an author wrote is shown as it is, and means nothing. */
import { visibleLine } from "../7-emit/emit-text.ts";

export const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

export const table = (titles: readonly string[], rows: readonly string[]): string =>
  [row(...titles), row(...titles.map(() => "---")), ...rows].join("\n");

/** A code span: the author's text can't end it. */
export function code(raw: string): string {
  const safe = visibleLine(raw);
  if (safe.trim() === "") return "` `";
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${safe}\`` : `${fence} ${safe} ${fence}`;
}

/** A text that is no Markdown and no HTML, nor the begin of a list, a fence or a rule. */
export const text = (raw: string): string =>
  visibleLine(raw.replace(/\s+/g, " ").trim())
    .replace(/[\\`*_{}[\]<>#|&!~]/g, "\\$&")
    .replace(/^[-+=]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2");
