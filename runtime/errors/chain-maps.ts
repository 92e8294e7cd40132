/** tsc's map (JavaScript → TypeScript) and the compiler's (TypeScript → YAML) -> one map, JavaScript → YAML. */
import { type MapFile, type Segment, segmentAt, segmentsOf, writeSegments } from "./ksml-map.ts";

export function chainMaps(toTypeScript: MapFile, toYaml: MapFile): MapFile {
  const yaml = segmentsOf(toYaml);
  const segments: Segment[] = [];
  let previous: Segment["original"] | undefined;
  for (const { line, column, original } of segmentsOf(toTypeScript)) {
    const found = original === null ? undefined : segmentAt(yaml, original.line, original.column);
    const place = found?.original ?? null;
    // The same piece of YAML goes on.
    if (place === previous) continue;
    previous = place;
    segments.push({ line, column, original: place });
  }
  const { mappings, ends } = writeSegments(segments);
  return {
    version: 3,
    ...(toTypeScript.file === undefined ? {} : { file: toTypeScript.file }),
    sources: toYaml.sources,
    sourcesContent: toYaml.sourcesContent ?? [],
    names: toYaml.names,
    mappings,
    x_ksml: { ends, python: toYaml.x_ksml?.python ?? [] },
  };
}
