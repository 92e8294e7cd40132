/**
 * What a running KSML wrote for public definitions, as the folder beside the project has it (its README says how to
 * read it). Nothing of it is in this project: tests that need it say so and are skipped without it.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const shared = resolve(import.meta.dirname, "../../../shared");
export const referenceFolder = join(shared, "golden");
export const corpusFolder = join(shared, "corpus");
export const hasReference = existsSync(join(referenceFolder, "index.tsv"));

export interface ReferenceRow {
  readonly path: string;
  readonly status: string;
  readonly note: string;
  /** The definition's text. */
  readonly definition: string;
}

export interface ReferenceRecord {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: number | null;
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | null }[];
  /** Output only: the input line that caused it. */
  readonly cause: number;
}

export type ReferenceInput = ReferenceRecord | { readonly advanceMs: number };

const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];

export function referenceRows(): ReferenceRow[] {
  return linesOf(join(referenceFolder, "index.tsv"))
    .slice(1)
    .flatMap((line) => {
      const [path = "", status = "", , , note = ""] = line.split("\t");
      const file = [".yaml", ".yml"].map((end) => join(corpusFolder, path + end)).find(existsSync);
      return file === undefined
        ? []
        : [{ path, status, note, definition: readFileSync(file, "utf8") }];
    });
}

/** `asJson`: structured payloads as JSON text, whatever bytes they had. */
export function referenceInput(path: string, asJson = false): ReferenceInput[] {
  return linesOf(join(referenceFolder, path, "input.ndjson")).map((line) => {
    const { advance } = JSON.parse(line) as { advance?: number };
    return advance === undefined ? recordOf(line, asJson) : { advanceMs: advance };
  });
}

/** Internal topics left out. */
export function referenceOutput(path: string, asJson = false): ReferenceRecord[] {
  return linesOf(join(referenceFolder, path, "output.ndjson"))
    .map((line) => recordOf(line, asJson))
    .filter(({ topic }) => !/^golden-.*-(repartition|topic)$/.test(topic));
}

/** KSML's text of the topology; null: it was not recorded. */
export function referenceTopology(path: string): string | null {
  const file = join(referenceFolder, path, "describe.txt");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

interface Line {
  readonly topic: string;
  readonly timestamp: number | null;
  readonly headers?: readonly [string, string | null][];
  readonly keyBytes?: string;
  readonly valueBytes?: string;
  readonly in?: number;
}

function recordOf(line: string, asJson: boolean): ReferenceRecord {
  const fields = rawFields(line);
  const {
    topic,
    timestamp,
    headers = [],
    keyBytes,
    valueBytes,
    in: cause = -1,
  } = JSON.parse(line) as Line;
  return {
    topic,
    timestamp,
    cause,
    key: payload(fields.get("key"), keyBytes, asJson),
    value: payload(fields.get("value"), valueBytes, asJson),
    headers: headers.map(([key, value]) => ({
      key,
      value: value === null ? null : Buffer.from(value, "base64"),
    })),
  };
}

/** `null`: no payload; a text: its UTF-8; else exactly what stands in the line, unless bytes are given. */
function payload(
  text: string | undefined,
  bytes: string | undefined,
  asJson: boolean,
): Buffer | null {
  const isDecoded =
    asJson && text !== undefined && /^[{[]/.test(text) && !text.startsWith('{"@bytes"');
  if (bytes !== undefined && !isDecoded) return Buffer.from(bytes, "base64");
  if (text === undefined || text === "null") return null;
  return Buffer.from(text.startsWith('"') ? (JSON.parse(text) as string) : text);
}

/** The top-level fields of a JSON object, each as the text that stands in the line. */
function rawFields(line: string): Map<string, string> {
  const fields = new Map<string, string>();
  let depth = 0;
  let isText = false;
  let start = 0;
  let name: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (isText) {
      if (c === "\\") i++;
      else if (c === '"') isText = false;
      continue;
    }
    if (c === '"') isText = true;
    else if (c === "{" || c === "[") {
      if (++depth === 1) start = i + 1;
    } else if (c === ":" && depth === 1 && name === undefined) {
      name = JSON.parse(line.slice(start, i)) as string;
      start = i + 1;
    } else if ((c === "," && depth === 1) || ((c === "}" || c === "]") && --depth === 0)) {
      if (name !== undefined) fields.set(name, line.slice(start, i).trim());
      name = undefined;
      start = i + 1;
    }
  }
  return fields;
}
