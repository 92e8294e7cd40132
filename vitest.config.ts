import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/broker-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // Of tests that only wait for processes of their own.
    maxConcurrency: 6,
  },
});
