// Services of rows with state do the same steps in one process, and everything is compared: each record of each topic,
// changelogs too, and what lies on the disk.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { decodeBatch } from "./contenders/batch.mjs";

/**
 * `services`: by name, ours as `ours`; `folder`: of their disks, null where all is in memory. Closes them. Out: how many
 * records there are, how many of others differ from ours, and the first of these.
 */
export async function compared(services, steps, folder) {
  const result = { records: 0, wrong: 0, example: "" };
  const { ours, ...others } = services;
  for (const step of steps) {
    const wanted = collected(await take(ours, step));
    for (const [name, other] of Object.entries(others)) {
      const got = collected(await take(other, step));
      for (const topic of new Set([...wanted.keys(), ...got.keys()])) {
        count(result, `${topic}: ${name}`, got.get(topic) ?? [], wanted.get(topic) ?? []);
      }
    }
  }
  for (const service of Object.values(services)) await service.close();
  if (folder === null) return result;
  const wanted = await databases(join(folder, "ours"));
  for (const name of Object.keys(others)) {
    for (const [store, got] of await databases(join(folder, name))) {
      // By the names of the stores; how far the changelog is each notes in its own way.
      count(result, `store ${store}: ${name}`, got, wanted.get(store) ?? []);
    }
  }
  return result;
}

export const take = (service, { topic, batch, commit }) =>
  commit ? service.commit() : service.process(topic, batch);

const show = ({ key, value, timestamp, headers }) =>
  [
    timestamp,
    key?.toString("latin1"),
    value?.toString("latin1"),
    ...headers.map(([name, text]) => `${name}=${text}`),
  ].join(" | ");

/** Records of each topic, in their order. */
function collected(outputs) {
  const records = new Map();
  for (const [topic, batch] of outputs) {
    records.set(topic, [...(records.get(topic) ?? []), ...decodeBatch(batch).map(show)]);
  }
  return records;
}

function count(result, what, got, wanted) {
  const { length } = wanted.length > got.length ? wanted : got;
  result.records += length;
  for (let i = 0; i < length; i++) {
    if (wanted[i] === got[i]) continue;
    result.wrong++;
    result.example ||= `${what} ${got[i]}\n      ours ${wanted[i]}`;
  }
}

async function databases(folder) {
  const found = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.name !== "CURRENT") continue;
    const db = new ClassicLevel(entry.parentPath, {
      keyEncoding: "buffer",
      valueEncoding: "buffer",
    });
    const rows = (await db.iterator().all()).map((row) =>
      row.map((part) => part.toString("latin1")),
    );
    await db.close();
    const store = entry.parentPath.split("/").at(-1);
    found.set(store, rows.filter(([key]) => key.startsWith("d")).map(String));
  }
  return found;
}
