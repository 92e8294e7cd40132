/**
 * The runner file -> `RunnerTree` (language.md 10). In: a YAML document with `ksml` and `kafka` at top level. Out: the
 * tree; null where the root is no mapping. Strict as KSML is: every other key is an error.
 */
import { TextOrigin } from "../1-source/source-file.ts";
import type { YamlDocument } from "../1-source/yaml-tree.ts";
import { deviation, tellDeviationsOnce } from "../diagnostics/deviations.ts";
import type { Checked, Diagnostic } from "../diagnostics/diagnostic.ts";
import { checkSetting } from "./check-setting.ts";
import {
  booleanValue,
  isNothing,
  notBuiltValue,
  textValue,
  wordValue,
  wrongValue,
} from "./config-values.ts";
import { type Fields, readFields, subsection } from "./fields.ts";
import { mergeRepeated } from "./merge-sections.ts";
import { type Place, tell } from "./place.ts";
import type {
  ErrorHandlerTree,
  ErrorKind,
  PrometheusTree,
  RunnerDefinition,
  RunnerTree,
} from "./runner-tree.ts";
import {
  ERROR_HANDLER,
  ERROR_HANDLING,
  isAxualPattern,
  KSML_SECTION,
  PROMETHEUS,
  PYTHON_CONTEXT,
  RUNNER,
  SERVER,
} from "./runner-vocabulary.ts";
import { textOf } from "./text.ts";
import type { Text } from "./tree.ts";
import { SECTIONS } from "./vocabulary.ts";

/** `ksml` or `kafka` at top level, and no section of a definition (those may hold configuration, dialect.md 8). */
export function isRunnerFile({ root }: YamlDocument): boolean {
  if (root.kind !== "mapping") return false;
  const keys = root.pairs.map(({ key }) => key);
  return (
    keys.some((key) => key === "ksml" || key === "kafka") &&
    !keys.some((key) => SECTIONS.includes(key))
  );
}

export function parseRunner(document: YamlDocument): Checked<RunnerTree | null> {
  const found: Diagnostic[] = [];
  const place: Place = { path: "", report: (each) => found.push(each) };
  const { root } = document;
  const once = root.kind === "mapping" ? mergeRepeated(root, [], place) : root;
  const fields = readFields(once, place, RUNNER);
  const value = fields === null ? null : runnerOf(document, fields);
  return { value, diagnostics: tellDeviationsOnce(found) };
}

function runnerOf(document: YamlDocument, root: Fields): RunnerTree {
  const ksml = subsection(root, "ksml", KSML_SECTION);
  for (const key of ["ksml", "kafka"]) {
    if (root.get(key) === undefined) {
      const { file } = document;
      tell(root.place, "config/section-missing", file.span(root.span.start, root.span.start), {
        key,
      });
    }
  }
  refuseNotBuilt(ksml);
  return {
    file: document.file,
    definitions: definitionsOf(document, ksml),
    enableProducers: booleanValue(ksml, "enableProducers", true),
    enablePipelines: booleanValue(ksml, "enablePipelines", true),
    configDirectory: textValue(ksml, "configDirectory"),
    schemaDirectory: textValue(ksml, "schemaDirectory"),
    storageDirectory: textValue(ksml, "storageDirectory"),
    createStorageDirectory: booleanValue(ksml, "createStorageDirectory", false),
    errorHandling: errorHandlingOf(ksml),
    prometheus: prometheusOf(ksml),
    kafka: kafkaOf(root),
    span: root.span,
  };
}

function definitionsOf(document: YamlDocument, ksml: Fields): RunnerDefinition[] {
  const pair = ksml.get("definitions");
  const place = ksml.within("definitions");
  if (pair !== undefined && pair.value.kind !== "mapping" && !isNothing(pair.value)) {
    wrongValue(pair.value, place, "a mapping of namespaces to files");
    return [];
  }
  const pairs = pair?.value.kind === "mapping" ? pair.value.pairs : [];
  if (pairs.length === 0) tell(place, "config/no-definitions", pair?.keySpan ?? ksml.span);
  return pairs.flatMap(({ key, keySpan, value }): RunnerDefinition[] => {
    const namespace = textOfKey(key, keySpan);
    if (value.kind === "mapping") {
      return [
        { namespace, source: { kind: "inline", document: { file: document.file, root: value } } },
      ];
    }
    if (value.kind === "scalar" && value.value === null) return [];
    const inner = { ...place, path: `${place.path}.${key}` };
    if (value.kind === "scalar" && typeof value.value === "string" && value.value !== "") {
      return [
        {
          namespace,
          source: {
            kind: "path",
            path: { value: value.value, span: value.span, origin: value.origin },
          },
        },
      ];
    }
    wrongValue(value, inner, "a file, or the definition itself");
    return [];
  });
}

