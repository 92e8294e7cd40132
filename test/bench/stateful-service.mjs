/**
 * The service that `ksmlc build` wrote for a definition with state, in process: its engine, its stores, its registry
 * client, fed with batches instead of a broker. What goes to a topic that is read comes back in, as bytes, and a commit
 * does all that it does in a service, but for Kafka's part of it.
 */
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const APPLICATION = "bench";

/** What becomes of a record that fails: it is left out, and nobody is told. */
const leftOut = (loggerName) => ({
  log: false,
  logPayload: false,
  loggerName,
  handler: "continueOnFail",
});

/**
 * `project`: folder of the built project. `folder`: for what is persistent; null: all is in memory. `goesOn`: records that
 * fail are left out. `cacheBytes`: room of each cache, in the place of what the definition says.
 */
export async function create(
  project,
  { folder, schemas = [], table = [], goesOn = false, cacheBytes },
) {
  const inProject = createRequire(join(project, "package.json"));
  const dist = dirname(dirname(inProject.resolve("ksmlc/runtime")));
  const load = (file) => import(pathToFileURL(join(dist, "runtime", file)).href);
  const { Topology } = await load("index.js");
  const { Engine } = await load("engine/engine.js");
  const { globalTablesOf } = await load("stores/store-uses.js");
  const { GlobalTables } = await load("stores/global-tables.js");
  const { CacheBudget } = await load("stores/cache-budget.js");
  const { inMemory, StoreOptionsChoice } = await load("stores/store-environment.js");
  const { ChangelogPositions } = await load("service/changelog-positions.js");
  const { startRegistries, prepareSchemas } = await load("service/schema-registries.js");
  const { flushed } = await load("service/flush-tasks.js");
  const { nodesOf, subTopologies } = await load("engine/sub-topologies.js");
  const { EmbeddedRegistry } = await load("kafka/embedded/embedded-registry.js");

  const registry = new EmbeddedRegistry();
  for (const schema of schemas) registry.add(schema);
  const registries = startRegistries(
    { kafka: {}, registry: "http://registry" },
    registry.transport,
  );

  const [file] = readdirSync(join(project, "dist")).filter(
    (name) => name.endsWith(".js") && name !== "main.js",
  );
  const module = await import(pathToFileURL(join(project, "dist", file)).href);
  const topologies = Object.values(module).filter((part) => part instanceof Topology);
  await prepareSchemas(registries, { topologies, producers: [] }, APPLICATION);
  // Schemas of others are fetched once, when the first record names them: before anything is measured.
  for (let id = 1; id <= schemas.length; id++) await fetched(registries, id);

  const offsets = new Map();

  /** As the broker: a batch gets its offset when it is written. */
  function placed(topic, bytes) {
    const count = bytes.readInt32BE(57);
    const from = offsets.get(topic) ?? 0;
    offsets.set(topic, from + count);
    bytes.writeBigInt64BE(BigInt(from), 0);
    return {
      topic,
      partition: 0,
      batch: bytes,
      baseOffset: from,
      lastOffset: from + count - 1,
      fromOffset: from,
      endOffset: from + count,
      logAppendTime: null,
    };
  }

  const nodes = subTopologies(topologies).flatMap((sub) => [...nodesOf(sub)]);
  const tables = new GlobalTables(globalTablesOf(nodes), folder, new StoreOptionsChoice());
  await tables.open();
  for (const { topic, batch } of table) {
    const fetched = placed(topic, batch);
    await tables.prepare(fetched);
    tables.add(fetched);
  }

  const engine = new Engine({
    topologies,
    print: () => {},
    ...(goesOn && {
      errors: {
        consume: leftOut("consume"),
        process: leftOut("process"),
        produce: leftOut("produce"),
      },
    }),
    stores: {
      ...inMemory(),
      applicationId: APPLICATION,
      stateDirectory: folder,
      globals: tables.byHandle,
      ...(cacheBytes !== undefined && { caches: { of: () => new CacheBudget(cacheBytes) } }),
    },
  });
  const sources = new Set(engine.sourceTopics);
  const changelogs = engine.changelogs.map(({ topic }) => topic);
  for (const topic of [...engine.sinkTopics, ...changelogs]) engine.collector.addTopic(topic, 1);
  const partitions = [...sources].map((topic) => ({
    topic,
    partition: 0,
    position: 0,
    metadata: "",
  }));
  engine.assign(partitions);
  for (const task of engine.tasks) {
    await task.stores.open();
    task.isRunning = true;
  }
  const positions = new ChangelogPositions(new Set(changelogs));
  let lent = [];

  /** Everything that batches cause. Out: [topic, batch], which stay good until the next call. */
  function pump(written) {
    const outputs = [];
    for (const queue = [...written]; queue.length > 0; ) {
      const out = queue.shift();
      lent.push(out);
      outputs.push([out.topic, out.batch]);
      const batch = placed(out.topic, out.batch);
      positions.acknowledged(out, batch.baseOffset);
      if (sources.has(out.topic)) queue.push(...engine.process(batch));
    }
    return outputs;
  }

  function recycle() {
    for (const batch of lent) engine.collector.recycle(batch);
    lent = [];
  }

  return {
    process(topic, bytes) {
      recycle();
      return pump(engine.process(placed(topic, bytes)));
    },
    /** In the order of the service: caches, outputs, offsets, local state. */
    async commit() {
      recycle();
      const { tasks, failure } = flushed(engine.tasks);
      if (failure !== null) throw failure.error;
      const committed = engine.offsetsToCommit(tasks);
      const outputs = pump(engine.collector.take());
      engine.committed(committed);
      for (const task of tasks) {
        for (const store of task.stores.restorable) {
          store.position = positions.of({ topic: store.topic, partition: 0 }) ?? store.position;
        }
        await task.stores.commit();
      }
      return outputs;
    },
    async close() {
      for (const task of engine.tasks) await task.stores.close();
      await tables.close();
    },
  };
}

async function fetched(registries, id) {
  const client = registries.client(undefined);
  try {
    client.schema(id);
  } catch (error) {
    if (!(error.settled instanceof Promise)) throw error;
    await error.settled;
  }
}
