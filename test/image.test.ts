/**
 * The Dockerfile of a generated project: linted, built, run, not as root. Builds without a daemon (scripts/image.sh), so it needs root
 * and Debian's buildah; KSMLC_TEST_REQUIRE=image turns "cannot" into a failure.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildKsmlc, environment, ksmlc, root, run } from "./support/built-ksmlc.ts";

const MINUTES = 60_000;
const TAG = "localhost/ksmlc-test-service";
const required = (process.env.KSMLC_TEST_REQUIRE ?? "").split(",").includes("image");

const has = (program: string): boolean =>
  spawnSync(program, ["--version"], { env: environment }).status === 0;

/** Null: images can be built here. */
function obstacle(): string | null {
  if (process.getuid?.() !== 0) return "needs root";
  const missing = ["buildah", "mmdebstrap", "hadolint"].filter((program) => !has(program));
  return missing.length === 0 ? null : `needs ${missing.join(", ")}`;
}

const hasDocker = spawnSync("docker", ["info"], { timeout: 10_000 }).status === 0;

const reason = obstacle();
if (reason !== null && required) throw new Error(`the image cannot be tested: it ${reason}`);

describe.skipIf(reason !== null)(`the image${reason === null ? "" : ` (${reason})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "ksmlc-image-"));
  const image = (...args: readonly string[]): string =>
    run(join(root, "scripts/image.sh"), args, root);

  beforeAll(() => {
    buildKsmlc();
    const example = join(root, "examples/hot-sensors");
    ksmlc(["build", join(example, "hot-sensors.yaml"), "-o", join(folder, "service")], example);
  }, 5 * MINUTES);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    spawnSync(join(root, "scripts/image.sh"), ["remove", TAG], { env: environment });
  });

  test("hadolint finds nothing", () => {
    expect(run("hadolint", [join(folder, "service/Dockerfile")], folder)).toBe("");
  });

  test(
    "is built",
    () => {
      image("base");
      image("build", join(folder, "service"), TAG);
    },
    10 * MINUTES,
  );

  test(
    "runs as an ordinary user, with nothing in it that builds",
    () => {
      expect(image("run", TAG, "id", "-un").trim()).toBe("node");
      const content = image("run", TAG, "sh", "-c", "ls -a; ls node_modules; touch x 2>&1 || true");
      expect(content).not.toMatch(/typescript|@types|^src$|tsconfig|vendor/m);
      expect(content).toMatch(/touch: cannot touch/);
    },
    2 * MINUTES,
  );

  test(
    "starts the service, which writes no file and ends well when it is stopped",
    () => {
      const output = image("run", TAG, "sh", "-c", `touch /tmp/begin; ${SERVICE}; ${NEW_FILES}`);
      expectService(output);
      expect(output).toMatch(/new files:\n\/tmp\/begin\n$/);
    },
    2 * MINUTES,
  );

  test(
    "starts the service where no file can be written at all",
    () => {
      const output = image(
        "run-read-only",
        TAG,
        "sh",
        "-c",
        `id -u; touch /tmp/x 2>&1; ${SERVICE}`,
      );
      expect(output).toMatch(/^1000\ntouch: .*Read-only file system\n/);
      expectService(output);
    },
    2 * MINUTES,
  );

  // Not skipped elsewhere: the test above shows the same without Docker.
  if (hasDocker) {
    test(
      "Docker builds it, and runs it with a read-only root file system",
      () => {
        const docker = (...args: readonly string[]): string => run("docker", args, folder);
        docker("build", "--tag", TAG, join(folder, "service"));
        try {
          expectService(
            docker("run", "--rm", "--read-only", "--network", "none", TAG, "sh", "-c", SERVICE),
          );
        } finally {
          spawnSync("docker", ["image", "rm", TAG], { env: environment });
        }
      },
      10 * MINUTES,
    );
  }
});

/** Runs the service for some seconds, then stops it. */
const SERVICE =
  'node --enable-source-maps dist/main.js --embedded & pid=$!; sleep 4; kill -TERM $pid; wait $pid; echo "ended with $?"';
const NEW_FILES =
  'echo "new files:"; find / -xdev \\( -newer /tmp/begin -o -path /tmp/begin \\) -type f -not -path "/proc/*" -not -path "/sys/*" -not -path "/dev/*" 2>/dev/null || true';

function expectService(output: string): void {
  expect(output).toMatch(/Task 0_0 is running/);
  expect(output).toContain("ended with 0");
}
