{{header}}

import assert from "node:assert/strict";
import { test } from "node:test";
import { Producers, Topology } from "ksmlc/runtime";

const definitions: readonly string[] = {{modules}};

for (const name of definitions) {
  test(`${name} loads and can be wired`, async () => {
    const module: object = await import(new URL(`../src/${name}`, import.meta.url).href);
    const parts = Object.values(module);
    assert.ok(parts.some((part) => part instanceof Topology || part instanceof Producers));
  });
}
