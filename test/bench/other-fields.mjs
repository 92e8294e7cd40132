/**
 * The work of json200 and json1k on other names (other-fields.yaml), so that nothing can have been made for the fields of
 * the comparison. A process of its own:  node other-fields.mjs SCENARIO same|other
 * prints the median time of its rounds in µs a record, and the records that differ from a plain reference.
 */
import { decodeBatch } from "./contenders/batch.mjs";
import { boxed, concat, get, item, parse, toFloat, write } from "./contenders/exact.mjs";
import { batchOf, SCENARIOS } from "./contenders/scenarios.mjs";
import { create } from "./service.mjs";

const [scenario, which] = process.argv.slice(2);
const WARM_UP = 8;
const ROUNDS = 15;

/** Names of the comparison, and of a parcel service. */
const NAMES = [
  ["temperature", "weight_kg"],
  ["device_id", "van"],
  ["room", "depot"],
];

function renamed(batch) {
  const records = decodeBatch(batch).map((record) => {
    if (record.value === null) return record;
    const text = NAMES.reduce(
      (all, [from, to]) => all.replaceAll(`"${from}"`, `"${to}"`),
      record.value.toString(),
    );
    return { ...record, value: Buffer.from(text) };
  });
  return batchOf(records);
}

/** What other-fields.yaml says. */
function expected({ key, value, timestamp }) {
  if (value === null || value.length === 0) return [];
  const parcel = parse(value.toString());
  if (!(toFloat(get(parcel, "weight_kg", 0)) > 20)) return [];
  parcel.set("weight_lb", boxed(toFloat(item(parcel, "weight_kg")) * 2.2 + 0.5));
  parcel.set("stop", concat(item(parcel, "van"), "@", get(parcel, "depot", "unknown")));
  return [shown(key, write(parcel), timestamp)];
}

const shown = (key, value, timestamp) => `${key} ${value} ${timestamp}`;

const inputs = SCENARIOS[scenario]().inputs.map(({ batch }) =>
  which === "other" ? renamed(batch) : batch,
);
const service = create();
const times = [];
for (let round = -WARM_UP; round < ROUNDS; round++) {
  const from = process.hrtime.bigint();
  for (const batch of inputs) service.process(batch);
  const records = inputs.reduce((sum, batch) => sum + batch.readInt32BE(57), 0);
  if (round >= 0) times.push(Number(process.hrtime.bigint() - from) / 1000 / records);
}
let wrong = 0;
if (which === "other") {
  const fresh = create();
  for (const batch of inputs) {
    const wanted = decodeBatch(batch).flatMap(expected);
    const got = fresh
      .process(batch)
      .flatMap((out) =>
        decodeBatch(out).map(({ key, value, timestamp }) => shown(key, value, timestamp)),
      );
    wrong +=
      wanted.filter((line, i) => got[i] !== line).length + Math.max(0, got.length - wanted.length);
  }
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ median: times[ROUNDS >> 1], wrong }));
