/** How requests get to a schema registry: over HTTP, or to the embedded one in this process. */
import type { JsonValue } from "../avro/avro-schema.ts";
import { RegistryError, shownAddress } from "./registry-error.ts";

export interface RegistryRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Escaped, from the registry's root on: `/schemas/ids/7`. */
  readonly path: string;
  readonly body?: JsonValue;
}

export interface RegistryResponse {
  readonly status: number;
  /** Null where the answer is no JSON. */
  readonly body: JsonValue;
}

/** @throws what the network throws, and whoever asks tries again; RegistryError where that is of no use */
export type RegistryTransport = (
  address: string,
  request: RegistryRequest,
) => Promise<RegistryResponse>;

const CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

/** A registry that says nothing for so long is not there. */
const TIMEOUT_MS = 10_000;

/** `userInfo`: `user:password`, for addresses that name none. */
export function httpTransport(userInfo: string | null): RegistryTransport {
  return async (address, { method, path, body }) => {
    if (!isAddress(address)) {
      throw new RegistryError(
        `\`${shownAddress(address)}\` is no address of a schema registry: these begin with http:// or https://.`,
        null,
      );
    }
    const url = new URL(address);
    const own = url.username === "" ? userInfo : decodedUserInfo(url);
    url.username = "";
    url.password = "";
    url.pathname = url.pathname.replace(/\/+$/, "") + path.replace(/\?.*/, "");
    url.search = /\?.*/.exec(path)?.[0] ?? "";
    const headers: Record<string, string> = { accept: `${CONTENT_TYPE}, application/json` };
    if (own !== null) headers.authorization = `Basic ${Buffer.from(own).toString("base64")}`;
    if (body !== undefined) headers["content-type"] = CONTENT_TYPE;
    const response = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: jsonOrNull(await response.text()) };
  };
}

const isAddress = (text: string): boolean => /^https?:/i.test(text) && URL.canParse(text);

const decodedUserInfo = ({ username, password }: URL): string =>
  `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;

function jsonOrNull(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
