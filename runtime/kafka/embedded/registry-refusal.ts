/** An answer that says no, as Confluent's registry has it. */
import type { RegistryResponse } from "../../notations/registry/transport.ts";

export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly response: RegistryResponse;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.response = { status, body: { error_code: code, message } };
  }
}
