/** What the parts of the check stage share while one definition is checked. */

import type { OperationNames } from "../../runtime/dsl/operation-names.ts";
import type { Report } from "../2-syntax/place.ts";
import type { Severity } from "../diagnostics/diagnostic.ts";
import type { Functions } from "./check-function.ts";
import type { Topics } from "./check-topic.ts";
import type { Registered } from "./registered-streams.ts";

export type Mode = "service" | "library";

export interface CheckContext {
  readonly mode: Mode;
  readonly report: Report;
  readonly functions: Functions;
  readonly topics: Topics;
  readonly registered: Registered;
  readonly names: OperationNames;
}

/** An open name is an error where the definition has to run, else an external, unless a known name is nearly the same. */
export const severityOfOpenName = (mode: Mode, isNear: boolean): Severity =>
  mode === "service" ? "error" : isNear ? "warning" : "info";
