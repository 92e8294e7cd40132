/** Which tasks can be committed: those whose caches are empty. */
import type { Task } from "../engine/task.ts";

export interface Flushed {
  readonly tasks: readonly Task[];
  /** What stopped one of the others. */
  readonly failure: { readonly error: unknown } | null;
}

/** One that waits for something is asked again the next time. */
export function flushed(tasks: readonly Task[]): Flushed {
  let failure: { readonly error: unknown } | null = null;
  const ready = tasks.filter((task) => {
    if (!task.isRunning) return false;
    try {
      return task.flush();
    } catch (error) {
      failure ??= { error };
      return false;
    }
  });
  return { tasks: ready, failure };
}

/** What fails shows again when the tasks are committed. */
export function beginFlush(tasks: readonly Task[]): void {
  flushed(tasks);
}
