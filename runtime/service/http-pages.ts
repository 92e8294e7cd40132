/** A few pages on one port, for machines that look now and then. `node:http` is all that takes. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Page {
  readonly contentType: string;
  readonly print: () => Promise<string>;
}

export interface HttpPages {
  readonly port: number;
  close(): Promise<void>;
}

/** `port` 0: one that is free. @throws what listening throws, with its `code` */
export async function openHttpPages(
  { host, port }: { readonly host: string; readonly port: number },
  pages: ReadonlyMap<string, Page>,
): Promise<HttpPages> {
  const server = createServer(async ({ method, url }, response) => {
    const page = pages.get(new URL(url ?? "/", "http://service").pathname);
    if (page === undefined) {
      answer(response, 404, "text/plain", `There are: ${[...pages.keys()].join(", ")}\n`);
    } else if (method !== "GET" && method !== "HEAD") {
      answer(response, 405, "text/plain", "Only GET and HEAD.\n");
    } else {
      try {
        answer(response, 200, page.contentType, await page.print());
      } catch (error) {
        answer(response, 500, "text/plain", `${String(error)}\n`);
      }
    }
  });
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type }).end(body);
}
