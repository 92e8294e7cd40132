/** One block on its stage: a folder with its definition and companions, and the service that runs on it. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDuration } from "../../compiler/2-syntax/duration.ts";
import { type ClusterView, embeddedView, kafkaView } from "./cluster-view.ts";
import { KSMLC, type PrintedRecord, RunningService, type ServiceCall } from "./running-service.ts";

export interface StageFacts {
  /** `{{app}}` in names. */
  readonly applicationId: string;
  /** Null: the embedded ones. */
  readonly brokers: string | null;
  readonly registry: string | null;
  /** For `ksmlc build` of the same definition. */
  readonly buildArguments: readonly string[];
}

export class Stage {
  readonly folder: string;
  readonly #call: ServiceCall;
  readonly #facts: StageFacts;
  readonly #read = new Map<string, number>();
  readonly #now = Date.now();
  readonly cluster: ClusterView;
  #service: RunningService | null = null;

  constructor(folder: string, call: ServiceCall, facts: StageFacts) {
    this.folder = folder;
    this.#call = call;
    this.#facts = facts;
    this.cluster =
      facts.brokers === null ? embeddedView(() => this.service.requests) : kafkaView(facts.brokers);
  }

  async start(): Promise<void> {
    this.#read.clear();
    this.#service = new RunningService(this.#call);
    await this.#service.untilReady();
  }

  async end(): Promise<void> {
    await this.#service?.stop("SIGKILL");
    await this.cluster.close();
  }

  /** When tasks began to run last, on the wall clock, as the service's own log has it. */
  get readyAt(): number {
    return this.service.readyAt;
  }

  get service(): RunningService {
    if (this.#service === null) throw new Error("the service is not started");
    return this.#service;
  }

  /** Records of a topic that no step has looked at. */
  unread(topic: string): PrintedRecord[] {
    return this.service.records
      .filter((each) => each.topic === topic)
      .slice(this.#read.get(topic) ?? 0);
  }

  async next(topic: string, count: number, withinMs: number): Promise<PrintedRecord[]> {
    const begin = this.#read.get(topic) ?? 0;
    try {
      await this.service.until(
        `${count} more records on ${topic}`,
        () => this.unread(topic).length >= count,
        withinMs,
      );
    } catch (error) {
      if (this.unread(topic).length === 0) throw error;
    }
    const records = this.unread(topic).slice(0, count);
    this.#read.set(topic, begin + records.length);
    return records;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
  }

  ms(duration: string): number {
    const ms = parseDuration(duration);
    if (ms === null) throw new Error(`${duration} is no duration`);
    return ms;
  }

  /** Null: the subject has no level of its own. */
  async compatibilityOf(subject: string): Promise<string | null> {
    const { registry } = this.#facts;
    if (registry !== null) {
      const answer = await fetch(`${registry}/config/${subject}`);
      if (!answer.ok) return null;
      return ((await answer.json()) as { compatibilityLevel: string }).compatibilityLevel;
    }
    const set = this.service.requests.findLast(
      ({ request, method, path }) =>
        request === "registry" && method === "PUT" && path === `/config/${subject}`,
    );
    const body = set?.body as { readonly compatibility: string } | undefined;
    return body?.compatibility ?? null;
  }

  /** Path and text of each file that `ksmlc build` writes, the packed runtime left out. */
  build(): readonly (readonly [string, string])[] {
    const out = join(this.folder, "built");
    execFileSync(process.execPath, [KSMLC, "build", ...this.#facts.buildArguments, "-o", out], {
      cwd: this.folder,
      stdio: "pipe",
    });
    return readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".tgz"))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(out.length + 1), readFileSync(path, "utf8")] as const;
      });
  }

  /** `{{app}}`; `{{now}}`, `{{now - 31d}}`: milliseconds of when the block began; `{{hour - 2h}}`: from the full hour before that. */
  fill(text: string): string {
    return text
      .replaceAll("{{app}}", this.#facts.applicationId)
      .replaceAll(
        /\{\{(now|hour)(?: ([+-]) (\w+))?\}\}/g,
        (_, from: string, sign?: string, duration?: string) => {
          const start = from === "now" ? this.#now : this.#now - (this.#now % 3_600_000);
          const by = duration === undefined ? 0 : this.ms(duration);
          return String(sign === "-" ? start - by : start + by);
        },
      );
  }

  fillAll<T>(value: T): T {
    return JSON.parse(this.fill(JSON.stringify(value))) as T;
  }
}
