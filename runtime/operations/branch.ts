/**
 * Ends a pipeline in several: a record goes to the first branch whose predicate is true; those of no branch are dropped.
 * `otherwise` is a branch without predicate.
 */
import type { KeyValueFunction } from "../dsl/functions.ts";
import { Port, type Process } from "../dsl/node.ts";
import { branchPlace, fieldPlace } from "../dsl/operation-names.ts";
import type { Sink } from "../dsl/operator.ts";
import { type PipelineBuilder, StreamBuilder } from "../dsl/pipeline.ts";
import type { Chained } from "../dsl/stream.ts";
import { needsBelowAnd } from "../dsl/value-need.ts";
import { type PredicateCall, predicateCall } from "./predicate.ts";
import { endOf, named } from "./processor.ts";

type BranchPipeline<K, V> = (branch: Chained<K, V>) => void;

export interface Branch<K, V> {
  readonly predicate: KeyValueFunction<K, V> | null;
  readonly pipeline: BranchPipeline<K, V>;
}

export function when<K, V>(
  predicate: KeyValueFunction<K, V>,
  pipeline: BranchPipeline<K, V>,
): Branch<K, V> {
  return { predicate, pipeline };
}

export function otherwise<K, V>(pipeline: BranchPipeline<K, V>): Branch<K, V> {
  return { predicate: null, pipeline };
}

export function branch<K, V>(...branches: readonly Branch<K, V>[]): Sink<K, V>;
export function branch<K, V>(name: string, ...branches: readonly Branch<K, V>[]): Sink<K, V>;
export function branch<K, V>(
  ...args: readonly Branch<K, V>[] | readonly [string, ...Branch<K, V>[]]
): Sink<K, V> {
  const [name, branches] = named<readonly Branch<K, V>[]>(args);
  const predicates = branches.flatMap(({ predicate }) => predicate ?? []);
  return endOf(name, {
    operation: "branch",
    ports: branches.length,
    output: (input) => input,
    forwards: "same",
    needs: needsBelowAnd(predicates),
    functions: predicates,
    prepare: (builder) => buildBranches(builder, branches),
    wire(node, ports) {
      const calls = branches.map(({ predicate }, i) => {
        const place = fieldPlace(branchPlace(node.place.slice(0, -1), i + 1), "if");
        return predicate === null ? ALWAYS : predicateCall(node, predicate, place);
      });
      const tests = calls.map(({ test }) => test);
      if (calls.some(({ waits }) => waits)) return awaitingBranch(tests, ports);
      return (record) => {
        for (let i = 0; i < tests.length; i++) {
          const holds = (tests[i] as PredicateCall["test"])(record);
          if (holds === undefined) return;
          if (holds) return (ports[i] as Process)(record);
        }
      };
    },
  });
}

const ALWAYS: PredicateCall = { test: () => true, waits: false };

function awaitingBranch(
  tests: readonly PredicateCall["test"][],
  ports: readonly Process[],
): Process {
  return async (record) => {
    for (const [i, test] of tests.entries()) {
      const holds = await test(record);
      if (holds === undefined) return;
      if (holds) return (ports[i] as Process)(record);
    }
  };
}

/** The pipelines below come before the node itself, which then takes over what they hang on. */
function buildBranches<K, V>(
  builder: PipelineBuilder,
  branches: readonly Branch<K, V>[],
): (node: { readonly name: string; readonly ports: readonly Port[] }) => void {
  const starts = branches.map(({ pipeline }, i) => {
    const port = new Port();
    const upstream = builder.end.upstream;
    pipeline(
      new StreamBuilder(builder.branch(i + 1, { port, types: builder.end.types, upstream })),
    );
    return port;
  });
  return ({ ports }) => {
    for (const [i, port] of ports.entries()) port.children.push(...(starts[i]?.children ?? []));
  };
}
