{{header}}

import assert from "node:assert/strict";
import { test } from "node:test";
import { Producers, Topology } from "ksmlc/runtime";
import { TestDriver } from "ksmlc/runtime/testing";

{{definitions}}

for (const name of definitions) {
  test(`${name} loads and can be wired`, async () => {
    const module: object = await import(new URL(`../dist/${name}`, import.meta.url).href);
    const parts: unknown[] = Object.values(module);
    assert.ok(parts.some((part) => part instanceof Topology || part instanceof Producers));
    const topologies = parts.filter((part) => part instanceof Topology);
    if (topologies.length > 0) new TestDriver({ topologies });
  });
}
