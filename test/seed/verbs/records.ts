/** Records that go in, and records as they come out: which, how often, in what order, in which partitions. */
import { type Exact, parseExact, printExact, without } from "../exact-json.ts";
import type { Stage } from "../stage.ts";
import { same } from "./compare.ts";
import { eventually } from "./eventually.ts";

/** Lines of NDJSON; `repeat` sends the one line so many times, `{{n}}` being its number from 0. */
type Feed = readonly string[] | { readonly line: string; readonly repeat: number };

export async function feed(stage: Stage, given: Feed): Promise<void> {
  const lines =
    "line" in given
      ? Array.from({ length: given.repeat }, (_, n) => given.line.replaceAll("{{n}}", String(n)))
      : given;
  stage.service.feed(lines.map((line) => stage.fill(line)));
}

/** Sends a line again and again until the service ends; `{{n}}` is its number. */
export async function drip(
  stage: Stage,
  given: { readonly line: string; readonly every: string },
): Promise<void> {
  let n = 0;
  const { service } = stage;
  const timer = setInterval(() => {
    if (service.exit !== null) clearInterval(timer);
    else service.feed([stage.fill(given.line.replaceAll("{{n}}", String(n++)))]);
  }, stage.ms(given.every));
  timer.unref();
}

interface Expect {
  readonly topic: string;
  /** `{"key":…,"value":…}` of the next records of the topic, as they are printed: `1` is not `1.0`. */
  readonly records: readonly string[];
  /** Fields that are not looked at: `value.timestamp`. */
  readonly ignore?: readonly string[];
  /** Records of several partitions or of different keys may come in any order. */
  readonly anyOrder?: boolean;
  readonly within?: string;
}

export async function expect(stage: Stage, given: Expect): Promise<void> {
  const { topic, records, ignore = [], anyOrder = false } = given;
  const shown = (each: Exact): string => printExact(without(each, ignore));
  const wanted = records.map((text) => shown(parseExact(stage.fill(text))));
  const got = await stage.next(topic, wanted.length, stage.ms(given.within ?? "15s"));
  const found = got.map(({ key, value }) => shown({ key, value }));
  const [left, right] = anyOrder ? [[...wanted].sort(), [...found].sort()] : [wanted, found];
  same(`the records on ${topic}`, left, right);
}

/** The last record of each key of a topic, once it has come so far. */
export async function latest(stage: Stage, given: Expect): Promise<void> {
  const wanted = new Map(
    given.records.map((text) => {
      const each = parseExact(stage.fill(text)) as { readonly key: Exact };
      return [printExact(each.key), printExact(without(each, given.ignore ?? []))] as const;
    }),
  );
  const found = (): Map<string, string> =>
    new Map(
      stage.service.records
        .filter(({ topic }) => topic === given.topic)
        .map(({ key, value }) => [
          printExact(key),
          printExact(without({ key, value }, given.ignore ?? [])),
        ]),
    );
  const holds = (): boolean => {
    const now = found();
    return now.size === wanted.size && [...wanted].every(([key, text]) => now.get(key) === text);
  };
  try {
    await stage.service.until("the last records", holds, stage.ms(given.within ?? "15s"));
  } catch {
    same(
      `the last record of each key on ${given.topic}`,
      [...wanted.values()].sort(),
      [...found().values()].sort(),
    );
  }
}

/** The newest record of a topic. */
export async function last(
  stage: Stage,
  given: { readonly topic: string; readonly record: string; readonly ignore?: readonly string[] },
): Promise<void> {
  const newest = stage.service.records.findLast(({ topic }) => topic === given.topic);
  if (newest === undefined) throw new Error(`nothing came on ${given.topic}`);
  const shown = (each: Exact): string => printExact(without(each, given.ignore ?? []));
  same(
    `the last record on ${given.topic}`,
    shown(parseExact(stage.fill(given.record))),
    shown({ key: newest.key, value: newest.value }),
  );
}

/** So many records on a topic since the service was started, and no more within a moment. */
export async function count(
  stage: Stage,
  given: { readonly topic: string; readonly records: number; readonly within?: string },
): Promise<void> {
  const topic = stage.fill(given.topic);
  const found = (): number => stage.service.records.filter((each) => each.topic === topic).length;
  const withinMs = stage.ms(given.within ?? "5s");
  await eventually(found, (records) => records >= given.records, { withinMs, everyMs: 50 });
  await stage.pause(200);
  same(`records on ${topic}`, given.records, found());
}

/** Nothing comes on these topics for so long. */
export async function quiet(
  stage: Stage,
  given: { readonly topics: readonly string[]; readonly for: string },
): Promise<void> {
  await stage.pause(stage.ms(given.for));
  for (const topic of given.topics) {
    const more = stage.unread(topic).map(({ key, value }) => printExact({ key, value }));
    same(`more records on ${topic}`, [], more);
  }
}

/** Records of one key share a partition; together they use so many. */
export async function spread(
  stage: Stage,
  given: { readonly topic: string; readonly records: number; readonly partitions: number },
): Promise<void> {
  const records = await stage.next(given.topic, given.records, 15_000);
  const byKey = new Map<string, Set<number>>();
  for (const { key, partition } of records) {
    const name = printExact(key);
    byKey.set(name, (byKey.get(name) ?? new Set()).add(partition));
  }
  for (const [key, partitions] of byKey) same(`partitions of key ${key}`, 1, partitions.size);
  same(
    "partitions used",
    given.partitions,
    new Set(records.map(({ partition }) => partition)).size,
  );
}

/** Records came at least this often: no pause between two of them was longer. */
export async function steady(
  stage: Stage,
  given: { readonly topic: string; readonly longestPause: string },
): Promise<void> {
  const times = stage.service.records
    .filter(({ topic }) => topic === given.topic)
    .map(({ seenAt }) => seenAt);
  const longest = Math.max(...times.slice(1).map((at, i) => at - (times[i] as number)));
  if (!(longest <= stage.ms(given.longestPause))) {
    throw new Error(`the longest pause on ${given.topic} was ${longest} ms`);
  }
}