function textOfKey(key: string, span: Text["span"]): Text {
  return { value: key, span, origin: TextOrigin.straight(span.file, span.start) };
}

function prometheusOf(ksml: Fields): PrometheusTree {
  const section = subsection(ksml, "prometheus", PROMETHEUS);
  const enabled =
    section.get("enabled") === undefined ? null : booleanValue(section, "enabled", false);
  const port = textValue(section, "port");
  if (port !== null && !isPort(port.value) && !port.value.includes("${")) {
    tell(section.within("port"), "config/wrong-value", port.span, {
      key: "port",
      expected: "an integer from 0 to 65535",
      found: `\`${port.value}\``,
    });
  }
  const configFile = section.get("configFile");
  if (configFile !== undefined && !isNothing(configFile.value)) {
    tell(section.within("configFile"), "config/no-effect", configFile.keySpan, {
      key: section.within("configFile").path,
      reason: "it is for an exporter that runs on a JVM",
    });
  }
  return { enabled, host: textValue(section, "host"), port };
}

const isPort = (text: string): boolean => /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535;

const LOGGER_NAMES: Readonly<Record<ErrorKind, string>> = {
  consume: "ConsumeError",
  produce: "ProduceError",
  process: "ProcessError",
};

function errorHandlingOf(ksml: Fields): Readonly<Record<ErrorKind, ErrorHandlerTree>> {
  const section = subsection(ksml, "errorHandling", ERROR_HANDLING);
  return {
    consume: errorHandler(section, "consume"),
    produce: errorHandler(section, "produce"),
    process: errorHandler(section, "process"),
  };
}

function errorHandler(section: Fields, kind: ErrorKind): ErrorHandlerTree {
  const fields = subsection(section, kind, ERROR_HANDLER);
  const handler = wordValue(
    fields,
    "handler",
    ["stopOnFail", "continueOnFail", "retryOnFail"],
    "stopOnFail",
  );
  const span = fields.get("handler")?.value.span ?? fields.span;
  if (handler === "retryOnFail" && kind !== "produce") {
    tell(fields.within("handler"), "config/retry-on-fail", span, { handler: kind });
  } else if (kind === "process" && handler !== "stopOnFail") {
    fields.place.report(deviation("V17", span, { path: fields.within("handler").path }));
  }
  return {
    handler,
    log: booleanValue(fields, "log", true),
    logPayload: booleanValue(fields, "logPayload", false),
    loggerName: textValue(fields, "loggerName")?.value ?? LOGGER_NAMES[kind],
  };
}

/** Free-form: what a key means is Kafka's matter, but each is one value. */
function kafkaOf(root: Fields): ReadonlyMap<string, Text> {
  const pair = root.get("kafka");
  const place = root.within("kafka");
  if (pair === undefined) return new Map();
  if (pair.value.kind !== "mapping") {
    if (!isNothing(pair.value)) wrongValue(pair.value, place, "a mapping");
    return new Map();
  }
  const settings = new Map<string, Text>();
  for (const { key, keySpan, value } of pair.value.pairs) {
    const inner = { ...place, path: `${place.path}.${key}` };
    if (isAxualPattern(key)) {
      tell(inner, "config/not-built-yet", keySpan, { key: inner.path });
    } else if (value.kind === "scalar") {
      const text = textOf(value, inner);
      if (text !== null) {
        settings.set(key, text);
        checkSetting(key, keySpan, text, inner);
      }
      // As runtime/service/environment-text.ts reads it.
      if (text !== null && /\$\{[A-Za-z_]/.test(text.value)) {
        place.report(deviation("V28", text.span, { path: inner.path }));
      }
    } else {
      wrongValue(value, inner, "a text, a number or a boolean");
    }
  }
  return settings;
}

function refuseNotBuilt(ksml: Fields): void {
  for (const key of ["schemaRegistries", "notations"]) notBuiltValue(ksml, key);
  notBuiltValue(subsection(ksml, "applicationServer", SERVER), "enabled");
  const python = subsection(ksml, "pythonContext", PYTHON_CONTEXT);
  notBuiltValue(python, "modulePath");
  for (const key of PYTHON_CONTEXT.known) {
    const pair = python.get(key);
    if (key === "modulePath" || pair === undefined || isNothing(pair.value)) continue;
    const values = {
      key: python.within(key).path,
      reason: "compiled Python has no files, processes or native code to open",
    };
    tell(python.within(key), "config/no-effect", pair.keySpan, values);
  }
}
