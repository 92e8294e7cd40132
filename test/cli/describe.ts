/** `ksmlc describe`. */
import type { Row } from "./row.ts";

export const DESCRIBE_ROWS: readonly Row[] = [
  {
    says: "describe prints Kafka Streams' text",
    args: ["describe", "good.yaml"],
    code: 0,
    out: [
      /^Topologies:\n {3}Sub-topology: 0\n/,
      /Sink: good_relabel_to|Sink: .* \(topic: labels\)/,
    ],
    err: "",
  },
  {
    says: "--format text",
    args: ["describe", "--format", "text", "good.yaml"],
    code: 0,
    out: [/^Topologies:/],
  },
  {
    says: "forms that are not built",
    args: ["describe", "--format", "svg", "good.yaml"],
    code: 2,
    out: "",
    err: [/choices are text/],
  },
  ...["all", "none"].map(
    (which): Row => ({
      says: `--optimization ${which}`,
      args: ["describe", "--optimization", which, "good.yaml"],
      code: 0,
      out: [/^Topologies:/],
    }),
  ),
  {
    says: "--optimization of another kind",
    args: ["describe", "--optimization", "some", "good.yaml"],
    code: 2,
    out: "",
    err: [/all, none/],
  },
  {
    says: "library mode: names may be open",
    args: ["describe", "open.yaml"],
    code: 0,
    out: [/^Topologies:/],
    err: "",
  },
  {
    says: "its own mode may be named",
    args: ["describe", "--library", "open.yaml"],
    code: 0,
    out: [/^Topologies:/],
  },
  { says: "errors", args: ["describe", "faulty.yaml"], code: 1, out: [/^error\[/] },
  {
    says: "what is not built is an error",
    args: ["describe", "missing.yaml"],
    code: 1,
    out: [/^error\[pipeline\/not-built-yet\]/],
  },
  {
    says: "warnings go to standard error",
    args: ["describe", "warned.yaml"],
    code: 0,
    out: [/^Topologies:/],
    err: [/^warning\[python\/is-literal\]/],
  },
  { says: "--strict", args: ["describe", "--strict", "warned.yaml"], code: 1, out: [/^warning\[/] },
  {
    says: "a runner file",
    args: ["describe", "service"],
    code: 0,
    out: [/first_pipelines_relabel_to, second_pipelines_again_to/],
  },
  {
    says: "several definitions need no name",
    args: ["describe", "good.yaml", "other.yaml"],
    code: 0,
    out: [/^Topologies:/],
  },
];
