/** The table of operations: steps and sinks, sorted by name. Keys are what authors write, aliases included. */
import { aggregate } from "./aggregate.ts";
import { as } from "./as.ts";
import { branch } from "./branch.ts";
import { convertKey } from "./convert-key.ts";
import { convertKeyValue } from "./convert-key-value.ts";
import { convertValue } from "./convert-value.ts";
import { filter } from "./filter.ts";
import { filterNot } from "./filter-not.ts";
import { forEach } from "./for-each.ts";
import { groupByKey } from "./group-by-key.ts";
import { join } from "./join.ts";
import { merge } from "./merge.ts";
import { NOT_BUILT } from "./not-built.ts";
import type { Operation } from "./operation.ts";
import { peek } from "./peek.ts";
import { print } from "./print.ts";
import { to } from "./to.ts";
import { toStream } from "./to-stream.ts";
import { toTopicNameExtractor } from "./to-topic-name-extractor.ts";
import { transformKey } from "./transform-key.ts";
import { transformKeyValue } from "./transform-key-value.ts";
import { transformKeyValueToKeyValueList } from "./transform-key-value-to-key-value-list.ts";
import { transformKeyValueToValueList } from "./transform-key-value-to-value-list.ts";
import { transformMetadata } from "./transform-metadata.ts";
import { transformValue } from "./transform-value.ts";

const TABLE: readonly Operation[] = [
  aggregate,
  as,
  branch,
  convertKey,
  convertKeyValue,
  convertValue,
  filter,
  filterNot,
  forEach,
  groupByKey,
  join,
  merge,
  peek,
  print,
  to,
  toStream,
  toTopicNameExtractor,
  transformKey,
  transformKeyValue,
  transformKeyValueToKeyValueList,
  transformKeyValueToValueList,
  transformMetadata,
  transformValue,
];

/** By canonical name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  TABLE.map((operation) => [operation.name, operation]),
);

const written = new Map(
  TABLE.flatMap((operation) =>
    [operation.name, ...operation.aliases].map((name) => [name, operation] as const),
  ),
);

/** The operation that an author's word means at a position. */
export function findOperation(
  word: string,
  position: Operation["position"],
): Operation | "not-built" | undefined {
  const found = written.get(word);
  if (found?.position === position) return found;
  return position === "step" && NOT_BUILT.has(word) ? "not-built" : undefined;
}

/** Every word that a step's `type` may be, for suggestions. */
export const stepWords = (): readonly string[] => [
  ...[...written].flatMap(([word, { position }]) => (position === "step" ? [word] : [])),
  ...NOT_BUILT,
];
