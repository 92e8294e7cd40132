/**
 * `ksmlc describe`: the topology as Kafka Streams would print it for the same KSML definition, or the definition in its
 * canonical form. Out: an exit code.
 */
import { printCanonical } from "../../compiler/3-check/print-canonical.ts";
import { describeTopology } from "../../compiler/4-topology/describe.ts";
import {
  type CompiledService,
  type CompileServiceOptions,
  compileService,
} from "../compile-service.ts";

export interface DescribeOptions extends Omit<CompileServiceOptions, "format"> {
  /** Standard output holds the text alone, unless there are errors. */
  readonly format: keyof typeof FORMATS;
  /** No operation of this version repartitions, so there is nothing to optimise: both give the same text. */
  readonly optimization?: "all" | "none";
}

const FORMATS = {
  /** Several definitions are documents of one text. */
  canonical: ({ definitions, expressionCodes }: CompiledService): string =>
    definitions.map((each) => printCanonical(each, expressionCodes)).join("---\n"),
  text: ({ graph }: CompiledService): string => describeTopology(graph),
} as const;

export async function describe(
  paths: readonly string[],
  options: DescribeOptions,
): Promise<number> {
  const { exitCode, service } = await compileService(
    paths,
    { ...options, format: "text" },
    "library",
  );
  if (service === null) return exitCode;
  const text = FORMATS[options.format](service);
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  return exitCode;
}
