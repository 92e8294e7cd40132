// The function of stage 2 on any value, as Python would run it: for records that the fast code does not take.
import { boxed, get } from "../../contenders/exact.mjs";
import { toDouble, toInteger, toText } from "../conversions.mjs";
import { fail, greater, isDict, memberKey, plus, str, truthy } from "../python.mjs";
import { encodable } from "../unicode.mjs";
import { COUNTS, EVENTS, SECONDS, WIDTH } from "./hours.mjs";

const COUNT_NAMES = ["start_count", "finish_count", "skip_count", "like_count"];

/** `n`: of the hour, -1 for none. Out: what becomes of it, and the summary. */
export function countExactly(hours, n, value) {
  if (!isDict(value)) fail("no attribute get");
  const entries = n < 0 ? fresh() : entriesOf(hours, n);
  const name = `${str(get(value, "what"))}_count`;
  entries.set("events", plus(entries.get("events"), 1));
  entries.set(name, plus(get(entries, name, 0), 1));
  if (value.has("seconds")) {
    entries.set("seconds", plus(entries.get("seconds"), value.get("seconds")));
  }
  const heard = entries.get("heard");
  const episode = get(value, "episode");
  if (truthy(episode)) addMember(heard, episode);
  const at = get(value, "at", 0);
  if (greater(at, entries.get("last_at"))) entries.set("last_at", at);
  const stored = storedOf(entries);
  entries.set("heard", [...heard.values()]);
  entries.set("different_episodes", heard.size);
  return { stored, summary: entries };
}

const fresh = () =>
  new Map([
    ["events", 0],
    ...COUNT_NAMES.map((name) => [name, 0]),
    ["seconds", 0],
    ["heard", new Map()],
    ["last_at", 0],
  ]);

function entriesOf(hours, n) {
  const { names, numbers } = hours;
  const at = n * WIDTH;
  const members = new Map();
  for (const name of hours.heard[n]) addMember(members, names.textOf(name));
  return new Map([
    ["events", numbers[at + EVENTS]],
    ...COUNT_NAMES.map((name, i) => [name, numbers[at + COUNTS + i]]),
    ["seconds", boxed(numbers[at + SECONDS])],
    ["heard", members],
    ["last_at", hours.lastAt(n)],
  ]);
}

function addMember(members, member) {
  const key = memberKey(member);
  if (!members.has(key)) members.set(key, member);
}

/** As its schema has it. */
function storedOf(entries) {
  return {
    events: toInteger(entries.get("events")),
    counts: COUNT_NAMES.map((name) => toInteger(entries.get(name))),
    seconds: toDouble(entries.get("seconds")),
    heard: [...entries.get("heard").values()].map((member) => encodable(toText(member, false))),
    lastAt: toInteger(entries.get("last_at")),
  };
}
