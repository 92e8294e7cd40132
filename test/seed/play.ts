/** Takes one service through its observation: its files in a folder of its own, the service on it, the steps. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Stage } from "./stage.ts";
import { VERBS } from "./verbs.ts";

/** What `observe.yaml` holds. */
export interface Observation {
  /** What is seen, in a few words. */
  readonly about: string;
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

export interface Scene {
  /** In messages: `block 14`. */
  readonly name: string;
  readonly observation: Observation;
  /** Where the definition states none; `{{app}}` in names. */
  readonly applicationId: string;
  /** Puts what it is made of into an empty folder. */
  readonly furnish: (folder: string) => void;
  /** Definitions in the folder, in their order. */
  readonly definitions: readonly string[];
}

export interface HowToPlay {
  /** Brokers and registry; null: the embedded ones. */
  readonly kafka: { readonly brokers: string; readonly registry: string } | null;
  /** After the folder is furnished: those of a variant, and the one that makes the observation fail. */
  readonly changes?: readonly Change[];
}

export const readObservation = (folder: string): unknown =>
  parse(readFileSync(join(folder, "observe.yaml"), "utf8"));

/** Resolves when all was seen. @throws Error with what was seen instead */
export async function play(scene: Scene, how: HowToPlay): Promise<void> {
  const { observation, applicationId } = scene;
  const folder = mkdtempSync(join(tmpdir(), `ksmlc-${scene.name.replace(" ", "-")}-`));
  const port = await freePort();
  scene.furnish(folder);
  writeRunner(folder, port);
  for (const change of how.changes ?? []) makeChange(folder, change, scene.name);
  const inputs = inputsOf(folder, scene);
  const stage = new Stage(
    folder,
    {
      args: ["run", ...inputs, ...runOptions(applicationId, observation, how)],
      cwd: folder,
      environment: observation.environment ?? {},
      port,
    },
    {
      applicationId,
      brokers: how.kafka?.brokers ?? null,
      registry: how.kafka?.registry ?? null,
      buildArguments: inputs,
    },
  );
  const left = how.kafka === null ? [] : (observation.onKafka?.without ?? []);
  try {
    await started(stage, scene.name);
    for (const [i, step] of observation.steps.entries()) {
      const [[name, given] = ["", null], ...more] = Object.entries(step);
      const verb = VERBS[name];
      if (verb === undefined || more.length > 0) throw new Error(`step ${i + 1} has no verb`);
      if (left.includes(name)) continue;
      try {
        await verb(stage, given as never);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`${scene.name}, step ${i + 1} (${name}): ${message}`);
      }
    }
  } finally {
    await stage.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function started(stage: Stage, name: string): Promise<void> {
  try {
    await stage.start();
  } catch (error) {
    throw new Error(`${name}, start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function writeRunner(folder: string, port: number): void {
  mkdirSync(join(folder, "data"), { recursive: true });
  const runner = join(folder, "runner.yaml");
  const own = existsSync(runner) ? readFileSync(runner, "utf8") : DEFAULT_RUNNER;
  writeFileSync(runner, own.replaceAll("{{port}}", String(port)).replaceAll("{{folder}}", folder));
}

function makeChange(folder: string, change: Change, name: string): void {
  const path = join(folder, change.file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(change.from))
    throw new Error(`${change.file} of ${name} has no ${change.from}`);
  writeFileSync(path, text.replace(change.from, change.to));
}

const DEFAULT_RUNNER = `ksml:
  prometheus:
    enabled: true
    host: 127.0.0.1
    port: {{port}}
`;

/** What `run` and `build` both take. */
function inputsOf(folder: string, { definitions, applicationId }: Scene): readonly string[] {
  const has = (name: string): boolean => existsSync(join(folder, name));
  return [
    ...definitions,
    ...["--config", "runner.yaml", "--application-id", applicationId],
    ...(has("schemas") ? ["--schemas", "schemas"] : []),
    ...(has("extensions.ts") ? ["--extensions", "extensions.ts"] : []),
  ];
}

function runOptions(
  applicationId: string,
  { partitions = 1, prints = [] }: Observation,
  { kafka }: HowToPlay,
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
