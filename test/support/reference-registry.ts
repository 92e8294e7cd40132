/**
 * The mock registry of the recording as one that our serdes ask: it knows the schemas that KSML met, under the ids that stand
 * in the recorded payloads. What we register gets the id of the same schema there, else a new one.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { SchemaFile } from "../../compiler/1-source/schema-file.ts";
import { SourceFile } from "../../compiler/1-source/source-file.ts";
import { Registries } from "../../runtime/notations/registry/registries.ts";
import type { RegistryRequest } from "../../runtime/notations/registry/transport.ts";
import { corpusFolder, referenceFolder } from "./reference-records.ts";

const FIRST_NEW_ID = 900_000;
/** A zero and the id. */
const FRAME = 5;

export interface ReferenceRegistry {
  readonly registries: Registries;
  /** One schema has several ids there, one a subject: the payload under the first of them. */
  readonly underFirstId: (payload: Buffer | null) => Buffer | null;
}

export function referenceRegistry(path: string): ReferenceRegistry {
  const file = join(referenceFolder, path, "registry.json");
  const recorded = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, { readonly schema: string }>)
    : {};
  const schemas = new Map(
    Object.entries(recorded).map(([id, { schema }]) => [Number(id), JSON.parse(schema) as unknown]),
  );
  const idOf = (schema: unknown): number => {
    for (const [id, known] of schemas) if (isDeepStrictEqual(known, schema)) return id;
    const id = FIRST_NEW_ID + schemas.size;
    schemas.set(id, schema);
    return id;
  };
  const answer = ({ method, path: asked, body }: RegistryRequest) => {
    const id = /^\/schemas\/ids\/(\d+)/.exec(asked)?.[1];
    const found = id === undefined ? undefined : schemas.get(Number(id));
    if (found !== undefined) return { status: 200, body: { schema: JSON.stringify(found) } };
    if (method === "POST" && /^\/subjects\/[^/]+\/versions/.test(asked)) {
      const { schema } = body as { readonly schema: string };
      return { status: 200, body: { id: idOf(JSON.parse(schema)) } };
    }
    return { status: 404, body: { error_code: 40401, message: `nothing at ${asked}` } };
  };
  const registries = new Registries({
    transport: async (_address, request) => answer(request),
    sleep: async () => {},
    warn: () => {},
    addresses: (address) => address,
    defaultAddress: "http://recorded",
    register: true,
  });
  const underFirstId = (payload: Buffer | null): Buffer | null => {
    if (payload === null || payload.length < FRAME || payload[0] !== 0) return payload;
    const schema = schemas.get(payload.readUInt32BE(1));
    if (schema === undefined) return payload;
    const copy = Buffer.from(payload);
    copy.writeUInt32BE(idOf(schema), 1);
    return copy;
  };
  return { registries, underFirstId };
}

/** Those beside the definition, else those of the examples. */
export function referenceSchemas(path: string): SchemaFile[] {
  const own = schemasIn(dirname(join(corpusFolder, path)));
  return own.length > 0 ? own : schemasIn(join(corpusFolder, "ksml/examples"));
}

const schemasIn = (folder: string): SchemaFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".avsc"))
    .map((name) => ({
      name: name.replace(/\.avsc$/, ""),
      format: "avsc",
      source: new SourceFile(name, readFileSync(join(folder, name), "utf8")),
    }));
