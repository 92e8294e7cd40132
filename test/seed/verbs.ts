/**
 * What a step of `observe.yaml` can do: one verb each. All of it looks at the service from outside: topics, pages over
 * HTTP, files, the request log of the embedded broker. A verb that sees something else than wanted throws.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Exact, parseExact, printExact, without } from "./exact-json.ts";
import { readMetrics } from "./metrics-page.ts";
import type { Stage } from "./stage.ts";

export type Verb = (stage: Stage, given: never) => Promise<void>;

/** Lines of NDJSON; `repeat` sends the one line so many times, `{{n}}` being its number from 0. */
type Feed = readonly string[] | { readonly line: string; readonly repeat: number };

async function feed(stage: Stage, given: Feed): Promise<void> {
  const lines =
    "line" in given
      ? Array.from({ length: given.repeat }, (_, n) => given.line.replaceAll("{{n}}", String(n)))
      : given;
  stage.service.feed(lines.map((line) => stage.fill(line)));
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

async function expect(stage: Stage, given: Expect): Promise<void> {
  const { topic, records, ignore = [], anyOrder = false } = given;
  const shown = (each: Exact): string => printExact(without(each, ignore));
  const wanted = records.map((text) => shown(parseExact(stage.fill(text))));
  const got = await stage.next(topic, wanted.length, stage.ms(given.within ?? "15s"));
  const found = got.map(({ key, value }) => shown({ key, value }));
  const [left, right] = anyOrder ? [[...wanted].sort(), [...found].sort()] : [wanted, found];
  same(`the records on ${topic}`, left, right);
}

/** The last record of each key of a topic, once it has come so far. */
async function latest(stage: Stage, given: Expect): Promise<void> {
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

/** Nothing comes on these topics for so long. */
async function quiet(
  stage: Stage,
  given: { readonly topics: readonly string[]; readonly for: string },
): Promise<void> {
  await stage.pause(stage.ms(given.for));
  for (const topic of given.topics) {
    const more = stage.unread(topic).map(({ key, value }) => printExact({ key, value }));
    same(`more records on ${topic}`, [], more);
  }
}

interface Metric {
  readonly series: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly equals?: number;
  /** Both ends included. */
  readonly between?: readonly [number | string, number | string];
  readonly fractional?: boolean;
  readonly within?: string;
}

/** The sum of all lines of a series that have these labels. */
async function metric(stage: Stage, given: Metric): Promise<void> {
  const { series, labels = {}, equals, between, fractional = false } = given;
  const read = async (): Promise<number | null> =>
    readMetrics(await stage.service.page("/metrics"), series, labels);
  const [from, to] = (between ?? []).map((each) => Number(stage.fill(String(each))));
  const fits = (value: number | null): boolean =>
    value !== null &&
    (equals === undefined || value === equals) &&
    (from === undefined || to === undefined || (value >= from && value <= to)) &&
    (!fractional || !Number.isInteger(value));
  const end = Date.now() + stage.ms(given.within ?? "5s");
  let value = await read();
  while (!fits(value) && Date.now() < end) {
    await stage.pause(100);
    value = await read();
  }
  if (!fits(value)) {
    throw new Error(
      `${series} ${JSON.stringify(labels)} is ${value}, not ${JSON.stringify(given)}`,
    );
  }
}

/** Entries of the configuration page. */
async function config(stage: Stage, given: Readonly<Record<string, string>>): Promise<void> {
  const page = JSON.parse(await stage.service.page("/config")) as {
    readonly kafka: Readonly<Record<string, string>>;
  };
  const found = Object.fromEntries(Object.keys(given).map((key) => [key, page.kafka[key] ?? null]));
  same("the configuration", stage.fillAll(given), found);
}

interface Requests {
  /** Fields that a line of the request log has. */
  readonly where: Readonly<Record<string, unknown>>;
  readonly count?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Only those so long after the service was ready. */
  readonly before?: string;
  readonly after?: string;
}

async function requests(stage: Stage, given: Requests): Promise<void> {
  const from = given.after === undefined ? 0 : stage.readyAt + stage.ms(given.after);
  const to =
    given.before === undefined ? Number.POSITIVE_INFINITY : stage.readyAt + stage.ms(given.before);
  if (Number.isFinite(to)) await stage.pause(to - Date.now());
  const found = stage.service.requests.filter(
    (each) =>
      Number(each.at) >= from &&
      Number(each.at) <= to &&
      contains(each, stage.fillAll(given.where)),
  );
  const fits =
    (given.count === undefined || found.length === given.count) &&
    (given.atLeast === undefined || found.length >= given.atLeast) &&
    (given.atMost === undefined || found.length <= given.atMost);
  if (!fits) {
    throw new Error(
      `${found.length} requests like ${JSON.stringify(given)}:\n${found.map((each) => JSON.stringify(each)).join("\n")}`,
    );
  }
}

/** How many members of a group have partitions of a topic now, and how many each. */
async function members(
  stage: Stage,
  given: {
    readonly group: string;
    readonly topic: string;
    readonly count: number;
    readonly partitionsEach: number;
  },
): Promise<void> {
  const wanted = Array.from({ length: given.count }, () => given.partitionsEach);
  const found = async (): Promise<number[]> => {
    const owned = await stage.cluster.members(stage.fill(given.group), given.topic);
    return [...owned.values()].map(({ length }) => length);
  };
  const end = Date.now() + 20_000;
  while (String(await found()) !== String(wanted) && Date.now() < end) await stage.pause(200);
  same(`partitions of the members of ${given.group}`, wanted, await found());
}

/** Whether a group has committed anything of a topic, so long after the service was ready. */
async function committed(
  stage: Stage,
  given: {
    readonly group: string;
    readonly topic: string;
    readonly at: string;
    readonly anything: boolean;
  },
): Promise<void> {
  await at(stage, given.at);
  const found = await stage.cluster.hasCommitted(stage.fill(given.group), given.topic);
  same(`whether ${given.group} has committed after ${given.at}`, given.anything, found);
}

/** The settings of a topic that was made for the service. */
async function topic(
  stage: Stage,
  given: { readonly name: string; readonly config: Readonly<Record<string, string>> },
): Promise<void> {
  const config = await stage.cluster.topicConfig(stage.fill(given.name));
  const found = Object.fromEntries(
    Object.keys(given.config).map((key) => [key, config?.[key] ?? null]),
  );
  same(`the settings of ${given.name}`, given.config, found);
}

interface Files {
  readonly path: string;
  readonly exists?: boolean;
  readonly lines?: readonly string[];
}

async function files(stage: Stage, { path, exists, lines }: Files): Promise<void> {
  const full = join(stage.folder, path);
  if (exists !== undefined) same(`whether ${path} is there`, exists, existsSync(full));
  if (lines === undefined) return;
  const found = readFileSync(full, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  same(`the lines of ${path}`, [...lines].sort(), found.sort());
}

async function log(
  stage: Stage,
  given: { readonly has: string; readonly within?: string },
): Promise<void> {
  const pattern = new RegExp(given.has);
  await stage.service.until(
    `the log has ${given.has}`,
    () => stage.service.log.some((line) => pattern.test(line)),
    stage.ms(given.within ?? "15s"),
  );
}

/** Records of one key share a partition; together they use so many. */
async function spread(
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
async function steady(
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

/** So many records on a topic since the service was started, and no more within a moment. */
async function count(
  stage: Stage,
  given: { readonly topic: string; readonly records: number; readonly within?: string },
): Promise<void> {
  const topic = stage.fill(given.topic);
  const found = (): number => stage.service.records.filter((each) => each.topic === topic).length;
  const end = Date.now() + stage.ms(given.within ?? "5s");
  while (found() < given.records && Date.now() < end) await stage.pause(50);
  await stage.pause(200);
  same(`records on ${topic}`, given.records, found());
}

/** The newest record of a topic. */
async function last(
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

/** Sends a line again and again until the service ends; `{{n}}` is its number. */
async function drip(
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

/** What the registry says of a subject: asked for, or as the request log has it where the registry is embedded. */
async function compatibility(
  stage: Stage,
  given: { readonly subject: string; readonly level: string },
): Promise<void> {
  const found = (): Promise<string | null> => stage.compatibilityOf(given.subject);
  const end = Date.now() + 5_000;
  while ((await found()) !== given.level && Date.now() < end) await stage.pause(100);
  same(`the level of ${given.subject}`, given.level, await found());
}

/** No topic was made whose name has this text. */
async function noTopic(stage: Stage, text: string): Promise<void> {
  const made = stage.service.requests.flatMap(({ created }) =>
    ((created ?? []) as readonly { readonly topic: string }[]).map(({ topic }) => topic),
  );
  same(
    `topics with ${text}`,
    [],
    made.filter((topic) => topic.includes(stage.fill(text))),
  );
}

/** Builds the project and looks through its files. */
async function artefact(stage: Stage, given: { readonly lacks: string }): Promise<void> {
  for (const [path, text] of stage.build()) {
    if (text.includes(given.lacks)) throw new Error(`${path} has ${given.lacks}`);
  }
}

async function wait(stage: Stage, given: string): Promise<void> {
  await stage.pause(stage.ms(given));
}

/** Until so long after the service was ready. */
async function at(stage: Stage, given: string): Promise<void> {
  await stage.pause(stage.readyAt + stage.ms(given) - Date.now());
}

async function stop(stage: Stage, given: { readonly within: string } | null): Promise<void> {
  const took = await stage.service.stop();
  const limit = stage.ms(given?.within ?? "10s");
  if (took > limit) throw new Error(`it took ${took} ms to stop`);
  const code = stage.service.exit?.code;
  if (code !== 0) throw stage.service.failure(`the service ended with exit code ${code}`);
}

/** Ends the service if it runs, and starts it again on the same folder. */
async function restart(
  stage: Stage,
  given: { readonly signal?: NodeJS.Signals } | null,
): Promise<void> {
  await stage.service.stop(given?.signal ?? "SIGTERM");
  await stage.start();
}

/** Something below the working folder, while the service is stopped. */
async function remove(stage: Stage, given: string): Promise<void> {
  if (!existsSync(join(stage.folder, given))) throw new Error(`${given} is not there`);
  rmSync(join(stage.folder, given), { recursive: true });
}

export const VERBS: Readonly<Record<string, Verb>> = {
  artefact,
  at,
  committed,
  compatibility,
  config,
  count,
  drip,
  expect,
  feed,
  files,
  last,
  latest,
  log,
  members,
  metric,
  noTopic,
  quiet,
  remove,
  requests,
  restart,
  spread,
  steady,
  stop,
  topic,
  wait,
};

function contains(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(found) && wanted.every((each) => found.some((one) => contains(one, each)));
  }
  if (typeof wanted !== "object" || wanted === null) return found === wanted;
  return (
    typeof found === "object" &&
    found !== null &&
    Object.entries(wanted).every(([key, each]) =>
      contains((found as Record<string, unknown>)[key], each),
    )
  );
}

function same(what: string, wanted: unknown, found: unknown): void {
  const [left, right] = [wanted, found].map((each) => JSON.stringify(each, null, 1));
  if (left !== right) throw new Error(`${what}: wanted ${left}, found ${right}`);
}
