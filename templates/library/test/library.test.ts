{{header}}

import assert from "node:assert/strict";
import { test } from "node:test";

{{definitions}}

for (const name of definitions) {
  test(`${name} loads`, async () => {
    const module: unknown = await import(new URL(`../dist/${name}`, import.meta.url).href);
    assert.equal(typeof module, "object");
  });
}
