/**
 * Functions in dialect form, like those that KSML's documentation shows: what they give, by CPython's rules. A store that
 * is read, a helper of the author's, numbers and dicts built on the way.
 */
import { describe, expect, test } from "vitest";
import * as py from "../runtime/python/index.ts";
import { runnable } from "./support/run-function.ts";

const json = (text: string): py.Value => py.json.loads(text);
const text = (value: py.Value): string => py.repr(value);

describe("a record that is changed in place, or dropped", () => {
  const grade = {
    code: `if "state" in value and value["state"] == "open":
  value["seen"] = True
  value["grade"] = grade_of(value)
  return value
return None
`,
  };
  const f = runnable(grade, { helpers: { grade_of: () => 42 } });
  test.each([
    ['{"state": "open", "x": 1}', "{'state': 'open', 'x': 1, 'seen': True, 'grade': 42}"],
    ['{"state": "new"}', "None"],
    ["{}", "None"],
  ])("%s", async (given, expected) => {
    expect(text(await f.call("k", json(given)))).toBe(expected);
  });

  test("None is no container", async () => {
    await expect(f.call("k", null)).rejects.toThrow("argument of type 'NoneType' is not iterable");
  });
});

describe("entries that are too old leave the author's store", () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const nowMs = 1_700_000_000_000;
  const expire = {
    code: `now = int(time.time() * 1000)
entry = notes.get(key)
if entry and "at" in entry:
  if now - entry["at"] > 30 * 24 * 60 * 60 * 1000:
    notes.delete(key)
    return None
return value
`,
    stores: { notes: { kind: "custom", implementation: "notes" } },
  } as const;
  const stores = { notes: { old: { at: nowMs - 31 * DAY_MS }, young: { at: nowMs - DAY_MS } } };
  test.each([
    ["old", null, null],
    ["young", 1, { at: nowMs - DAY_MS }],
    ["absent", 1, null],
  ])("%s", async (key, result, left) => {
    const f = runnable(expire, { stores, nowMs });
    expect(await f.call(key, 1)).toEqual(result);
    expect(f.held("notes", key)).toEqual(left);
  });
});

describe("sums in a dict whose keys are data", () => {
  const f = runnable({
    code: `prices = {}
factor = 10 if value.get("rank") == "gold" else 1
wanted = [line for line in value.get("lines", []) if line["count"] > 0]
for line in wanted:
  prices[line["id"]] = line["price"] * line["count"] * factor
return {"sum": sum(prices.values()), "lines": prices}
`,
  });
  const lines = '[{"id": "a", "price": 2, "count": 3}, {"id": "b", "price": 5, "count": 0}]';
  test.each([
    [`{"rank": "gold", "lines": ${lines}}`, "{'sum': 60, 'lines': {'a': 60}}"],
    [`{"lines": ${lines}}`, "{'sum': 6, 'lines': {'a': 6}}"],
    ["{}", "{'sum': 0, 'lines': {}}"],
    // An id may be any value that can be a key, and ints stay exact.
    [
      '{"lines": [{"id": 7, "price": 9007199254740993, "count": 1}]}',
      "{'sum': 9007199254740993, 'lines': {7: 9007199254740993}}",
    ],
    ['{"lines": [{"id": "10", "price": 1.5, "count": 2}]}', "{'sum': 3.0, 'lines': {'10': 3.0}}"],
  ])("%s", async (given, expected) => {
    expect(text(await f.call("k", json(given)))).toBe(expected);
  });

  test("a line without its count is an error of the record", async () => {
    await expect(f.call("k", json('{"lines": [{"id": "a"}]}'))).rejects.toThrow("'count'");
  });
});

describe("functions of globalCode, with a generator and a power", () => {
  const f = runnable({
    globalCode: `from math import sqrt
def mean_of(xs):
    return sum(xs) / len(xs) if xs else 0
def spread_of(xs):
    mean = mean_of(xs)
    return sqrt(sum((x - mean) ** 2 for x in xs) / len(xs) if xs else 0)
`,
    code: `xs = [reading["v"] for reading in value.get("readings", [])]
return {"mean": mean_of(xs), "spread": spread_of(xs)}
`,
  });
  test("eight readings", async () => {
    const readings = [2, 4, 4, 4, 5, 5, 7, 9].map((v) => ({ v }));
    expect(text(await f.call("k", { readings }))).toBe("{'mean': 5.0, 'spread': 2.0}");
  });
  test("none", async () => {
    expect(text(await f.call("k", {}))).toBe("{'mean': 0, 'spread': 0.0}");
  });
});

describe("a batch through a helper of the author's", () => {
  const batch = {
    code: `done = []
total = 0
count = 0
for part in value.get("parts", []):
  result = work(part)
  done.append(result)
  total += result["v"]
  count += 1
return {"done": done, "average": total / count if count > 0 else 0, "count": count}
`,
  };
  const doubled = (part: { readonly v: number }) => ({ v: 2 * part.v });
  const expected = "{'done': [{'v': 2}, {'v': 4}, {'v': 6}], 'average': 4.0, 'count': 3}";
  const parts = [{ v: 1 }, { v: 2 }, { v: 3 }];
  test.each([
    ["that answers at once", doubled],
    ["that waits", async (part: { readonly v: number }) => doubled(part)],
  ])("%s", async (_name, work) => {
    const f = runnable(batch, { helpers: { work } });
    expect(text(await f.call("k", { parts }))).toBe(expected);
    expect(text(await f.call("k", {}))).toBe("{'done': [], 'average': 0, 'count': 0}");
  });
});

describe("counts in a store, with a set and a name made of data", () => {
  const f = runnable(
    {
      code: `seen = visits.get(key)
if seen is None:
  seen = {"all": 0, "page_visits": 0, "pages": set(), "last": 0}
kind = value.get("kind")
seen["all"] += 1
seen[f"{kind}_visits"] = seen.get(f"{kind}_visits", 0) + 1
if "page" in value and value["page"]:
  seen["pages"].add(value["page"])
seen["last"] = max(seen.get("last", 0), value.get("at", 0))
visits.put(key, seen)
result = dict(seen)
result["pages"] = list(seen["pages"])
top = sorted(seen.items(), key=lambda x: str(x[1]), reverse=True)[:2]
result["names"] = [name for name, _ in top]
return result
`,
      stores: { visits: {} },
    },
    { stores: { visits: {} } },
  );
  test("one visit after the other", async () => {
    const visit = (given: string) => f.call("u", json(given)).then(text);
    expect(await visit('{"kind": "page", "page": "a", "at": 5}')).toBe(
      "{'all': 1, 'page_visits': 1, 'pages': ['a'], 'last': 5, 'names': ['pages', 'last']}",
    );
    expect(await visit('{"kind": "feed", "page": "a", "at": 4}')).toBe(
      "{'all': 2, 'page_visits': 1, 'pages': ['a'], 'last': 5, 'feed_visits': 1, 'names': ['pages', 'last']}",
    );
    expect(await visit('{"kind": null}')).toContain("'None_visits': 1");
    expect(text(f.held("visits", "u"))).toContain("'pages': {'a'}");
  });
});
