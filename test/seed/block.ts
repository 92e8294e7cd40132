/** The blocks of the document, each with its companion (fixtures/seed), as scenes to play. */
import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Change, type HowToPlay, type Observation, play, readObservation } from "./play.ts";
import { KSMLC } from "./running-service.ts";

const BLOCKS = fileURLToPath(new URL("../../../shared/seed/blocks", import.meta.url));
const COMPANIONS = fileURLToPath(new URL("../../fixtures/seed", import.meta.url));

export interface BlockObservation extends Observation {
  /** The block, where the folder has another name: a variant with a change of its own. */
  readonly block?: string;
  /** The folder whose companion it shares. */
  readonly companion?: string;
  readonly edits?: readonly Change[];
}

export interface HowToRun extends Pick<HowToPlay, "kafka"> {
  /** Makes the observation fail. */
  readonly change?: Change;
  /** The text of the definition in place of the block's own (its canonical form). */
  readonly definition?: string;
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

const blockText = (block: string): string => readFileSync(join(BLOCKS, `${block}.yaml`), "utf8");

export const observationOf = (block: string): BlockObservation =>
  readObservation(join(COMPANIONS, block)) as BlockObservation;

/** The block's own bytes, and the companion's sections behind them. */
export function definitionOf(name: string): string {
  const { block = name, companion: folder = name } = observationOf(name);
  const companion = join(COMPANIONS, folder, "companion.yaml");
  return existsSync(companion)
    ? `${blockText(block)}\n${readFileSync(companion, "utf8")}`
    : blockText(block);
}

/** What `ksmlc describe --format canonical` prints for the block with its companion. */
export async function canonicalOf(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `ksmlc-canonical-${name}-`));
  try {
    furnish(folder, name, null);
    const has = (file: string): boolean => existsSync(join(folder, file));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...[KSMLC, "describe", "block.yaml", "--format", "canonical"],
        ...(has("schemas") ? ["--schemas", "schemas"] : []),
        ...(has("extensions.ts") ? ["--extensions", "extensions.ts"] : []),
      ],
      { cwd: folder },
    );
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the block and what its companion has beside it into a folder. */
function furnish(folder: string, name: string, definition: string | null): void {
  const companion = join(COMPANIONS, observationOf(name).companion ?? name);
  cpSync(companion, folder, {
    recursive: true,
    filter: (path) => !/(?:observe|companion)\.yaml$/.test(path),
  });
  writeFileSync(join(folder, "block.yaml"), definition ?? definitionOf(name));
}

/** Resolves when all was seen. @throws Error with what was seen instead */
export async function observe(name: string, how: HowToRun): Promise<void> {
  const observation = observationOf(name);
  const companion = join(COMPANIONS, observation.companion ?? name);
  const more = readdirSync(companion).filter((file) => file.endsWith(".definition.yaml"));
  const scene = {
    name: `block ${name}`,
    observation,
    applicationId: `${how.prefix ?? ""}seed-${name}`,
    definitions: ["block.yaml", ...more],
    furnish: (folder: string) => furnish(folder, name, how.definition ?? null),
  };
  const { edits = [] } = observation;
  const changes = how.change === undefined ? edits : [...edits, how.change];
  await play(scene, { kafka: how.kafka, changes });
}
