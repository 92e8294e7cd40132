/** `ksmlc describe`: the topology as Kafka Streams would print it for the same KSML definition. Out: an exit code. */
import { describeTopology } from "../../compiler/4-topology/describe.ts";
import { type CompileServiceOptions, compileService } from "../compile-service.ts";

export interface DescribeOptions extends Omit<CompileServiceOptions, "format"> {
  /** `text` is what this version prints. Standard output holds the topology alone, unless there are errors. */
  readonly format: "text";
  /** No operation of this version repartitions or keeps a store, so there is nothing to optimise: both give the same text. */
  readonly optimization?: "all" | "none";
}

export async function describe(
  paths: readonly string[],
  options: DescribeOptions,
): Promise<number> {
  const { exitCode, service } = compileService(paths, options, "library");
  if (service === null) return exitCode;
  const text = describeTopology(service.graph);
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  return exitCode;
}
