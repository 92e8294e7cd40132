/** The sections of a README that only some services have: stores, registries, names left open, metrics. */
import type { CheckedDefinition, CheckedStore } from "../3-check/definition.ts";
import type { ServiceExternal } from "../3-check/service-externals.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { code, row, table } from "./markdown.ts";

export interface SectionsInput {
  readonly definitions: readonly CheckedDefinition[];
  readonly externals: readonly ServiceExternal[];
  readonly usesMetrics: boolean;
}

/** Each with a blank line before and after it; empty where there is nothing to say. */
export function readmeSections(input: SectionsInput): string {
  const { definitions, externals, usesMetrics } = input;
  const parts = [
    storeSection(definitions),
    registrySection(definitions),
    externalSection(externals),
    ...(usesMetrics ? [METRICS] : []),
  ].filter((part) => part !== null);
  return parts.map((part) => `${part}\n\n`).join("");
}

const METRICS = `## Metrics

What functions count and measure is at \`http://localhost:9999/metrics\`, in the text of Prometheus; the configuration that
the service runs with is at \`/config\` there. The log says which port it is, should that one be taken.`;

function storeSection(definitions: readonly CheckedDefinition[]): string | null {
  const rows = definitions.flatMap(({ namespace, stores }) =>
    stores.map((store) =>
      row(
        code(store.name),
        store.kind,
        type(store.key),
        type(store.value),
        kept(store),
        code(namespace),
      ),
    ),
  );
  if (rows.length === 0) return null;
  const all = definitions.flatMap(({ stores }) => stores);
  const isOnDisk = all.some(({ kind, persistent }) => persistent && kind !== "custom");
  const titles = ["store", "kind", "key", "value", "kept", "definition"];
  return `## Stores\n\n${table(titles, rows)}${isOnDisk ? `\n\n${ON_DISK}` : ""}`;
}

const ON_DISK = `Stores on disk lie in the folder that \`KSMLC_KAFKA_STATE_DIR\` names, else in a new one for each start, restored from their
changelogs. The log says where.`;

const type = (of: UserType): string => code(printType(of));

/** Where the content of a store is, and so what is lost with it. */
function kept({ kind, persistent, logging, implementation }: CheckedStore): string {
  const place =
    kind === "custom" ? `by ${code(implementation ?? "")}` : persistent ? "on disk" : "in memory";
  return logging ? `${place}, and on a changelog topic` : place;
}

function registrySection(definitions: readonly CheckedDefinition[]): string | null {
  const addresses = definitions.flatMap(({ topics }) =>
    topics.flatMap((each) => each.registry ?? []),
  );
  const distinct = [...new Set(addresses)];
  if (distinct.length === 0) return null;
  const shown = distinct.map(code).join(", ");
  return `## Schema registry

Schemas are registered at ${shown}. \`KSMLC_REGISTRY_URL\` gives another address${
    distinct.length > 1 ? ", or several as `old=new` with commas between them" : ""
  }.`;
}

function externalSection(externals: readonly ServiceExternal[]): string | null {
  if (externals.length === 0) return null;
  const rows = externals.map(({ section, name, places }) =>
    row(code(name), code(section), places.map(code).join(", ")),
  );
  return `## Names that the definitions leave open

\`src/extensions.ts\` has them; what each must be is in \`src/externals.ts\`.

${table(["name", "section", "used in"], rows)}`;
}
