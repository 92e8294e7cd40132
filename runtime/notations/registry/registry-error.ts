/** What a schema registry, or the way to it, says no with. */

/** An address as texts may show it: without its password. */
export function shownAddress(address: string): string {
  return address.replace(/\/\/[^/@]*@/, "//");
}

export class RegistryError extends Error {
  override readonly name = "RegistryError";
  /** HTTP status; null: no answer came. */
  readonly status: number | null;

  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/**
 * Thrown where a schema is needed that has to be fetched first. The record stays where it is, and is read again once
 * `settled` has done its work.
 */
export class SchemaPending extends Error {
  override readonly name = "SchemaPending";
  /** Never rejects: what went wrong is thrown when the record is read again. */
  readonly settled: Promise<void>;

  constructor(id: number, settled: Promise<void>) {
    super(`the schema ${id} is being fetched`);
    this.settled = settled;
  }
}
