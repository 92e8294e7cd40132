/** The bytes are no JSON object or array. `at`: bytes from the start of the payload. */
export class JsonError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(`${message} at byte ${at}`);
    this.name = "JsonError";
    this.at = at;
  }
}
