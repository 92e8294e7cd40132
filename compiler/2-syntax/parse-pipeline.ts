/**
 * Pipelines, their steps, branches and sinks (language.md 5). Fields of steps stay nodes: their operation reads them.
 * Beside the keys of KSML 2.0, a step of the canonical form has `onNone: drop`.
 */
import { TextOrigin } from "../1-source/source-file.ts";
import type { YamlPair } from "../1-source/yaml-tree.ts";
import { type Entry, type Fields, listEntries, readFields } from "./fields.ts";
import { stepForm } from "./form.ts";
import { functionUseField } from "./parse-function.ts";
import { topicUseField } from "./parse-stream.ts";
import { type Place, tell, within } from "./place.ts";
import { SHORTHAND_STEPS } from "./respell/respellings.ts";
import { respellPipeline } from "./respell/shorthand-pipeline.ts";
import { kindOf, textOf } from "./text.ts";
import type { BranchTree, FieldTree, Form, PipelineTree, StepTree, Text } from "./tree.ts";
import { BRANCH, PIPELINE, SINK_KEYS, STEP_DIALECT, STEP_TYPE_DIALECT } from "./vocabulary.ts";

export function parsePipeline(entry: Entry, name: Text, place: Place): PipelineTree | null {
  const { node, isShorthand } = respellPipeline(entry.value, place);
  const fields = readFields(node, place, PIPELINE);
  if (fields === null) return null;
  const from = fields.get("from");
  const hasSource =
    from !== undefined && !(from.value.kind === "scalar" && from.value.value === null);
  return {
    name,
    explicitName: fields.text("name"),
    path: place.path,
    from: hasSource ? topicUseField(from, fields.within("from"), "from") : null,
    via: parseSteps(fields, isShorthand ? "dialect" : null),
    sink: parseSink(fields, entry.key),
    comment: entry.comment,
    span: entry.keySpan,
  };
}

/** `form`: of all steps; null: each has its own. */
function parseSteps(fields: Fields, form: Form | null): StepTree[] {
  const place = fields.within("via");
  const via = fields.get("via")?.value;
  if (via?.kind === "mapping" && via.pairs.some(isTypeOfStep)) {
    tell(place, "syntax/wrong-kind", via.span, {
      key: "via",
      expected: "a list of steps, each behind a `-`",
      found: "one step",
    });
    return [];
  }
  return listEntries(fields.get("via"), place, "step").flatMap((entry) =>
    parseStep(entry, within(place, entry.key), form),
  );
}

/** `type: filter` directly under `via`; a step that is called `type` is a mapping. */
const isTypeOfStep = ({ key, value }: YamlPair): boolean =>
  key === "type" && value.kind === "scalar";

function parseStep(entry: Entry, place: Place, form: Form | null): StepTree[] {
  const { value } = entry;
  if (value.kind !== "mapping") {
    tell(place, "syntax/wrong-kind", value.span, {
      key: entry.key,
      expected: "a step: a mapping with `type`",
      found: kindOf(value),
    });
    return [];
  }
  const typePair = value.pairs.find(({ key }) => key === "type");
  const namePair = value.pairs.find(({ key }) => key === "name");
  const onNone = value.pairs.find(({ key }) => key === "onNone");
  return [
    {
      position: "step",
      shortName: entry.key,
      path: place.path,
      type: stepType(value.pairs, typePair, place, entry),
      explicitName: namePair === undefined ? null : textOf(namePair.value, within(place, "name")),
      onNone: onNoneOf(onNone, within(place, "onNone")),
      fields: fieldMap(
        value.pairs.filter((pair) => pair !== typePair && pair !== namePair && pair !== onNone),
        place,
      ),
      branches: [],
      form: form ?? stepForm(value),
      comment: entry.comment,
      span: value.span,
    },
  ];
}

function onNoneOf(pair: YamlPair | undefined, place: Place): StepTree["onNone"] {
  if (pair === undefined) return null;
  const { value } = pair;
  if (value.kind === "scalar" && value.value === "drop") return "drop";
  tell(place, "syntax/wrong-kind", value.span, {
    key: "onNone",
    expected: "`drop`",
    found: kindOf(value),
  });
  return null;
}

