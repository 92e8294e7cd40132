/**
 * What other definitions of the service declare (dialect.md 5.1). In: their trees. Out: the stream or table of a name that
 * exactly one of them declares; else why the name means none of theirs.
 */
import type { Span } from "../1-source/source-file.ts";
import type { KsmlTree, TopicTree } from "../2-syntax/tree.ts";
import type { RelatedPlace } from "../diagnostics/diagnostic.ts";

/** `broken`: it is declared there, with an error that was told there. */
export type Elsewhere =
  | { readonly kind: "one"; readonly topic: TopicTree; readonly span: Span }
  | { readonly kind: "broken" }
  | { readonly kind: "several"; readonly help: string; readonly related: readonly RelatedPlace[] };

const TOPICS: ReadonlySet<string> = new Set(["stream", "table", "globalTable"]);

export class OtherDefinitions {
  readonly #trees: readonly KsmlTree[];

  constructor(trees: readonly KsmlTree[]) {
    this.#trees = trees;
  }

  /** Undefined: none of them has the name. */
  topic(name: string): Elsewhere | undefined {
    const found = this.#trees.flatMap((tree) => {
      const topic = tree.topics.find((each) => each.name?.value === name);
      const lost = tree.dropped.find((each) => TOPICS.has(each.kind) && each.name === name);
      const span = topic?.name?.span ?? lost?.span;
      return span === undefined ? [] : [{ tree, topic, span }];
    });
    const [first, ...more] = found;
    if (first === undefined) return undefined;
    if (more.length > 0) {
      const files = found.map(({ tree }) => `\`${tree.file.path}\``);
      return {
        kind: "several",
        help: `${files.slice(0, -1).join(", ")} and ${files.at(-1)} both declare it, so neither is meant: declare it here, too`,
        related: found.map(({ span }) => ({ message: `a \`${name}\` is declared here`, span })),
      };
    }
    const { tree, topic, span } = first;
    if (topic === undefined) return { kind: "broken" };
    return { kind: "one", topic: withItsStore(topic, tree), span };
  }
}

/** A table's store stands in the section of its own definition. */
function withItsStore(topic: TopicTree, { stores }: KsmlTree): TopicTree {
  if (topic.store?.kind !== "reference") return topic;
  const { name, path } = topic.store;
  const store = stores.find((each) => each.name?.value === name.value);
  return store === undefined ? topic : { ...topic, store: { kind: "inline", store, path } };
}
