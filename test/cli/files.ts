/** The files that the rows of the command line's contract are called on. In: nothing. Out: a folder with them. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const STREAMS = `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  labels: {topic: labels, keyType: string, valueType: json}
`;
const GOOD = `${STREAMS}pipelines:\n  relabel: {from: parcels, to: labels}\n`;
const FAULTY = `${STREAMS}pipelines:\n  relabel: {from: parcels, too: labels}\n`;
const OPEN = `${STREAMS}pipelines:
  relabel: {from: parcels, via: [{type: filter, if: is_mine}], to: labels}
`;
/** Nothing to run, and a name that nothing binds. */
const LIBRARY = `functions:
  is_mine: {type: predicate, expression: known_elsewhere(value)}
`;
const WARNED = `${STREAMS}functions:
  is_one: {type: predicate, expression: value is 1}
pipelines:
  relabel: {from: parcels, via: [{type: filter, if: is_one}], to: labels}
`;
const MISSING = `${STREAMS}tables:
  sizes: {topic: sizes, keyType: string, valueType: json}
pipelines:
  relabel: {from: parcels, to: labels}
`;
/** An info, and nothing else. */
const TOLD = `ksml:
  definitions: {good: good.yaml}
  errorHandling: {process: {handler: continueOnFail}}
kafka: {application.id: told}
`;
const PRODUCING = `${STREAMS}functions:
  make:
    type: generator
    globalCode: "made = 0"
    code: |
      global made
      made += 1
      print("making", made)
    expression: ("p" + str(made), {"number":made})
    resultType: (string,json)
  pack: {type: valueTransformer, expression: '{"b": value["number"] * 1.0, "a": None}', resultType: json}
producers:
  parcels: {generator: make, interval: 10ms, count: 3, to: parcels}
pipelines:
  relabel: {from: parcels, via: [{type: transformValue, mapper: pack}], to: labels}
`;
const ENDLESS = PRODUCING.replace("count: 3, ", "").replace(
  "parcels: {generator",
  "forever: {generator",
);
const RUNNER = (lines: string): string => `ksml:\n  definitions: {good: good.yaml}\n${lines}`;

const AVRO = `streams:
  crates:
    topic: crates
    keyType: string
    valueType: avro:Crate
    registry: http://registry.test:8081
    registryConfig: {auto.register.schemas: false}
  full: {topic: full, keyType: string, valueType: json}
pipelines:
  fill: {from: crates, to: full}
`;
const CRATE = '{"type":"record","name":"Crate","fields":[{"name":"bottles","type":"int"}]}';

export const FILES: Readonly<Record<string, string>> = {
  "good.yaml": GOOD,
  "other.yaml": GOOD.replaceAll("relabel", "again"),
  "faulty.yaml": FAULTY,
  "open.yaml": OPEN,
  "library.yaml": LIBRARY,
  "warned.yaml": WARNED,
  "missing.yaml": MISSING,
  "producing.yaml": PRODUCING,
  "endless.yaml": ENDLESS,
  "named.yaml": RUNNER("kafka: {application.id: named}\n"),
  "nameless.yaml": RUNNER("kafka: {acks: all}\n"),
  "told.yaml": TOLD,
  "lost.yaml": "ksml:\n  definitions: {gone: gone.yaml}\nkafka: {application.id: lost}\n",
  "unknown-key.yaml": `${RUNNER("  enabelProducers: false\n")}kafka: {application.id: named}\n`,
  "inline.yaml": `ksml:
  definitions:
    shelf:
${GOOD.replace(/^(?=.)/gm, "      ")}kafka: {application.id: inline}
`,
  "variables.yaml": `ksml:
  definitions: {producing: producing.yaml}
kafka: {application.id: "\${TEAM}-\${STAGE:-dev}"}
`,
  "idle.yaml": `ksml:
  definitions: {producing: producing.yaml}
  enableProducers: false
kafka: {application.id: idle}
`,
  "service/ksml-runner.yaml": `ksml:
  configDirectory: parts
  definitions: {first: one.yaml, second: two.yaml}
kafka: {application.id: pair}
`,
  "service/parts/one.yaml": GOOD,
  "service/parts/two.yaml": GOOD.replaceAll("relabel", "again"),
  "crates/ksml-runner.yaml": `ksml:
  schemaDirectory: shapes
  definitions: {crates: crates.yaml}
kafka: {application.id: crates}
`,
  "crates/crates.yaml": AVRO,
  "crates/shapes/Crate.avsc": CRATE,
  "beside/ksml-runner.yaml":
    "ksml:\n  definitions: {crates: ../crates/crates.yaml}\nkafka: {application.id: crates}\n",
  "beside/Crate.avsc": CRATE,
  "plain/one.yaml": GOOD,
  "plain/two.yaml": FAULTY,
  "plain/suite.yaml": "definition: one.yaml\ntests: {}\nstreams: {}\n",
  "records.ndjson": `{"topic":"parcels","key":"a","value":{"number":1},"timestamp":1000,"headers":[{"key":"h","value":"x"}]}
{"topic":"parcels","key":"b","value":{"number":9007199254740993},"timestamp":2000}

{"topic":"parcels","key":null,"value":null}
`,
  "crates.ndjson": `{"topic":"crates","key":"a","value":{"bottles":12}}\n`,
  "untopical.ndjson": `{"key":"a","value":{"number":1},"timestamp":1000}\n`,
  "keyless.ndjson": `{"key":null,"value":{"number":1}}\n`.repeat(4),
  "secret.txt": "from-a-file\n",
  "schemas/none.txt": "",
};

/** A new one each time this is loaded; the test removes it. */
export const folder = mkdtempSync(join(tmpdir(), "ksmlc-contract-"));
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

export const written = (path: string): string => readFileSync(join(folder, path), "utf8");
