/** A store that is a file: a line for each weighing, which nobody may write twice. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { CustomStore, KsmlValue } from "ksmlc/runtime";
import { pyError } from "ksmlc/runtime";

export function ledger(): CustomStore {
  const entries = new Map<string, KsmlValue>();
  let unwritten: string[] = [];
  let path = "";
  let mostBytes = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    appendFileSync(path, unwritten.join(""));
    unwritten = [];
  };
  return {
    persistent: true,
    open: async ({ config, stateDir }) => {
      path = join(stateDir, basename(String(config["file.name"])));
      mostBytes = Number(config["most.bytes"]);
      const text = existsSync(path) ? readFileSync(path, "utf8") : "";
      bytes = Buffer.byteLength(text);
      for (const line of text.split("\n").filter((each) => each !== "")) {
        const [number, net] = JSON.parse(line) as [string, number];
        entries.set(number, net);
      }
    },
    get: async (number) => entries.get(String(number)) ?? null,
    put: async (number, net) => {
      if (entries.has(String(number))) throw pyError("ValueError", "it is in the ledger already");
      const line = `${JSON.stringify([String(number), Number(net)])}\n`;
      bytes += Buffer.byteLength(line);
      if (bytes > mostBytes) throw pyError("ValueError", "the ledger is full");
      entries.set(String(number), net);
      unwritten.push(line);
    },
    delete: async () => {
      throw pyError("ValueError", "nothing is taken out of a ledger");
    },
    flush,
    close: flush,
  };
}
