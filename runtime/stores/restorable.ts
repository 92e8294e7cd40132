/** A store of a task whose contents are in a changelog. */
import type { ByteText } from "./byte-text.ts";

export interface Restorable {
  readonly store: string;
  /** The changelog; the partition is the task's. */
  readonly topic: string;
  /** The next offset of the changelog that the store lacks; null: it has nothing of it. */
  position: number | null;
  /** What a record of the changelog says. */
  restore(key: ByteText, value: ByteText | null, timestamp: number): void | Promise<void>;
  /** What is restored so far becomes durable, where the store is, with `position`. */
  save(): Promise<void>;
  /** Throws away what it has: its position is no longer in the changelog. */
  reset(): Promise<void>;
}
