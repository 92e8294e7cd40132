/** CPython 3.12, from the PATH or from pyenv; null where there is none, and then what needs it is skipped. */
import { spawnSync } from "node:child_process";

export interface CPython {
  /** Standard output of a script; `input` is its standard input. */
  run(script: string, input: string): string;
}

export function findCPython(): CPython | null {
  for (const env of [{}, pyenv()]) {
    if (env === null) continue;
    const options = { encoding: "utf8", env: { ...process.env, ...env } } as const;
    if (spawnSync("python3.12", ["-c", ""], options).status !== 0) continue;
    return {
      run: (script, input) => {
        const ran = spawnSync("python3.12", [script], { ...options, input, maxBuffer: 2 ** 30 });
        if (ran.status !== 0) throw new Error(`${script}: ${ran.stderr}`);
        return ran.stdout;
      },
    };
  }
  return null;
}

function pyenv(): { readonly PYENV_VERSION: string } | null {
  const listed = spawnSync("pyenv", ["versions", "--bare"], { encoding: "utf8" });
  const version = listed.stdout?.split("\n").find((line) => line.startsWith("3.12."));
  return version === undefined ? null : { PYENV_VERSION: version };
}
