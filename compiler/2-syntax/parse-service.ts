/**
 * Configuration of the service inside a definition. In: the top level. Out: Kafka's keys as texts, and how streams that
 * nobody declares are made.
 *
 * The canonical section is ours, no part of KSML 2.0: `service: {configuration: {<Kafka key>: <value>},
 * implicitStreams: topics | internal}`. `runner: {type: streams, config: {…}}` is the dialect's word for it (D1).
 */
import { isKafkaKey } from "../../runtime/service/kafka-keys.ts";
import type { YamlMapping, YamlPair } from "../1-source/yaml-tree.ts";
import { checkSetting } from "./check-setting.ts";
import { type Fields, subsection } from "./fields.ts";
import { type Place, tell, within } from "./place.ts";
import { respelled, twoSpellings } from "./respell/respell-keys.ts";
import { settingsOf } from "./settings.ts";
import { kindOf } from "./text.ts";
import type { KsmlTree, Setting } from "./tree.ts";
import { RUNNER_SECTION, SERVICE } from "./vocabulary.ts";

export type ServiceTree = Pick<KsmlTree, "configuration" | "implicitStreams">;

export function parseService(root: Fields): ServiceTree {
  const service = subsection(root, "service", SERVICE);
  const configuration = service.get("configuration");
  const runner = root.get("runner");
  if (configuration !== undefined && runner !== undefined) {
    twoSpellings(configuration, runner, root.place);
  }
  return {
    configuration: [
      ...settings(configuration, service.within("configuration")),
      ...(runner === undefined ? [] : runnerConfig(runner, root)),
    ],
    implicitStreams: implicitStreams(service),
  };
}

function runnerConfig(runner: YamlPair, root: Fields): Setting[] {
  const fields = subsection(root, "runner", RUNNER_SECTION);
  const type = fields.text("type");
  if (type !== null && type.value !== "streams") {
    tell(fields.within("type"), "config/unsupported", type.span, {
      what: `the runner type \`${type.value}\``,
      reason: "a definition is run as a Kafka Streams application, `streams`",
    });
  }
  respelled(fields.place, runner, "`runner.config`", "`service.configuration`");
  return settings(fields.get("config"), fields.within("config"));
}

/** Whole sections inside the configuration (`metrics`, `security`, …) are known words of the dialect (D4 to D11). */
function settings(pair: YamlPair | undefined, place: Place): Setting[] {
  if (pair === undefined) return [];
  if (pair.value.kind !== "mapping") return settingsOf(pair, place);
  const isSection = ({ key, value }: YamlPair): boolean =>
    (value.kind === "mapping" || value.kind === "sequence") && !isKafkaKey(key);
  for (const each of pair.value.pairs.filter(isSection)) {
    const inner = within(place, each.key);
    tell(inner, "config/not-built-yet", each.keySpan, { key: inner.path });
  }
  const flat: YamlMapping = {
    ...pair.value,
    pairs: pair.value.pairs.filter((each) => !isSection(each)),
  };
  const found = settingsOf({ ...pair, value: flat }, place);
  for (const { key, value } of found) {
    checkSetting(key.value, key.span, value, within(place, key.value));
  }
  return found;
}

function implicitStreams(service: Fields): KsmlTree["implicitStreams"] {
  const pair = service.get("implicitStreams");
  if (pair === undefined) return "topics";
  const { value } = pair;
  if (value.kind === "scalar" && (value.value === "topics" || value.value === "internal")) {
    return value.value;
  }
  tell(service.within("implicitStreams"), "config/wrong-value", value.span, {
    key: "implicitStreams",
    expected: "`topics` or `internal`",
    found: kindOf(value),
  });
  return "topics";
}
