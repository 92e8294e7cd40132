/** Takes one block through its observation: puts it beside its companion, runs it, does the steps. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { Stage } from "./stage.ts";
import { VERBS } from "./verbs.ts";

const BLOCKS = fileURLToPath(new URL("../../../shared/seed/blocks", import.meta.url));
const COMPANIONS = fileURLToPath(new URL("../../fixtures/seed", import.meta.url));

export interface Observation {
  /** What is seen, in a few words. */
  readonly about: string;
  /** The block, where the folder has another name: a variant with a change of its own. */
  readonly block?: string;
  /** The folder whose companion it shares. */
  readonly companion?: string;
  readonly edits?: readonly Change[];
  /** Of topics that the service makes. */
  readonly partitions?: number;
  /** Topics to print beside those of pipelines. */
  readonly prints?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  /** One change after which the observation must fail. */
  readonly change: Change;
  /** Steps that cannot be seen on a broker of its own are left out there. */
  readonly onKafka?: { readonly without?: readonly string[] };
}

export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface HowToRun {
  /** Brokers and registry; null: the embedded ones. */
  readonly kafka: { readonly brokers: string; readonly registry: string } | null;
  /** Makes the observation fail. */
  readonly change?: Change;
  /** The text of the definition in place of the block's own (its canonical form). */
  readonly definition?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Begins the names of groups, so that runs on one broker do not meet. */
  readonly prefix?: string;
}

export const hasBlocks = (): boolean => existsSync(BLOCKS);

/** The blocks of the document. */
export const blockNames = (): readonly string[] =>
  readdirSync(BLOCKS)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();

/** What is observed beside them: blocks with a change of their own. */
export const variantNames = (): readonly string[] =>
  readdirSync(COMPANIONS)
    .filter((name) => !/^\d+$/.test(name) && existsSync(join(COMPANIONS, name, "observe.yaml")))
    .sort();

export const blockText = (block: string): string =>
  readFileSync(join(BLOCKS, `${block}.yaml`), "utf8");

export function observationOf(block: string): Observation {
  return parse(readFileSync(join(COMPANIONS, block, "observe.yaml"), "utf8")) as Observation;
}

/** The block's own bytes, and the companion's sections behind them. */
export function definitionOf(name: string): string {
  const { block = name, companion: folder = name } = observationOf(name);
  const companion = join(COMPANIONS, folder, "companion.yaml");
  return existsSync(companion)
    ? `${blockText(block)}\n${readFileSync(companion, "utf8")}`
    : blockText(block);
}

/** Resolves when all was seen. @throws Error with what was seen instead */
export async function observe(block: string, how: HowToRun): Promise<void> {
  const observation = observationOf(block);
  const folder = mkdtempSync(join(tmpdir(), `ksmlc-seed-${block}-`));
  const port = await freePort();
  prepare(folder, block, port, how);
  const inputs = inputsOf(folder, block, how);
  const stage = new Stage(
    folder,
    {
      args: ["run", ...inputs.args, ...runOptions(inputs.applicationId, observation, how)],
      cwd: folder,
      environment: { ...observation.environment, ...how.environment },
      port,
    },
    {
      applicationId: inputs.applicationId,
      registry: how.kafka?.registry ?? null,
      buildArguments: inputs.args,
    },
  );
  const left = how.kafka === null ? [] : (observation.onKafka?.without ?? []);
  try {
    await stage.start();
    for (const [i, step] of observation.steps.entries()) {
      const [[name, given] = ["", null], ...more] = Object.entries(step);
      const verb = VERBS[name];
      if (verb === undefined || more.length > 0) throw new Error(`step ${i + 1} has no verb`);
      if (left.includes(name)) continue;
      try {
        await verb(stage, given as never);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`block ${block}, step ${i + 1} (${name}): ${message}`);
      }
    }
  } finally {
    await stage.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function prepare(folder: string, block: string, port: number, how: HowToRun): void {
  const { companion: shared = block, edits = [] } = observationOf(block);
  const companion = join(COMPANIONS, shared);
  cpSync(companion, folder, {
    recursive: true,
    filter: (path) => !/(?:observe|companion)\.yaml$/.test(path),
  });
  mkdirSync(join(folder, "data"), { recursive: true });
  writeFileSync(join(folder, "block.yaml"), how.definition ?? definitionOf(block));
  const runner = join(folder, "runner.yaml");
  const own = existsSync(runner) ? readFileSync(runner, "utf8") : DEFAULT_RUNNER;
  writeFileSync(runner, own.replaceAll("{{port}}", String(port)).replaceAll("{{folder}}", folder));
  for (const change of how.change === undefined ? edits : [...edits, how.change]) {
    const path = join(folder, change.file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(change.from)) {
      throw new Error(`${change.file} of block ${block} has no ${change.from}`);
    }
    writeFileSync(path, text.replace(change.from, change.to));
  }
}

const DEFAULT_RUNNER = `ksml:
  prometheus:
    enabled: true
    host: 127.0.0.1
    port: {{port}}
`;

/** What `run` and `build` both take. */
function inputsOf(
  folder: string,
  block: string,
  { prefix = "" }: HowToRun,
): { readonly args: readonly string[]; readonly applicationId: string } {
  const more = readdirSync(folder).filter((name) => name.endsWith(".definition.yaml"));
  const has = (name: string): boolean => existsSync(join(folder, name));
  const applicationId = `${prefix}seed-${block}`;
  return {
    applicationId,
    args: [
      "block.yaml",
      ...more,
      ...["--config", "runner.yaml", "--application-id", applicationId],
      ...(has("schemas") ? ["--schemas", "schemas"] : []),
      ...(has("extensions.ts") ? ["--extensions", "extensions.ts"] : []),
    ],
  };
}

function runOptions(
  applicationId: string,
  { partitions = 1, prints = [] }: Observation,
  { kafka }: HowToRun,
): string[] {
  return [
    ...["--partitions", String(partitions), "--feed", "-", "--dir", "data"],
    ...["*", ...prints].flatMap((topic) => ["--print", topic.replaceAll("{{app}}", applicationId)]),
    ...(kafka === null
      ? ["--log-requests"]
      : ["--kafka", kafka.brokers, "--registry", kafka.registry]),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
