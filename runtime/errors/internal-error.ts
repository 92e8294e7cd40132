/** A bug of ours: what the compiler promised does not hold. */
export class InternalError extends Error {
  constructor(message: string) {
    super(`ksmlc: ${message} (this is a bug of ksmlc, please report it)`);
    this.name = "InternalError";
  }
}
