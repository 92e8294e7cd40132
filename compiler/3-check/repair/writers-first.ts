/** Which pipelines write and read a stream by its name. In: the pipelines. Out: their order, each writer before its readers. */
import type { BranchTree, KsmlTree, PipelineTree, StepTree } from "../../2-syntax/tree.ts";

/** Names that sinks write to. */
export const targetsOf = ({ pipelines }: KsmlTree): ReadonlySet<string> =>
  new Set(pipelines.flatMap(targets));

/** The definition in that order; null: it stands in such an order already. Of a circle the first in the file comes first. */
export function writersFirst(tree: KsmlTree): KsmlTree | null {
  const declared = new Set(tree.topics.map(({ name }) => name?.value));
  const placed: PipelineTree[] = [];
  const visited = new Set<PipelineTree>();
  const place = (pipeline: PipelineTree): void => {
    if (visited.has(pipeline)) return;
    visited.add(pipeline);
    const { from } = pipeline;
    if (from?.kind === "reference" && !declared.has(from.name.value)) {
      for (const each of tree.pipelines) if (targets(each).includes(from.name.value)) place(each);
    }
    placed.push(pipeline);
  };
  for (const each of tree.pipelines) place(each);
  const isSorted = placed.every((each, i) => each === tree.pipelines[i]);
  return isSorted ? null : { ...tree, pipelines: placed };
}

const targets = ({ sink }: PipelineTree | BranchTree): string[] =>
  sink === null ? [] : ofSink(sink);

function ofSink({ fields, branches }: StepTree): string[] {
  const node = fields.get("to")?.value;
  const own = node?.kind === "scalar" && typeof node.value === "string" ? [node.value] : [];
  return [...own, ...branches.flatMap(targets)];
}
