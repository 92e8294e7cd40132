/** The life of a service: time goes by, it ends and begins again; its log, its folder, the project that is built of it. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Stage } from "../stage.ts";
import { same } from "./compare.ts";

export async function wait(stage: Stage, given: string): Promise<void> {
  await stage.pause(stage.ms(given));
}

/** Until so long after the service was ready. */
export async function at(stage: Stage, given: string): Promise<void> {
  await stage.pause(stage.readyAt + stage.ms(given) - Date.now());
}

export async function stop(stage: Stage, given: { readonly within: string } | null): Promise<void> {
  const took = await stage.service.stop();
  const limit = stage.ms(given?.within ?? "10s");
  if (took > limit) throw new Error(`it took ${took} ms to stop`);
  const code = stage.service.exit?.code;
  if (code !== 0) throw stage.service.failure(`the service ended with exit code ${code}`);
}

/** Ends the service if it runs, and starts it again on the same folder. */
export async function restart(stage: Stage): Promise<void> {
  await stage.service.stop();
  await stage.start();
}

/** Something below the working folder, while the service is stopped. */
export async function remove(stage: Stage, given: string): Promise<void> {
  if (!existsSync(join(stage.folder, given))) throw new Error(`${given} is not there`);
  rmSync(join(stage.folder, given), { recursive: true });
}

export async function log(
  stage: Stage,
  given: { readonly has: string; readonly within?: string },
): Promise<void> {
  const pattern = new RegExp(given.has);
  await stage.service.until(
    `the log has ${given.has}`,
    () => stage.service.log.some((line) => pattern.test(line)),
    stage.ms(given.within ?? "15s"),
  );
}

/** The lines of a file below the working folder, in any order. */
export async function files(
  stage: Stage,
  { path, lines }: { readonly path: string; readonly lines: readonly string[] },
): Promise<void> {
  const found = readFileSync(join(stage.folder, path), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  same(`the lines of ${path}`, [...lines].sort(), found.sort());
}

/** Builds the project and looks through its files. */
export async function artefact(stage: Stage, given: { readonly lacks: string }): Promise<void> {
  for (const [path, text] of stage.build()) {
    if (text.includes(given.lacks)) throw new Error(`${path} has ${given.lacks}`);
  }
}
