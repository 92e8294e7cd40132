/** What the parts of the check stage share while one definition is checked. */

import type { OperationNames } from "../../runtime/dsl/operation-names.ts";
import type { AuthorModule } from "../1-source/author-module.ts";
import type { Report } from "../2-syntax/place.ts";
import type { Severity } from "../diagnostics/diagnostic.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import type { Functions } from "./check-function.ts";
import type { Stores } from "./check-store.ts";
import type { Topics } from "./check-topic.ts";
import type { CheckedTopic } from "./definition.ts";
import type { Externals } from "./externals.ts";
import type { Registered } from "./registered-streams.ts";
import type { ImplicitStreams } from "./repair/implicit-streams.ts";
import type { Schemas } from "./resolve-schemas.ts";

/** `service`: every name must be bound. `library`: open names are externals (dialect.md 3, item 2). */
export type Mode = "service" | "library";

/** What decides on a name that nothing in the definition binds. */
export interface OpenNames {
  readonly mode: Mode;
  /** Null: there is none, and names that it could bind are open. */
  readonly extensions: AuthorModule | null;
  readonly allowUnresolved: boolean;
}

export interface CheckContext {
  readonly mode: Mode;
  readonly report: Report;
  readonly functions: Functions;
  readonly topics: Topics;
  readonly schemas: Schemas;
  readonly stores: Stores;
  readonly registered: Registered;
  readonly externals: Externals;
  readonly implicit: ImplicitStreams;
  /** Names that nobody declares chain pipelines in memory. */
  readonly chains: boolean;
  readonly names: OperationNames;
  /** Of the pipeline that is being checked. */
  readonly flow: Flow;
}

/** Both ends of a pipeline, or of a branch: what a dialect leaves out in between follows from them. */
export interface Flow {
  readonly source: { readonly topic: CheckedTopic | null; readonly key: UserType } | null;
  /** Null: the target is not declared, or says nothing of its keys. */
  readonly sinkKey: UserType | null;
}

export const NO_FLOW: Flow = { source: null, sinkKey: null };

/** An open name is an error where the definition has to run, else an external, unless a known name is nearly the same. */
export const severityOfOpenName = (mode: Mode, isNear: boolean): Severity =>
  mode === "service" ? "error" : isNear ? "warning" : "info";
