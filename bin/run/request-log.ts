/** `--log-requests`: one JSON object a line for each request that reaches the embedded broker or registry. */
import type { BrokerRequest } from "../../runtime/kafka/embedded/index.ts";
import type { RegistryRequest } from "../../runtime/notations/registry/transport.ts";

export interface RequestLog {
  readonly broker: (request: BrokerRequest) => void;
  readonly registry: (request: RegistryRequest) => void;
}

/** `now`: milliseconds since the epoch. `write` gets whole lines. */
export function requestLog(write: (line: string) => void, now: () => number): RequestLog {
  const line = (fields: object): void => write(`${JSON.stringify(fields)}\n`);
  return {
    broker: ({ kind, clientId, ...details }) =>
      line({ request: kind, at: now(), client: clientId, ...details }),
    registry: (request) => line({ request: "registry", at: now(), ...request }),
  };
}
