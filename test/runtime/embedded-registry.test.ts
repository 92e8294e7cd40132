/** The embedded registry's API, as clients of Confluent's see it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import type { RegistryRequest } from "../../runtime/notations/registry/transport.ts";
import { POINT, WIDER } from "./avro-support.ts";

describe("the embedded registry", () => {
  const ask = (
    registry: EmbeddedRegistry,
    method: RegistryRequest["method"],
    path: string,
    body?: JsonValue,
  ) => registry.handle({ method, path, ...(body === undefined ? {} : { body }) });
  const schema = (json: JsonValue): JsonValue => ({ schema: JSON.stringify(json) });

  it("answers as Confluent's does", async () => {
    const registry = new EmbeddedRegistry();
    const table: readonly (readonly [
      RegistryRequest["method"],
      string,
      JsonValue | undefined,
      number,
      JsonValue,
    ])[] = [
      ["GET", "/subjects", undefined, 200, []],
      ["POST", "/subjects/t-value/versions", schema(POINT), 200, { id: 1 }],
      ["POST", "/subjects/t-value/versions", schema(POINT), 200, { id: 1 }],
      ["POST", "/subjects/a%2Fb-value/versions", schema(POINT), 200, { id: 1 }],
      ["GET", "/subjects", undefined, 200, ["a/b-value", "t-value"]],
      ["GET", "/subjects/t-value/versions", undefined, 200, [1]],
      [
        "GET",
        "/subjects/t-value/versions/latest",
        undefined,
        200,
        { subject: "t-value", version: 1, id: 1, schema: JSON.stringify(POINT) },
      ],
      [
        "GET",
        "/subjects/t-value/versions/2",
        undefined,
        404,
        { error_code: 40402, message: "Version 2 not found." },
      ],
      [
        "GET",
        "/subjects/t-value/versions/x",
        undefined,
        422,
        { error_code: 42202, message: "The specified version 'x' is not a valid version id." },
      ],
      [
        "GET",
        "/subjects/u-value/versions/latest",
        undefined,
        404,
        { error_code: 40401, message: "Subject 'u-value' not found." },
      ],
      ["GET", "/schemas/ids/1", undefined, 200, { schema: JSON.stringify(POINT) }],
      [
        "GET",
        "/schemas/ids/9",
        undefined,
        404,
        { error_code: 40403, message: "Schema 9 not found" },
      ],
      ["GET", "/config", undefined, 200, { compatibilityLevel: "BACKWARD" }],
      [
        "GET",
        "/config/t-value",
        undefined,
        404,
        {
          error_code: 40408,
          message: "Subject 't-value' does not have subject-level compatibility configured",
        },
      ],
      [
        "PUT",
        "/config/t-value",
        { compatibility: "ODD" },
        422,
        { error_code: 42203, message: "Invalid compatibility level: ODD" },
      ],
      ["PUT", "/config/t-value", { compatibility: "FORWARD" }, 200, { compatibility: "FORWARD" }],
      ["GET", "/config/t-value", undefined, 200, { compatibilityLevel: "FORWARD" }],
      [
        "POST",
        "/compatibility/subjects/t-value/versions/latest",
        schema(WIDER),
        200,
        { is_compatible: true },
      ],
      [
        "POST",
        "/subjects/t-value",
        schema(WIDER),
        404,
        { error_code: 40403, message: "Schema not found" },
      ],
      ["POST", "/subjects/t-value/versions", schema(WIDER), 200, { id: 2 }],
      [
        "POST",
        "/subjects/t-value",
        schema(WIDER),
        200,
        { subject: "t-value", version: 2, id: 2, schema: JSON.stringify(WIDER) },
      ],
      [
        "POST",
        "/subjects/t-value/versions",
        { schema: "{" },
        422,
        { error_code: 42201, message: "Invalid schema {" },
      ],
      ["GET", "/mode", undefined, 200, { mode: "READWRITE" }],
      ["DELETE", "/subjects/t-value", undefined, 200, [1, 2]],
      ["GET", "/nothing", undefined, 404, { error_code: 404, message: "HTTP 404 Not Found" }],
    ];
    for (const [method, path, body, status, answer] of table) {
      expect(await ask(registry, method, path, body), `${method} ${path}`).toEqual({
        status,
        body: answer,
      });
    }
  });

  it.each([
    ["NONE", POINT, WIDER, true],
    ["BACKWARD", POINT, WIDER, false],
    ["BACKWARD", WIDER, POINT, true],
    ["FORWARD", POINT, WIDER, true],
    ["FORWARD", WIDER, POINT, false],
    ["FULL", POINT, WIDER, false],
  ] as const)("%s", async (level, first, second, isAllowed) => {
    const registry = new EmbeddedRegistry();
    registry.setLevel(null, level);
    await ask(registry, "POST", "/subjects/s/versions", schema(first));
    const { status } = await ask(registry, "POST", "/subjects/s/versions", schema(second));
    expect(status).toBe(isAllowed ? 200 : 409);
  });

  it("keeps what it knows in a folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ksmlc-registry-"));
    try {
      const registry = new EmbeddedRegistry({ folder });
      await ask(registry, "POST", "/subjects/s/versions", schema(POINT));
      registry.setLevel("s", "FULL");
      const again = new EmbeddedRegistry({ folder });
      expect(again.versions("s")).toEqual([{ version: 1, id: 1 }]);
      expect(again.level("s")).toBe("FULL");
      expect(again.add(POINT)).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
