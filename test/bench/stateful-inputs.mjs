// Seeded inputs of the rows with state. A row is { steps, preload, table?, schemas? }: steps are { topic, batch }, or
// { commit: true } where the service commits. Steps are timed, again in each round; `preload` comes before, untimed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { putLong } from "./by-hand/state.mjs";
import { batchOf, PER_BATCH, random, T0, zipf } from "./contenders/scenarios.mjs";

const KEYS = 10_000;
/** A commit after so many batches. */
const BATCHES_PER_COMMIT = 10;

const pad = (n, width) => String(n).padStart(width, "0");

function batches(count, topic, record) {
  return Array.from({ length: count }, (_, b) => ({
    topic,
    batch: batchOf(Array.from({ length: PER_BATCH }, (_, i) => record(b * PER_BATCH + i))),
  }));
}

const withCommits = (steps) =>
  steps.flatMap((step, i) =>
    i % BATCHES_PER_COMMIT === BATCHES_PER_COMMIT - 1 ? [step, { commit: true }] : [step],
  );

function aggregate() {
  const r = random(6);
  const section = zipf(r, KEYS);
  const passage = (i) => ({
    key: Buffer.from(`car-${pad(r.int(50_000), 6)}`),
    timestamp: T0 + i * 3 - r.int(20),
    value: Buffer.from(
      `{"passage_id":${1e6 + i},"section":"section-${pad(section(), 5)}","cents":${r.int(900)},"lane":${r.int(4)},` +
        `"axles":${2 + r.int(4)},"at":${T0 + i * 3},"weight":${r.int(400) / 10},"tag":"${r.next() < 0.7 ? "transponder" : "camera"}"}`,
    ),
  });
  return { preload: [], steps: withCommits(batches(40, "passages", passage)) };
}

const GENRES = ["history", "science", "crime", "music", "sport", "cooking", "travel"];
const EPISODES = 3000;
export const episode = (n) => `episode-${pad(n, 4)}`;
const schemas = join(import.meta.dirname, "../../examples/podcast-insights/schemas");
export const PODCAST_SCHEMAS = ["Play", "Episode", "ListeningHour", "Subscriber", "Insight"];
/** By the order in which the registry gets them. */
export const SCHEMA_IDS = Object.fromEntries(PODCAST_SCHEMAS.map((name, i) => [name, i + 1]));

/** Confluent framing, then what `write` appends: `text`, `long`, `double`, or bytes. */
export function framed(id, write) {
  const b = Buffer.alloc(1024);
  b.writeInt32BE(id, 1);
  let p = 5;
  write({
    text(s) {
      const bytes = Buffer.from(s);
      p = putLong(b, p, bytes.length);
      p += bytes.copy(b, p);
    },
    long(v) {
      p = putLong(b, p, v);
    },
    double(v) {
      p = b.writeDoubleLE(v, p);
    },
  });
  return Buffer.from(b.subarray(0, p));
}

function analytics() {
  const r = random(7);
  const listener = () => Buffer.from(`listener-${pad(r.int(KEYS), 5)}`);
  const WHATS = ["start", "start", "start", "finish", "finish", "skip", "like", "pause", "rewind"];
  const play = (i) => {
    const at = T0 + i * 120;
    const what = r.pick(WHATS);
    return {
      key: listener(),
      timestamp: at,
      value: framed(SCHEMA_IDS.Play, (to) => {
        to.long(at);
        to.text(what);
        if (r.next() < 0.1) to.long(0);
        else {
          to.long(1);
          to.text(episode(r.int(EPISODES + 150))); // some that the table does not have
        }
        to.double(what === "start" ? 0 : Math.round(r.next() * 36000) / 10);
      }),
    };
  };
  const subscription = (i) => ({
    key: Buffer.from(`listener-${pad(i % KEYS, 5)}`),
    timestamp: T0,
    value: Buffer.from(
      `{"plan":"${r.pick(["family", "single", "student"])}","months":${r.int(60)}}`,
    ),
  });
  const changed = () => subscription(r.int(KEYS));
  const steps = batches(60, "plays", play).flatMap((step, i) =>
    i % 20 === 10 ? [...batches(1, "subscriptions", changed), step] : [step],
  );
  return {
    schemas: PODCAST_SCHEMAS.map((name) =>
      JSON.parse(readFileSync(join(schemas, `${name}.avsc`), "utf8")),
    ),
    table: batches(EPISODES / PER_BATCH, "episodes", (i) => ({
      key: Buffer.from(episode(i)),
      timestamp: T0,
      value: framed(SCHEMA_IDS.Episode, (to) => to.text(r.pick(GENRES))),
    })),
    // Half of the listeners subscribe.
    preload: [...batches(KEYS / 2 / PER_BATCH, "subscriptions", subscription), { commit: true }],
    steps: withCommits(steps),
  };
}

export const INPUTS = { aggregate, analytics };
