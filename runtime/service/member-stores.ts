/**
 * The stores of a member's tasks over time: opened when a task comes and whoever had it here has closed them, restored,
 * made durable after a commit, closed when the task goes.
 */
import { logSink } from "../dsl/logger.ts";
import type { Task } from "../engine/task.ts";
import type { OutgoingBatch } from "../kafka/port.ts";
import { ChangelogPositions } from "./changelog-positions.ts";
import { Restoration, type RestorationOptions } from "./restoration.ts";

export class MemberStores {
  readonly restoration: Restoration;
  readonly #positions: ChangelogPositions;
  readonly #member: string;
  #toOpen: readonly Task[] = [];

  /** `changelogs`: their topics. */
  constructor(options: RestorationOptions, changelogs: ReadonlySet<string>) {
    this.restoration = new Restoration(options);
    this.#member = options.member;
    this.#positions = new ChangelogPositions(changelogs);
  }

  /** @throws ConfigurationError when a store cannot be opened */
  async begin(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) task.isRunning = false;
    this.#toOpen = [...this.#toOpen, ...tasks];
    await this.openFree();
    for (const { id } of tasks.filter((task) => this.#toOpen.includes(task))) {
      logSink().write(
        "info",
        "ksmlc.streams",
        `[${this.#member}] Task ${id} waits until another member has closed its stores`,
      );
    }
  }

  /**
   * Opens what nobody else has open: a member that is told later than this one what it has no more closes it then.
   * @throws ConfigurationError when a store cannot be opened
   */
  async openFree(): Promise<void> {
    if (this.#toOpen.length === 0) return;
    const free = this.#toOpen.filter(({ stores }) => stores.isFree);
    this.#toOpen = this.#toOpen.filter((task) => !free.includes(task));
    for (const task of free) await task.stores.open();
    await this.restoration.add(free);
  }

  acknowledged(batch: OutgoingBatch, baseOffset: number): void {
    this.#positions.acknowledged(batch, baseOffset);
  }

  /** Before the offsets of the tasks are committed, when all that they wrote is acknowledged. */
  async prepare(tasks: readonly Task[]): Promise<void> {
    for (const { stores } of tasks) await stores.flushCustom();
  }

  /** When the offsets of the tasks are committed. */
  async commit(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      if (!task.isRunning) continue;
      for (const store of task.stores.restorable) {
        const { topic } = store;
        store.position = this.#positions.of({ topic, partition: task.partition }) ?? store.position;
      }
      await task.stores.commit();
    }
  }

  /** Between records: what is too much for the memory goes to the disk. */
  async relieve(tasks: readonly Task[]): Promise<void> {
    for (const { stores, waiting } of tasks) {
      if (stores.isOverfull && waiting === null) await stores.relieve();
    }
  }

  async end(tasks: readonly Task[]): Promise<void> {
    this.restoration.remove(tasks);
    this.#toOpen = this.#toOpen.filter((task) => !tasks.includes(task));
    for (const task of tasks) {
      task.isRunning = false;
      for (const { topic } of task.stores.restorable) {
        this.#positions.forget({ topic, partition: task.partition });
      }
      await task.stores.close();
    }
  }

  async close(tasks: readonly Task[]): Promise<void> {
    await this.end(tasks);
    await this.restoration.close();
  }
}
