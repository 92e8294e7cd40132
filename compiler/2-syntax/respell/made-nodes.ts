/** Nodes that respelling makes: they stand where the author's words for them stand. */
import { type Span, TextOrigin } from "../../1-source/source-file.ts";
import type { YamlMapping, YamlNode, YamlPair, YamlScalar } from "../../1-source/yaml-tree.ts";

export function madeText(value: string, span: Span): YamlScalar {
  return {
    kind: "scalar",
    span,
    value,
    style: "plain",
    source: value,
    isFloat: false,
    origin: TextOrigin.straight(span.file, span.start),
  };
}

export function madePair(key: string, value: YamlNode, keySpan: Span): YamlPair {
  return { key, keySpan, value, comment: null };
}

export function madeMapping(pairs: readonly YamlPair[], span: Span): YamlMapping {
  return { kind: "mapping", span, pairs };
}
