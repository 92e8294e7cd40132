/**
 * Shorthand pipelines (dialect.md 6.1, family A): operations as keys of the pipeline are its steps, in the order of the
 * text. In: the pipeline's node. Out: the node with one `via` list in their place, the author's spans on all of it, and
 * whether there were any. Told once a pipeline, with the steps as 2.0 has them.
 */
import type { YamlMapping, YamlNode, YamlPair } from "../../1-source/yaml-tree.ts";
import { type Place, tell, within } from "../place.ts";
import { kindOf } from "../text.ts";
import { madeMapping, madePair, madeText } from "./made-nodes.ts";
import { respelled, twoSpellings } from "./respell-keys.ts";
import { SHORTHAND_STEPS, type ShorthandStep } from "./respellings.ts";

export interface RespelledPipeline {
  readonly node: YamlNode;
  /** The steps are in dialect form (dialect.md 3, item 7). */
  readonly isShorthand: boolean;
}

export function respellPipeline(node: YamlNode, place: Place): RespelledPipeline {
  const shorthand = node.kind === "mapping" ? node.pairs.filter(isShorthand) : [];
  const [first] = shorthand;
  if (node.kind !== "mapping" || first === undefined) return { node, isShorthand: false };
  const via = node.pairs.find(({ key }) => key === "via");
  if (via !== undefined) {
    twoSpellings(first, via, place);
    return { node: without(node, shorthand), isShorthand: false };
  }
  const steps = shorthand.flatMap((pair) => {
    const item = stepOf(pair, within(place, pair.key));
    return item === null ? [] : [{ pair, item }];
  });
  if (steps.length > 0) {
    const words = steps.map(({ pair }) => `\`${pair.key}\``).join(", ");
    const items = steps.map(({ item }) => inLine(item)).join(", ");
    respelled(place, first, words, `\`via: [${items}]\``);
  }
  const list: YamlNode = {
    kind: "sequence",
    span: first.keySpan,
    items: steps.map(({ item }) => item),
    itemComments: steps.map(({ pair }) => pair.comment),
    source: "",
  };
  const pairs = node.pairs.flatMap((pair) => {
    if (pair === first) return [madePair("via", list, first.keySpan)];
    return shorthand.includes(pair) ? [] : [pair];
  });
  return { node: { ...node, pairs }, isShorthand: true };
}

const isShorthand = ({ key }: YamlPair): boolean => SHORTHAND_STEPS.has(key);

const without = (node: YamlMapping, pairs: readonly YamlPair[]): YamlMapping => ({
  ...node,
  pairs: node.pairs.filter((pair) => !pairs.includes(pair)),
});

/** Null: told. */
function stepOf(pair: YamlPair, place: Place): YamlMapping | null {
  const step = SHORTHAND_STEPS.get(pair.key);
  if (step === undefined) return null;
  const fields = fieldsOf(pair, step, place);
  if (fields === null) return null;
  const type = madePair("type", madeText(step.type, pair.keySpan), pair.keySpan);
  return madeMapping([type, ...fields], pair.keySpan);
}

function fieldsOf(pair: YamlPair, { value }: ShorthandStep, place: Place): YamlPair[] | null {
  const { value: node } = pair;
  const isEmpty = node.kind === "scalar" && node.value === null;
  const needsFunction = value.kind === "function";
  if (needsFunction && !isEmpty) return functionFields(pair, value.key);
  if (!needsFunction && node.kind === "mapping") return [...node.pairs];
  if (!needsFunction && isEmpty) return [];
  tell(place, "syntax/wrong-kind", isEmpty ? pair.keySpan : node.span, {
    key: pair.key,
    expected: needsFunction
      ? "a function or the name of one"
      : "a mapping with the step's keys, or nothing",
    found: isEmpty ? "nothing" : kindOf(node),
  });
  return null;
}

/** A22: `{function: f}` is `f`; what else stands beside it is for the step to read. */
function functionFields({ value, keySpan }: YamlPair, key: string): YamlPair[] {
  const named =
    value.kind === "mapping" ? value.pairs.find((each) => each.key === "function") : undefined;
  if (value.kind !== "mapping" || named === undefined) return [madePair(key, value, keySpan)];
  const rest = value.pairs.filter((each) => each !== named);
  return [madePair(key, named.value, named.keySpan), ...rest];
}

/** `{type: filter, if: is_hot}`; what is longer than a word is `…`. */
function inLine({ pairs }: YamlMapping): string {
  return `{${pairs.map(({ key, value }) => `${key}: ${wordOf(value)}`).join(", ")}}`;
}

function wordOf(node: YamlNode): string {
  if (node.kind === "scalar") return node.style === "plain" ? node.source : "…";
  const isSmall =
    node.kind === "mapping" &&
    node.pairs.every(({ value }) => value.kind === "scalar" && value.style === "plain");
  return isSmall ? inLine(node) : "…";
}
