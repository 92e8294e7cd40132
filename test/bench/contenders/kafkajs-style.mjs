// The logic of idiomatic.mjs on kafkajs's own record batch decoder and encoder (its internal modules, used as its
// consumer and producer use them: Long timestamps as text, header objects, one Encoder a record), awaiting each batch.
// It checks no CRC when it reads, as no contender here does.
import { createRequire } from "node:module";
import { LOGIC } from "./idiomatic.mjs";

const require = createRequire(import.meta.url);
const Decoder = require("kafkajs/src/protocol/decoder");
const decodeBatch = require("kafkajs/src/protocol/recordBatch/v0/decoder");
const { RecordBatch } = require("kafkajs/src/protocol/recordBatch/v0");
const Record = require("kafkajs/src/protocol/recordBatch/record/v0");

async function decode(buffer) {
  const { records } = await decodeBatch(new Decoder(buffer));
  for (const r of records) r.timestamp = Number(r.timestamp);
  return records;
}

async function encode(messages) {
  const firstTimestamp = messages[0].timestamp;
  const records = messages.map(({ key, value, timestamp, headers }, offsetDelta) =>
    Record({
      key,
      value,
      headers: Array.isArray(headers) ? {} : headers,
      offsetDelta,
      timestampDelta: timestamp - firstTimestamp,
    }),
  );
  const { buffer } = await RecordBatch({
    records,
    firstTimestamp,
    maxTimestamp: messages.reduce((max, m) => Math.max(max, m.timestamp), 0),
    lastOffsetDelta: records.length - 1,
    partitionLeaderEpoch: -1,
    producerEpoch: -1,
    firstSequence: -1,
  });
  return buffer;
}

export function create(scenario, { sorted = true } = {}) {
  const run = LOGIC[scenario]({ sorted });
  return {
    async process(batch, source) {
      const out = [];
      for (const records of run(await decode(batch), source))
        if (records.length > 0) out.push(await encode(records));
      return out;
    },
  };
}
