/** Which fields of a store read back as sets: those that its schema declares, and those that functions give sets. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { compileService } from "../../bin/compile-service.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/diagnostics/type/inferred-set/nested");

it("names them where the store is declared", async () => {
  const options = { format: "text", color: "never", quiet: true, schemas: FOLDER } as const;
  const { service } = await compileService([join(FOLDER, "definition.yaml")], options, "service");
  const text = service?.modules[0]?.text ?? "";
  expect(/sets: \[[^\]]*\]/.exec(text)?.[0]).toBe(
    'sets: ["detail.towns", "detail.genres", "shows.guests", "detail.years"]',
  );
});
