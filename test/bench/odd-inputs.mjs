// Seeded inputs that are compared, never timed: usual records and odd ones, half and half, on every topic that a service
// reads. Steps are as those of stateful-inputs.mjs, in two halves, of which each ends with a commit.
import { batchOf, random, T0 } from "./contenders/scenarios.mjs";
import { malformed, OddValues } from "./odd-values.mjs";
import { episode, framed, SCHEMA_IDS } from "./stateful-inputs.mjs";

const RECORDS = 4000;
const MOST_IN_BATCH = 150;
const BATCHES_PER_COMMIT = 5;
/** Few, so that most records find what others left. */
const KEYS = 15;

/** `makersOf`: by topic what makes a value, of its time and of how likely its parts are odd ones. */
function halves(seed, makersOf) {
  const r = random(seed);
  const values = new OddValues(r);
  const makers = makersOf(r, values);
  const topics = Object.keys(makers);
  const made = [];
  for (let n = 0, batches = 1; n < RECORDS; batches++) {
    const topic = r.pick(topics);
    const size = 1 + r.int(MOST_IN_BATCH);
    const records = Array.from({ length: size }, (_, i) =>
      record(r, values, makers[topic], T0 + (n + i) * 1000),
    );
    made.push({ topic, batch: batchOf(records) });
    if (batches % BATCHES_PER_COMMIT === 0) made.push({ commit: true });
    n += size;
  }
  const half = made.length >> 1;
  return [made.slice(0, half), made.slice(half)].map((part) => [...part, { commit: true }]);
}

function record(r, values, make, time) {
  const key = Buffer.from(`key-${r.int(KEYS)}`);
  if (r.next() < 0.5) return { key, timestamp: time, value: make(time, 0) };
  return {
    key: values.key(key),
    timestamp: values.time(time),
    headers: values.headers(),
    value: make(time, 0.15),
  };
}

function aggregate() {
  return {
    halves: halves(8, (r, values) => {
      const passage = (_time, oddity) =>
        values.json(
          {
            section: `"section-${r.int(KEYS)}"`,
            cents: values.chance(oddity) ? r.pick(["1.5", "2.0", "true"]) : r.int(900),
            lane: r.int(4),
            tag: '"camera"',
          },
          oddity,
        );
      return { passages: passage, passages_by_section: passage };
    }),
  };
}

const ODD_LONGS = [0n, -1n, -5n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const ODD_DOUBLES = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1e-300, 0.1 + 0.2, 5e-324];
const WHATS = ["start", "finish", "skip", "like"];
/** Members of a set that the store makes one text of. */
const TWINS = ["12", '"12"', "12.0", '"12.0"', "-0.5", '"-0.5"'];
/** A list in a text. */
const GENRES_TEXT = JSON.stringify('[["music",3],{"genre":1,"episodes":2.5}]');
const OTHER_WHATS = ["pause", "", "sk", "skipp", "Start", "é"];

/** What the stages of examples/podcast-insights read. */
class Podcasts {
  constructor(r, values) {
    this.r = r;
    this.values = values;
  }

  /** Most are usual. */
  mostly(usual, odd, oddity) {
    return this.values.chance(oddity) ? odd() : usual();
  }

  name = () => `"${episode(this.r.int(40))}"`;

  seconds = () => `${this.r.int(3000)}.${this.r.int(10)}`;

  list(most, oddity, usual, odd) {
    const item = () => this.mostly(usual, odd, oddity);
    return `[${Array.from({ length: this.r.int(most) }, item).join(",")}]`;
  }

  play = (time, oddity) => {
    const { r, values } = this;
    if (values.chance(oddity / 5)) return null;
    const value = framed(SCHEMA_IDS.Play, (to) => {
      to.long(
        this.mostly(
          () => time,
          () => r.pick(ODD_LONGS),
          oddity,
        ),
      );
      to.text(r.pick(values.chance(0.1) ? OTHER_WHATS : WHATS));
      if (values.chance(0.1)) to.long(0);
      else {
        to.long(1);
        to.text(JSON.parse(this.mostly(this.name, () => values.text(), oddity)));
      }
      to.double(
        this.mostly(
          () => r.int(36000) / 10,
          () => r.pick(ODD_DOUBLES),
          oddity,
        ),
      );
    });
    return malformed(value);
  };

  picked = (time, oddity) =>
    this.values.json(
      {
        at: time,
        episode: this.mostly(this.name, () => this.r.pick(TWINS), oddity),
        mood: '"trial"',
        seconds: this.seconds(),
        what: `"${this.r.pick(WHATS)}"`,
      },
      oddity,
    );

  hour(time, oddity) {
    const number = () => this.r.int(6);
    return {
      different_episodes: number(),
      events: number(),
      finish_count: number(),
      heard: this.list(30, oddity / 5, this.name, () => this.values.any()),
      last_at: time,
      like_count: number(),
      seconds: this.seconds(),
      skip_count: number(),
      start_count: number(),
    };
  }

  counted = (time, oddity) => this.values.json(this.hour(time, oddity), oddity);

  withGenres = (time, oddity) => {
    const { r, values } = this;
    const pair = () => `["history",${r.int(5)}]`;
    const struct = () => `{"episodes":${values.any()},"genre":${values.text()}}`;
    const odd = () => (values.chance(0.5) ? struct() : values.any());
    const genres = this.mostly(
      () => this.list(4, oddity, pair, odd),
      () => r.pick([values.text(), GENRES_TEXT]),
      oddity,
    );
    return values.json({ ...this.hour(time, oddity), genres }, oddity);
  };

  subscription = (_time, oddity) =>
    this.values.json({ plan: '"family"', months: this.r.int(60) }, oddity);
}

function analytics() {
  return {
    halves: halves(9, (r, values) => {
      const podcasts = new Podcasts(r, values);
      return {
        plays: podcasts.play,
        picked_plays: podcasts.picked,
        counted_hours: podcasts.counted,
        hours_with_genres: podcasts.withGenres,
        subscriptions: podcasts.subscription,
      };
    }),
  };
}

export const ODD_INPUTS = { aggregate, analytics };
