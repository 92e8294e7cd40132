/** A schema registry of the test's own over HTTP, to be started, ended and made to refuse. Schemas stay while it is away. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import type { RegistryRequest } from "../../runtime/notations/registry/transport.ts";

export class FakeRegistry {
  readonly #known = new EmbeddedRegistry();
  #server: Server | null = null;
  #port = 0;
  /** Answers with this status, whatever is asked; null: as it should. */
  refuses: number | null = null;
  /** Requests that reached it. */
  asked = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Where it was before, if it was. */
  start(): Promise<void> {
    const server = createServer(async (request, response) => {
      this.asked++;
      let text = "";
      for await (const part of request.setEncoding("utf8")) text += part;
      const { status, body } =
        this.refuses === null
          ? await this.#known.transport(this.url, {
              method: request.method as RegistryRequest["method"],
              path: request.url ?? "/",
              ...(text === "" ? {} : { body: JSON.parse(text) as JsonValue }),
            })
          : { status: this.refuses, body: { message: "not today" } };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    this.#server = server;
    return new Promise((resolve) => {
      server.listen(this.#port, "127.0.0.1", () => {
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    return new Promise((resolve) => {
      if (server === null) {
        resolve();
        return;
      }
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
