/**
 * What other definitions of the service declare (dialect.md 5.1, 5.2). In: their trees. Out: the stream, table or function
 * of a name that exactly one of them declares; else why the name means none of theirs.
 */
import type { Span } from "../1-source/source-file.ts";
import type { DroppedName, FunctionTree, KsmlTree, Text, TopicTree } from "../2-syntax/tree.ts";
import type { RelatedPlace } from "../diagnostics/diagnostic.ts";

/** `broken`: it is declared there, with an error that was told there. */
export type Elsewhere<T> =
  | {
      readonly kind: "one";
      readonly declared: T;
      readonly namespace: string;
      readonly span: Span;
    }
  | { readonly kind: "broken" }
  | { readonly kind: "several"; readonly help: string; readonly related: readonly RelatedPlace[] };

const TOPICS: ReadonlySet<DroppedName["kind"]> = new Set(["stream", "table", "globalTable"]);
const FUNCTIONS: ReadonlySet<DroppedName["kind"]> = new Set(["function"]);

export class OtherDefinitions {
  readonly #trees: readonly KsmlTree[];

  constructor(trees: readonly KsmlTree[]) {
    this.#trees = trees;
  }

  /** Undefined: none of them has the name. */
  topic(name: string): Elsewhere<TopicTree> | undefined {
    return this.#find(name, TOPICS, (tree) =>
      tree.topics.map((topic) => withItsStore(topic, tree)),
    );
  }

  /** The same of functions. */
  function(name: string): Elsewhere<FunctionTree> | undefined {
    return this.#find(name, FUNCTIONS, (tree) => tree.functions);
  }

  #find<T extends { readonly name: Text | null }>(
    name: string,
    kinds: ReadonlySet<DroppedName["kind"]>,
    section: (tree: KsmlTree) => readonly T[],
  ): Elsewhere<T> | undefined {
    const found = this.#trees.flatMap((tree) => {
      const declared = section(tree).find((each) => each.name?.value === name);
      const lost = tree.dropped.find((each) => kinds.has(each.kind) && each.name === name);
      const span = declared?.name?.span ?? lost?.span;
      return span === undefined ? [] : [{ tree, declared, span }];
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
    const { tree, declared, span } = first;
    if (declared === undefined) return { kind: "broken" };
    return { kind: "one", declared, namespace: tree.namespace, span };
  }
}

/** A table's store stands in the section of its own definition. */
function withItsStore(topic: TopicTree, { stores }: KsmlTree): TopicTree {
  if (topic.store?.kind !== "reference") return topic;
  const { name, path } = topic.store;
  const store = stores.find((each) => each.name?.value === name.value);
  return store === undefined ? topic : { ...topic, store: { kind: "inline", store, path } };
}
