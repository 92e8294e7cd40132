/** `ksmlc run`, and the configuration of a service. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { FILES, folder } from "./files.ts";
import { lines, type Row, records } from "./row.ts";

const RUN = ["run", "-q", "producing.yaml", "--until-idle"];
const FED = ["run", "-q", "good.yaml", "--until-idle"];
const IDLE = ["run", "-q", "idle.yaml", "--until-idle"];
export const RUN_ROWS: readonly Row[] = [
  {
    says: "run prints what Python prints, logs on standard error",
    args: ["run", "producing.yaml", "--until-idle"],
    code: 0,
    out: "making 1\nmaking 2\nmaking 3\n",
    err: [/ INFO {2}ksmlc\.service .*application producing\n/, /Kafka: the embedded broker/],
  },
  { says: "-q has no logs", args: RUN, code: 0, out: "making 1\nmaking 2\nmaking 3\n", err: "" },
  {
    says: "-v has more",
    args: ["run", "-v", "producing.yaml", "--until-idle"],
    code: 0,
    err: [/^compiling producing\.yaml as producing, service mode\n/, / DEBUG /],
  },
  {
    says: "--print: standard output holds records alone, as on topics",
    args: [...RUN, "--print", "labels"],
    code: 0,
    err: [/^making 1\nmaking 2\nmaking 3\n/],
    also: (out) => {
      expect(lines(out)[0]).toMatch(
        /^\{"topic":"labels","partition":0,"offset":0,"timestamp":\d{13},"key":"p1","value":\{"a":null,"b":1\.0\}\}$/,
      );
      expect(records(out).map(({ offset }) => offset)).toEqual([0, 1, 2]);
    },
  },
  {
    says: "--print '*': all that is written",
    args: [...RUN, "--print", "*"],
    code: 0,
    also: (out) =>
      expect(new Set(records(out).map(({ topic }) => topic))).toEqual(
        new Set(["parcels", "labels"]),
      ),
  },
  {
    says: "--print twice",
    args: [...RUN, "--print", "labels", "--print", "parcels"],
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(6),
  },
  {
    says: "--feed FILE: each line names its topic; timestamp, headers, null",
    args: [...FED, "--feed", "records.ndjson", "--print", "labels"],
    code: 0,
    also: (out) => {
      expect(out).toContain('"value":{"number":9007199254740993}');
      const [first, second, third] = records(out);
      expect(first).toEqual({
        topic: "labels",
        partition: 0,
        offset: 0,
        timestamp: 1000,
        key: "a",
        value: { number: 1 },
        headers: [{ key: "h", value: "x" }],
      });
      expect(second).toMatchObject({ key: "b", timestamp: 2000 });
      expect(third).toMatchObject({ key: null, value: null });
      expect(Number(third?.timestamp)).toBeGreaterThan(1_600_000_000_000);
    },
  },
  {
    says: "--feed TOPIC=FILE",
    args: [...FED, "--feed", "parcels=untopical.ndjson", "--print", "labels"],
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(1),
  },
  {
    says: "--feed twice, in the order given",
    args: [
      ...FED,
      "--feed",
      "records.ndjson",
      "--feed",
      "parcels=untopical.ndjson",
      "--print",
      "labels",
    ],
    code: 0,
    also: (out) => expect(records(out).map(({ key }) => key)).toEqual(["a", "b", null, "a"]),
  },
  {
    says: "--feed with another topic in a line",
    args: [...FED, "--feed", "labels=records.ndjson"],
    code: 1,
    err: [/records\.ndjson:1: /, /next: /],
  },
  {
    says: "--feed without a topic",
    args: [...FED, "--feed", "untopical.ndjson"],
    code: 1,
    err: [/untopical\.ndjson:1: /],
  },
  {
    says: "--feed of a file that is not there",
    args: [...FED, "--feed", "gone.ndjson"],
    code: 2,
    out: "",
    err: [/gone\.ndjson/, /next: /],
  },
  {
    says: "--partitions: records without key in turn",
    args: [
      "run",
      "-v",
      "good.yaml",
      "--until-idle",
      "--partitions",
      "2",
      "--feed",
      "parcels=keyless.ndjson",
    ],
    code: 0,
    err: [/Committed .*parcels-0=2, parcels-1=2\n/],
  },
  {
    says: "--partitions of nothing",
    args: ["run", "good.yaml", "--partitions", "0"],
    code: 2,
    out: "",
    err: [/--partitions 0/],
  },
  {
    says: "--for stops what has no end",
    args: ["run", "-q", "endless.yaml", "--for", "300ms"],
    code: 0,
    out: [/^making 1\n/],
    err: "",
  },
  {
    says: "--for of no duration",
    args: ["run", "good.yaml", "--for", "soon"],
    code: 2,
    out: "",
    err: [/--for soon/, /10s/],
  },
  {
    says: "--embedded and --kafka",
    args: ["run", "good.yaml", "--embedded", "--kafka"],
    code: 2,
    out: "",
    err: [/exclude each other/],
  },
  {
    says: "--embedded is the default, whatever brokers there are",
    args: [...RUN, "--embedded"],
    variables: { KSMLC_KAFKA_BOOTSTRAP_SERVERS: "127.0.0.1:1" },
    code: 0,
  },
  {
    says: "--kafka without brokers",
    args: ["run", "-q", "good.yaml", "--kafka", "--until-idle"],
    code: 1,
    out: "",
    err: [/No broker is configured/, /help: /],
  },
  { says: "its own mode may be named", args: [...RUN, "--service"], code: 0 },
  { says: "errors", args: ["run", "faulty.yaml", "--until-idle"], code: 1, out: [/^error\[/] },
  {
    says: "what is not built is an error",
    args: ["run", "missing.yaml", "--until-idle"],
    code: 1,
    out: [/^error\[pipeline\/not-built-yet\]/],
  },
  {
    says: "warnings go to standard error",
    args: ["run", "-q", "warned.yaml", "--until-idle"],
    code: 0,
    out: "",
    err: [/^warning\[python\/is-literal\]/],
  },
  {
    says: "--strict",
    args: ["run", "--strict", "warned.yaml", "--until-idle"],
    code: 1,
    out: [/^warning\[/],
  },
  ...["crates", "beside"].map((folder) => ({
    says: `schemas of the runner file, and a feed that registers whatever the definition says: ${folder}`,
    args: ["run", "-q", folder, "--feed", "crates.ndjson", "--until-idle", "--print", "full"],
    code: 0,
    also: (out: string) => expect(records(out)[0]).toMatchObject({ value: { bottles: 12 } }),
  })),
  {
    says: "--schemas goes before the folder of the runner file",
    args: ["run", "-q", "crates", "--schemas", "schemas", "--until-idle"],
    code: 1,
    out: [/There is no schema called `Crate`/],
  },
  {
    says: "--format json does not mix with records",
    args: [...RUN, "--format", "json", "--print", "labels"],
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(3),
  },
  {
    says: "several definitions without a name",
    args: ["run", "good.yaml", "other.yaml", "--until-idle"],
    code: 2,
    out: "",
    err: [/--application-id/],
  },
  { says: "producers off by the runner file", args: IDLE, code: 0, out: "", err: "" },
  {
    says: "a variable comes before the runner file",
    args: IDLE,
    variables: { KSMLC_KSML_ENABLEPRODUCERS: "true" },
    code: 0,
    out: [/^making 1\n/],
  },
  {
    says: "a variable with a value that means nothing",
    args: IDLE,
    variables: { KSMLC_KSML_ENABLEPRODUCERS: "maybe" },
    code: 1,
    err: [/`ksml\.enableProducers` is `maybe`/],
  },
  {
    says: "application.id by variable",
    args: ["run", "idle.yaml", "--until-idle"],
    variables: { KSMLC_KAFKA_APPLICATION_ID: "chosen" },
    code: 0,
    err: [/application chosen\n/],
  },
  {
    says: "_FILE holds the value",
    args: ["run", "idle.yaml", "--until-idle"],
    variables: { KSMLC_KAFKA_APPLICATION_ID_FILE: "secret.txt" },
    code: 0,
    err: [/application from-a-file\n/],
  },
  {
    says: "_FILE that cannot be read",
    args: IDLE,
    variables: { KSMLC_KAFKA_APPLICATION_ID_FILE: "gone.txt" },
    code: 2,
    err: [/gone\.txt/, /help: /],
  },
  {
    says: "${VAR} and ${VAR:-default}",
    args: ["run", "variables.yaml", "--until-idle"],
    variables: { TEAM: "depot" },
    code: 0,
    err: [/application depot-dev\n/],
  },
  {
    says: "${VAR:-default} that is set",
    args: ["run", "variables.yaml", "--until-idle"],
    variables: { TEAM: "depot", STAGE: "live" },
    code: 0,
    err: [/application depot-live\n/],
  },
  {
    says: "${VAR} that is not set stops the start",
    args: ["run", "variables.yaml", "--until-idle"],
    code: 1,
    out: "",
    err: [/TEAM, which is not set/, /help: /],
  },
  {
    says: "-c with paths",
    args: ["run", "other.yaml", "-c", "named.yaml", "--until-idle"],
    code: 0,
    err: [/application named\n/, /Definitions: other\n/],
  },
  {
    says: "a folder with a runner file",
    args: ["run", "service", "--until-idle"],
    code: 0,
    err: [/Definitions: first, second\n/],
  },
  {
    says: "--metrics leaves the page behind",
    args: [...RUN, "--metrics", "page.txt"],
    code: 0,
    also: () =>
      expect(readFileSync(join(folder, "page.txt"), "utf8")).toMatch(
        /^ksml_app\{app_id="producing",name="ksmlc",version="[^"]+"\} 1$/m,
      ),
  },
  {
    says: "--metrics: a file that cannot be written",
    args: [...IDLE, "--metrics", "nowhere/page.txt"],
    code: 2,
    err: [/The metrics cannot be written to nowhere\/page\.txt/, /next: name a file in a folder/],
  },
  {
    says: "--log-requests: each request to the embedded broker, one line",
    args: [...RUN, "--log-requests"],
    code: 0,
    also: (_out, err) => {
      const requests = lines(err).filter((line) => line.startsWith('{"request":'));
      const produced = requests.map((line) => JSON.parse(line)).filter(isProduce);
      expect(produced[0]).toMatchObject({
        client: "producing-generator",
        topics: ["parcels"],
        batches: [{ topic: "parcels", partition: 0, records: expect.any(Number) }],
      });
    },
  },
  {
    says: "--log-requests has nothing to tell of Kafka's own brokers",
    args: [...IDLE, "--log-requests", "--kafka"],
    code: 2,
    err: [/`--log-requests` tells of the embedded broker/],
  },
  {
    says: "--dir keeps topics between runs",
    args: [...RUN, "--dir", "kept", "--print", "labels"],
    code: 0,
    also: (out) => expect(records(out).map(({ offset }) => offset)).toEqual([0, 1, 2]),
  },
  {
    says: "--dir: the next run goes on behind them",
    args: [...RUN, "--dir", "kept", "--print", "labels"],
    code: 0,
    also: (out) => expect(records(out).map(({ offset }) => offset)).toEqual([3, 4, 5]),
  },
  {
    says: "a port of the metrics page that is no port",
    args: IDLE,
    variables: { KSMLC_KSML_PROMETHEUS_PORT: "x" },
    code: 1,
    err: [/`ksml\.prometheus\.port` is `x` \(set by KSMLC_KSML_PROMETHEUS_PORT\)/],
  },
];

const LINES = `{"key":"a","value":{"number":1}}\n{"topic":"parcels","key":"b","value":null}\n`;
export const INPUT_ROWS: readonly Row[] = [
  {
    says: "--feed TOPIC=-",
    args: [...FED, "--feed", "parcels=-", "--print", "labels"],
    input: LINES,
    code: 0,
    also: (out) => expect(records(out).map(({ key }) => key)).toEqual(["a", "b"]),
  },
  {
    says: "--feed -",
    args: [...FED, "--feed", "-", "--print", "labels"],
    input: FILES["records.ndjson"] ?? "",
    code: 0,
    also: (out) => expect(records(out)).toHaveLength(3),
  },
  {
    says: "standard input after files",
    args: [
      ...FED,
      "--feed",
      "parcels=-",
      "--feed",
      "parcels=untopical.ndjson",
      "--print",
      "labels",
    ],
    input: LINES,
    code: 0,
    also: (out) => expect(records(out).map(({ key }) => key)).toEqual(["a", "a", "b"]),
  },
  {
    says: "standard input twice",
    args: ["run", "good.yaml", "--feed", "-", "--feed", "parcels=-"],
    input: "",
    code: 2,
    out: "",
    err: [/once only/],
  },
];

const isProduce = ({ request, client }: { request: string; client: string }): boolean =>
  request === "produce" && client.endsWith("generator");
