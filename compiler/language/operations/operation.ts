/**
 * What the stages ask about one operation. One record a file beside this one; `index.ts` is the table.
 */

import type { CheckStep } from "../../3-check/check-step.ts";
import type {
  CheckedBranch,
  CheckedFunction,
  CheckedStep,
  CheckedStore,
  CheckedTopic,
  StreamKind,
  StreamType,
} from "../../3-check/definition.ts";
import type { GraphBuilder, StreamNode } from "../../4-topology/graph-builder.ts";
import type { UserType } from "../data-types/data-type.ts";
import type { FieldSpec } from "./field-spec.ts";
import type { NeedOf } from "./value-need.ts";

export interface Operation {
  /** Canonical name; the node's name is made of it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly position: "step" | "sink";
  readonly accepts: readonly StreamKind[];
  /** What KSML's takes too and this version's does not: `pipeline/not-built-yet`. */
  readonly acceptsLater?: readonly StreamKind[];
  /** `path`: `<long name>_<operation>`; `short`: the last segment, `step2` (language.md 0.6, groups A and B). */
  readonly naming: "path" | "short";
  /** The key that names the operation itself, in place of `name:`: `as: x` is called `x`. */
  readonly namedBy?: string;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  /** Its functions may use stores: it is a processor of KSML's own, not one of the DSL (runtime.md 1.11). */
  readonly connectsStores?: true;
  /** The key of the function whose `None` drops the record in dialect form (dialect.md 7.6). */
  readonly dropsNone?: string;
  /**
   * The type of what comes out. What does not fit is told through `check` and keeps the step from going further, so a
   * type that is known anyway is given all the same. Null: nothing more can be known.
   */
  readonly result: (check: CheckStep) => StreamType | null;
  /** Adds the nodes and returns the one that the next step hangs on (a sink: null). */
  readonly graph: (
    step: CheckedStep,
    input: StreamNode,
    builder: GraphBuilder,
  ) => StreamNode | null;
  /** What it and all below it use of a value that is any JSON, as its half in the runtime says; left out: all. */
  readonly needs?: NeedOf;
  /** How the generated code calls it. */
  readonly emit: (step: CheckedStep) => EmittedCall;
}

/** A call in generated code. `name` is exported by `ksmlc/runtime/operations`, or by `ksmlc/runtime`. */
export interface EmittedCall {
  readonly name: string;
  readonly from: "runtime/operations" | "runtime";
  readonly arguments: readonly EmittedArgument[];
}

export type EmittedArgument =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "type"; readonly type: UserType }
  /** A stream, table or global table by its name; an inline one in place. */
  | { readonly kind: "topic"; readonly topic: CheckedTopic }
  /** The handle of a store by its name: `keyValueStore(…)` at module level. */
  | { readonly kind: "store"; readonly store: CheckedStore }
  /** The function's name, or the function itself written inline; `supplied` arguments are passed by the runtime. */
  | { readonly kind: "function"; readonly function: CheckedFunction; readonly supplied: number }
  | { readonly kind: "call"; readonly call: EmittedCall }
  /** `(hot) => hot.via(...).end(...)`: what happens to the records of a branch. */
  | { readonly kind: "branch"; readonly branch: CheckedBranch }
  /** `{ partitioner: …, label: … }`; entries that are not given are left out. */
  | {
      readonly kind: "options";
      readonly entries: readonly (readonly [string, EmittedArgument])[];
    };
