/**
 * A debugger, as an editor is one: talks the Chrome DevTools Protocol with a process that waits for it, and finds lines of
 * the YAML by the source maps that the scripts name. Lines count from 1.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type MapFile,
  type Segment,
  segmentAt,
  segmentsOf,
} from "../../runtime/errors/ksml-map.ts";
import type { ServiceProcess } from "./service-process.ts";

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

interface CallFrame {
  readonly functionName: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber?: number;
  };
}

/** Where the process stands still, innermost frame; null: not in a definition. */
export interface Pause {
  readonly functionName: string;
  readonly place: { readonly source: string; readonly line: number } | null;
}

interface MappedScript extends Script {
  readonly source: string;
  readonly text: string;
  readonly segments: readonly Segment[];
}

type Handler = (params: unknown) => void;

export class Debugger {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (message: Answer) => void>();
  readonly #handlers = new Map<string, Handler>();
  readonly #scripts = new Map<string, Script>();
  readonly #paused: CallFrame[][] = [];
  #wake = (): void => {};
  #calls = 0;

  /** To a process started with `--inspect-brk=0`, which says where it listens. */
  static async attach(process: ServiceProcess): Promise<Debugger> {
    await process.sees(/Debugger listening on (ws:\S+)/);
    const [, address = ""] = /Debugger listening on (ws:\S+)/.exec(process.output()) ?? [];
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const attached = new Debugger(socket);
    await attached.call("Runtime.enable");
    await attached.call("Debugger.enable");
    await attached.call("Runtime.runIfWaitingForDebugger");
    // It stands before the first line of all.
    await attached.pause();
    return attached;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as Answer & { method?: string; params?: unknown };
      if (message.id !== undefined) this.#answers.get(message.id)?.(message);
      else this.#handlers.get(message.method ?? "")?.(message.params);
    });
    this.#handlers.set("Debugger.scriptParsed", (params) => {
      const script = params as Script;
      this.#scripts.set(script.scriptId, script);
    });
    this.#handlers.set("Debugger.paused", (params) => {
      this.#paused.push([...(params as { callFrames: readonly CallFrame[] }).callFrames]);
      this.#wake();
    });
  }

  async call(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#calls;
    const answer = new Promise<Answer>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** Waits until it stands still the next time. */
  async pause(): Promise<Pause> {
    while (this.#paused.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const [frame] = this.#paused.shift() ?? [];
    if (frame === undefined) throw new Error("paused nowhere");
    const { scriptId, lineNumber, columnNumber = 0 } = frame.location;
    const script = this.#mapped().find((each) => each.scriptId === scriptId);
    const original = script && segmentAt(script.segments, lineNumber, columnNumber)?.original;
    const place = original ? { source: script.source, line: original.line + 1 } : null;
    return { functionName: frame.functionName, place };
  }

  resume(): Promise<unknown> {
    return this.call("Debugger.resume");
  }

  /** Stops as soon as a script with this source is there, before it runs. */
  async loaded(source: string): Promise<void> {
    const { breakpointId } = await this.call("Debugger.setInstrumentationBreakpoint", {
      instrumentation: "beforeScriptWithSourceMapExecution",
    });
    do {
      await this.resume();
      await this.pause();
    } while (!this.#mapped().some((script) => script.source === source));
    await this.call("Debugger.removeBreakpoint", { breakpointId });
  }

  /** The text of a source as the debugger shows it. */
  textOf(source: string): string {
    return this.#mapped().find((script) => script.source === source)?.text ?? "";
  }

  /** At a line of a source, in each script that was made of it, those to come included. */
  async breakAt(source: string, line: number): Promise<void> {
    const script = this.#mapped().find((each) => each.source === source);
    const [first] = (script?.segments ?? [])
      .filter(({ original }) => original?.line === line - 1)
      .sort((a, b) => a.line - b.line || a.column - b.column);
    if (script === undefined || first === undefined) {
      throw new Error(`no code was made of ${source}:${line}`);
    }
    const url = script.url.replace(/[?#].*$/, "");
    await this.call("Debugger.setBreakpointByUrl", {
      urlRegex: `^${url.replaceAll(/[^\w/]/g, "\\$&")}(?:\\?.*)?$`,
      lineNumber: first.line,
      columnNumber: first.column,
    });
  }

  close(): void {
    this.#socket.close();
  }

  /** Scripts with a map that leads to YAML. */
  #mapped(): MappedScript[] {
    return [...this.#scripts.values()].flatMap((script) => {
      const map = mapOf(script);
      const source = map?.sources[0];
      if (map === null || source === undefined || !source.endsWith(".yaml")) return [];
      const text = map.sourcesContent?.[0] ?? "";
      return [{ ...script, source, text, segments: segmentsOf(map) }];
    });
  }
}

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

const maps = new Map<string, MapFile | null>();

function mapOf({ url, sourceMapURL }: Script): MapFile | null {
  if (sourceMapURL === undefined || sourceMapURL === "") return null;
  const address = new URL(sourceMapURL, url).href;
  let map = maps.get(address);
  if (map === undefined) {
    map = JSON.parse(textAt(address)) as MapFile;
    maps.set(address, map);
  }
  return map;
}

function textAt(address: string): string {
  const [, base64] = /^data:application\/json;base64,(.*)$/s.exec(address) ?? [];
  return base64 === undefined
    ? readFileSync(fileURLToPath(address), "utf8")
    : Buffer.from(base64, "base64").toString();
}