function stepType(
  pairs: readonly YamlPair[],
  pair: YamlPair | undefined,
  place: Place,
  entry: Entry,
): Text | null {
  const inner = within(place, "type");
  if (pair === undefined) {
    const other = pairs.find(
      ({ key }) =>
        PIPELINE.notBuilt.has(key) ||
        SHORTHAND_STEPS.has(key) ||
        STEP_DIALECT.has(key) ||
        SINKS.has(key),
    );
    if (other === undefined)
      tell(place, "syntax/missing-key", entry.value.span, { place: "A step", key: "type" });
    else
      tell(place, "dialect/not-built-yet", other.keySpan, {
        construct: `a step with \`${other.key}\` and without \`type\``,
      });
    return null;
  }
  if (pair.value.kind === "sequence") {
    tell(inner, "syntax/wrong-kind", pair.value.span, {
      key: "type",
      expected: "a text",
      found: kindOf(pair.value),
    });
    return null;
  }
  const type = textOf(pair.value, inner);
  if (type === null && pair.value.kind === "scalar") {
    tell(place, "syntax/missing-key", pair.keySpan, { place: "A step", key: "type" });
  }
  if (type !== null && STEP_TYPE_DIALECT.has(type.value)) {
    tell(inner, "dialect/not-built-yet", type.span, {
      construct: `the step type \`${type.value}\``,
    });
    return null;
  }
  return type;
}

const SINKS: ReadonlySet<string> = new Set(SINK_KEYS);

function parseSink(fields: Fields, pipeline: string): StepTree | null {
  const given = SINK_KEYS.flatMap((key) => {
    const pair = fields.get(key);
    return pair !== undefined && isGiven(key, pair) ? [pair] : [];
  });
  const inFileOrder = [...given].sort((a, b) => a.keySpan.start - b.keySpan.start);
  const [first, second] = inFileOrder;
  if (first === undefined) return null;
  if (second !== undefined) {
    const related = [{ message: "the other one is here", span: first.keySpan }];
    const values = { pipeline, first: first.key, second: second.key };
    tell(fields.place, "pipeline/several-sinks", second.keySpan, values, { related });
  }
  return sinkOf(first, fields);
}

/** `as:` with nothing and an empty `branch` count as absent; `print:` with nothing prints with defaults. */
function isGiven(key: string, { value }: YamlPair): boolean {
  if (key === "as") return !(value.kind === "scalar" && value.value === null);
  if (key !== "branch") return true;
  if (value.kind === "mapping") return value.pairs.length > 0;
  return value.kind === "sequence" ? value.items.length > 0 : value.value !== null;
}

function sinkOf(pair: YamlPair, fields: Fields): StepTree {
  const place = fields.within(pair.key);
  const { value } = pair;
  const spread =
    value.kind === "mapping" && (pair.key === "print" || pair.key === "toTopicNameExtractor");
  const named =
    spread && pair.key === "print" ? value.pairs.find(({ key }) => key === "name") : undefined;
  const readsPipelineName = pair.key === "branch" || pair.key === "forEach";
  return {
    position: "sink",
    shortName: pair.key,
    path: place.path,
    type: { value: pair.key, span: pair.keySpan, origin: originOfKey(pair) },
    explicitName:
      named !== undefined
        ? textOf(named.value, within(place, "name"))
        : readsPipelineName
          ? fields.text("name")
          : null,
    onNone: null,
    fields: spread
      ? fieldMap(
          value.pairs.filter((each) => each !== named),
          place,
        )
      : wholeField(pair, place),
    branches: pair.key === "branch" ? parseBranches(pair, place) : [],
    form: "2.0",
    comment: pair.comment,
    span: pair.keySpan,
  };
}

/** The sinks that are one value: `to: x`. What is no mapping under `print` only says "with defaults". */
function wholeField(pair: YamlPair, place: Place): ReadonlyMap<string, FieldTree> {
  if (pair.key === "print" || pair.key === "branch") return new Map();
  const key = pair.key === "toTopicNameExtractor" ? "topicNameExtractor" : pair.key;
  return new Map([[key, { key, keySpan: pair.keySpan, value: pair.value, path: place.path }]]);
}

function fieldMap(pairs: readonly YamlPair[], place: Place): ReadonlyMap<string, FieldTree> {
  return new Map(
    pairs.map(
      ({ key, keySpan, value }) =>
        [key, { key, keySpan, value, path: within(place, key).path }] as const,
    ),
  );
}

function parseBranches(pair: YamlPair, place: Place): BranchTree[] {
  return listEntries(pair, place, "branch").flatMap((entry) =>
    parseBranch(entry, within(place, entry.key)),
  );
}

function parseBranch(entry: Entry, place: Place): BranchTree[] {
  const fields = readFields(entry.value, place, BRANCH);
  if (fields === null) return [];
  return [
    {
      name: entry.key,
      explicitName: fields.text("name"),
      path: place.path,
      predicate: functionUseField(fields, "if", "predicate"),
      via: parseSteps(fields, null),
      sink: parseSink(fields, entry.key),
      comment: entry.comment,
      span: entry.value.span,
    },
  ];
}

function originOfKey(pair: YamlPair): Text["origin"] {
  return TextOrigin.straight(pair.keySpan.file, pair.keySpan.start);
}
