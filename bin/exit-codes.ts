/** Exit codes (cli.md), and the error that stands for the second. */
export const EXIT = {
  ok: 0,
  /** The input has errors, a test failed, or the service stopped on an error. */
  failed: 1,
  /** Wrong usage, or a file that cannot be read or written. */
  usage: 2,
  /** Our own bug. */
  internal: 70,
} as const;

/** Ends the command with exit code 2. The message says what is wrong, `next` what to do. */
export class UsageError extends Error {
  readonly next: string | null;

  constructor(message: string, next: string | null = null) {
    super(message);
    this.name = "UsageError";
    this.next = next;
  }
}

/** Two options that cannot both be given. */
export const excluding = (one: string, other: string): UsageError =>
  new UsageError(`\`${one}\` and \`${other}\` exclude each other.`, "give one of them, or none");
