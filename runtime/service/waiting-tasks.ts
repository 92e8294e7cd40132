/** Waiting for tasks that wait themselves: for a sleep, a request, a function of the author that takes its time. */
import type { Task } from "../engine/task.ts";

/** How long what is in hand may take to end once the service stops. */
export const SHUTDOWN_MS = 10_000;

const waitsOf = (tasks: readonly Task[]): Promise<void>[] =>
  tasks.flatMap(({ waiting }) => waiting ?? []);

/** Resolves when one of the tasks is through with its record, at once where none has one in hand, at last after `ms`. */
export async function anyThrough(tasks: readonly Task[], ms: number): Promise<void> {
  const waits = waitsOf(tasks);
  if (waits.length > 0) await withinTime(Promise.race(waits), ms);
}

/** Resolves when all are through; false: the time was over before. */
export async function allThrough(tasks: readonly Task[], ms: number): Promise<boolean> {
  return withinTime(Promise.all(waitsOf(tasks)), ms);
}

/** Whether the promise was fulfilled before the time was over. @throws what it is rejected with until then */
export async function withinTime(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([promise.then(() => true), over]);
  } finally {
    clearTimeout(timer);
  }
}
