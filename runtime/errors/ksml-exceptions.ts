/** What goes wrong with records and topologies, with the reference's own texts (runtime.md 0.2). */

/** A value does not fit its type, or bytes are none of their type. */
export class DataException extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`KSML data error: ${message}`, options);
    this.name = "DataException";
  }
}

/** A function failed or gave what its place cannot take. */
export class TopologyException extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`KSML topology error: ${message}`, options);
    this.name = "TopologyException";
  }
}

export class ExecutionException extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`KSML execution error: ${message}`, options);
    this.name = "ExecutionException";
  }
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
