/**
 * The service that `ksmlc build` wrote for a definition, as a contender: the generated module and the service's own
 * engine (context, offsets, error handling), fed with batches instead of a broker. Chosen by the environment, since the
 * comparison starts each contender in a process of its own:
 *   KSMLC_BENCH_PROJECT  folder of the built project; its only definition is run
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const project = process.env.KSMLC_BENCH_PROJECT ?? "";
const inProject = createRequire(join(project, "package.json"));
const load = (name) => import(pathToFileURL(inProject.resolve(name)).href);
const { Engine, Registries, SchemaPending, useRegistries } = await load("ksmlc/runtime/testing");
const { Topology } = await load("ksmlc/runtime");

const [file] = readdirSync(join(project, "dist")).filter(
  (name) => name.endsWith(".js") && name !== "main.js",
);
const module = await import(pathToFileURL(join(project, "dist", file)).href);
const topologies = Object.values(module).filter((part) => part instanceof Topology);

/** Avro records of the comparison name this schema by this id: it is fetched before anything is measured. */
const SCHEMA_ID = 7;
const schema = readFileSync(join(import.meta.dirname, "schemas/UserEvent.avsc"), "utf8");
const registries = new Registries({
  transport: async () => ({ status: 200, body: { schema } }),
  sleep: async () => {},
  warn: () => {},
  addresses: (address) => address,
  defaultAddress: "http://registry",
  register: true,
});
useRegistries(registries);
try {
  registries.client(undefined).schema(SCHEMA_ID);
} catch (error) {
  if (!(error instanceof SchemaPending)) throw error;
  await error.settled;
}

/** The contract of contenders/README.md. */
export function create() {
  const engine = new Engine({ topologies, print: () => {} });
  const [topic] = engine.sourceTopics;
  for (const sink of engine.sinkTopics) engine.collector.addTopic(sink, 1);
  engine.assign([{ topic, partition: 0, position: 0, metadata: "" }]);
  let position = 0;
  let lent = [];
  return {
    process(bytes) {
      for (const batch of lent) engine.collector.recycle(batch);
      const count = bytes.readInt32BE(57);
      // The broker gives each batch its offset; the comparison gives the same bytes again.
      bytes.writeBigInt64BE(BigInt(position), 0);
      const batch = {
        topic,
        partition: 0,
        batch: bytes,
        baseOffset: position,
        lastOffset: position + count - 1,
        fromOffset: position,
        endOffset: position + count,
        logAppendTime: null,
      };
      position += count;
      lent = engine.process(batch);
      engine.committed(engine.offsetsToCommit());
      bytes.writeBigInt64BE(0n, 0);
      return lent.map((out) => out.batch);
    },
  };
}
