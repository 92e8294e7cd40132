/** A bug of ours, never a mistake of the author's: the one thing that the compiler throws. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}
