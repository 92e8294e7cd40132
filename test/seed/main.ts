/** `npm run seed`: all blocks side by side, a line each; `npm run seed -- 14 --kafka HOST:PORT --registry URL` one on a broker. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { blockNames, hasBlocks, observationOf, observe } from "./block.ts";

/** Blocks wait most of their time: more of them than cores. */
const AT_ONCE = Math.max(6, availableParallelism() * 3);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kafka: { type: "string" },
    registry: { type: "string" },
    /** Makes the change of each block that its observation must notice. */
    change: { type: "boolean", default: false },
  },
});

if (!hasBlocks()) {
  console.log("The seed's blocks are not here (../shared/seed/blocks): nothing is run.");
  process.exit(0);
}
if ((values.kafka === undefined) !== (values.registry === undefined)) {
  console.error("error: --kafka needs --registry, and the other way round");
  process.exit(2);
}
const kafka =
  values.kafka === undefined || values.registry === undefined
    ? null
    : { brokers: values.kafka, registry: values.registry };
const all = blockNames();
const unknown = positionals.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`error: there is no block ${unknown}; they are ${all[0]} to ${all.at(-1)}`);
  process.exit(2);
}

const wanted = positionals.length > 0 ? positionals : all;
// Those that wait for clocks begin first.
const slow = new Set(["01", "20", "05", "14"]);
const queue = [...wanted].sort((a, b) => Number(slow.has(b)) - Number(slow.has(a)));
let seen = 0;
const began = Date.now();

async function next(): Promise<void> {
  for (let block = queue.shift(); block !== undefined; block = queue.shift()) {
    const { about, change } = observationOf(block);
    const start = Date.now();
    const took = (): string => `${((Date.now() - start) / 1000).toFixed(1)} s`;
    try {
      await observe(block, { kafka, ...(values.change ? { change } : {}) });
      seen++;
      console.log(`${block}  seen    ${took().padStart(7)}  ${about}`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      console.log(`${block}  FAILED  ${took().padStart(7)}  ${about}\n${message}\n`);
    }
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, next));
console.log(
  `${seen} of ${wanted.length} blocks observed in ${((Date.now() - began) / 1000).toFixed(0)} s`,
);
process.exitCode = seen === wanted.length ? 0 : 1;
