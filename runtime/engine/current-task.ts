/**
 * The task whose record is being processed, for what module-level code of a definition is bound to: store handles ask it
 * for the store of their partition. Synchronous tasks set a variable around what they run; in asynchronous ones the task
 * travels with the promise chain.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface CurrentTask {
  /** `<sub-topology>_<partition>` */
  readonly id: string;
  /** What a handle of a store or table stands for here; undefined: the task has no such store. */
  live(handle: object): unknown;
}

let current: CurrentTask | null = null;
const travelling = new AsyncLocalStorage<CurrentTask>();

/** Null outside of functions that a topology calls: while modules load, in producers, in threads. */
export const currentTask = (): CurrentTask | null => current ?? travelling.getStore() ?? null;

/** Before what runs for a task and never waits. Returns what `leaveTask` gets. */
export function enterTask(task: CurrentTask): CurrentTask | null {
  const before = current;
  current = task;
  return before;
}

export function leaveTask(before: CurrentTask | null): void {
  current = before;
}

/** Runs something that may wait for a task: the task is the current one after each wait too. */
export function runWaiting<T>(task: CurrentTask, run: () => T): T {
  const before = current;
  current = null;
  try {
    return travelling.run(task, run);
  } finally {
    current = before;
  }
}

/** Runs what belongs to no task, whoever starts it: a thread of Python. */
export function runOutsideTasks<T>(run: () => T): T {
  const before = current;
  current = null;
  try {
    return travelling.exit(run);
  } finally {
    current = before;
  }
}
