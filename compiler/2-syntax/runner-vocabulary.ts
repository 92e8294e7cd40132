/** The keys of the runner file (language.md 10.3). */
import type { DiagnosticCode } from "../diagnostics/catalog.ts";
import type { Vocabulary } from "./vocabulary.ts";

function keys(called: string, known: string, notBuilt = ""): Vocabulary {
  return {
    called,
    known: known.split(" "),
    notBuilt: new Map<string, DiagnosticCode>(
      notBuilt.split(" ").map((key) => [key, "config/not-built-yet"] as const),
    ),
    unknown: "config/unknown-key",
  };
}

/** `backend`, `definitions`, `schemaRegistry` at top level: older runner files (dialect.md 6.7). */
export const RUNNER = keys("the runner file", "ksml kafka", "backend definitions schemaRegistry");

export const KSML_SECTION = keys(
  "`ksml`",
  "configDirectory schemaDirectory storageDirectory createStorageDirectory enableProducers enablePipelines definitions applicationServer prometheus errorHandling schemaRegistries notations pythonContext",
);

export const SERVER = keys("`ksml.applicationServer`", "enabled host port");

export const PROMETHEUS = keys("`ksml.prometheus`", "enabled host port configFile");

export const ERROR_HANDLING = keys("`ksml.errorHandling`", "consume produce process");

export const ERROR_HANDLER = keys("an error handler", "log logPayload loggerName handler");

export const PYTHON_CONTEXT = keys(
  "`ksml.pythonContext`",
  "allowHostFileAccess allowHostSocketAccess allowNativeAccess allowCreateProcess allowCreateThread inheritEnvironmentVariables modulePath",
);

/** Names of topics, groups and transactions by a pattern; the keys without `axual.` are their older spelling. */
export function isAxualPattern(key: string): boolean {
  return /^(?:axual\.)?(?:topic|group\.id|transactional\.id)\.pattern$/.test(key);
}
