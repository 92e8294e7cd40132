/**
 * What a step of `observe.yaml` can do: one verb each. All of it looks at the service from outside: topics, pages over
 * HTTP, files, the request log of the embedded broker. A verb that sees something else than wanted throws.
 */
import type { Stage } from "./stage.ts";
import * as cluster from "./verbs/cluster.ts";
import * as life from "./verbs/life.ts";
import * as pages from "./verbs/pages.ts";
import * as records from "./verbs/records.ts";

export type Verb = (stage: Stage, given: never) => Promise<void>;

export const VERBS: Readonly<Record<string, Verb>> = { ...cluster, ...life, ...pages, ...records };
