/** Streams that pipelines made known by name, with `as`, without a sink, or by reading a topic `from` (language.md 5.4). */
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import type { CheckedTopic, StreamType } from "./definition.ts";

export interface RegisteredStream {
  /** Null: the pipeline that made it has an error. */
  readonly type: StreamType | null;
  /** Of a name that a `from` read: the topic. */
  readonly topic: CheckedTopic | null;
  readonly span: Span;
}

/** In the order in which pipelines are built: a name is there for later ones only. */
export class Registered {
  readonly #streams = new Map<string, RegisteredStream>();

  get(name: string): RegisteredStream | undefined {
    return this.#streams.get(name);
  }

  /** A topic that a `from` read by its name. */
  read(name: string, topic: CheckedTopic, type: StreamType, span: Span): void {
    this.#streams.set(name, { type, topic, span });
  }

  /** What should have a name, but has an error that was told. */
  lose(name: string, span: Span): void {
    if (!this.#streams.has(name)) this.#streams.set(name, { type: null, topic: null, span });
  }

  get count(): number {
    return this.#streams.size;
  }

  /** All names but the first `count`. */
  loseSince(count: number): void {
    for (const [name, { topic, span }] of [...this.#streams].slice(count)) {
      this.#streams.set(name, { type: null, topic, span });
    }
  }

  /** False, told, where the name is taken. */
  add(name: string, type: StreamType, span: Span, spot: Spot): boolean {
    const first = this.#streams.get(name);
    if (first === undefined) {
      this.#streams.set(name, { type, topic: null, span });
      return true;
    }
    const related = [{ message: "it is taken here", span: first.span }];
    tell(spot, "name/duplicate-stream", span, { name }, { related });
    return false;
  }

  names(): Iterable<string> {
    return this.#streams.keys();
  }
}
