/** Definitions, schemas and records that the tests of troubles run. */
import { ndjson } from "../support/run-definition.ts";

export const COPY = `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  labels: {topic: labels, keyType: string, valueType: json}
pipelines:
  relabel: {from: parcels, to: labels}
`;

export const PARCELS = ndjson([
  { topic: "parcels", key: "a", value: { weight: 1 } },
  { topic: "parcels", key: "b", value: { weight: 2 } },
]);

/** Counts the records of each key. */
export const counting = (logging: boolean): string => `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  totals: {topic: totals, keyType: string, valueType: json}
stores:
  seen: {type: keyValue, keyType: string, valueType: long, persistent: true, logging: ${logging}, caching: false}
functions:
  count:
    type: valueTransformer
    stores: [seen]
    code: |
      before = seen.get(key)
      now = 1 if before is None else before + 1
      seen.put(key, now)
      result = {"seen": now}
    expression: result
    resultType: json
pipelines:
  main:
    from: parcels
    via:
      - {type: transformValue, mapper: count}
    to: totals
`;

/** Reads `watts` in one pipeline, and in another does without. */
export const READINGS = `streams:
  readings: {topic: readings, keyType: string, valueType: "avro:Reading", schemaRegistry: "http://registry.invalid:8081"}
  doubled: {topic: doubled, keyType: string, valueType: json}
  ids: {topic: ids, keyType: string, valueType: json}
functions:
  double:
    type: valueTransformer
    code: |
      result = {"id": value["id"], "watts": value["watts"] * 2}
    expression: result
    resultType: json
  ident:
    type: valueTransformer
    code: |
      result = {"id": value["id"]}
    expression: result
    resultType: json
pipelines:
  second: {from: readings, via: [{type: transformValue, mapper: ident}], to: ids}
  main: {from: readings, via: [{type: transformValue, mapper: double}], to: doubled}
`;

const schemaOf = (...fields: readonly (readonly [string, string])[]): string =>
  JSON.stringify({
    type: "record",
    name: "Reading",
    namespace: "mill",
    fields: fields.map(([name, type]) => ({ name, type })),
  });

export const SCHEMA = schemaOf(["id", "string"], ["watts", "int"]);
export const SCHEMA_WITHOUT_WATTS = schemaOf(["id", "string"]);

/** Puts bytes on the topic of the readings as they are. */
export const RAW = `streams:
  raw: {topic: raw, keyType: string, valueType: bytes}
  readings: {topic: readings, keyType: string, valueType: bytes}
pipelines:
  copy: {from: raw, to: readings}
`;

/** Writes readings with the schema that it is given. */
export const OLD_WRITER = `streams:
  raw: {topic: raw, keyType: string, valueType: json}
  readings: {topic: readings, keyType: string, valueType: "avro:Reading", schemaRegistry: "http://registry.invalid:8081"}
functions:
  make: {type: valueTransformer, expression: value, resultType: "avro:Reading"}
pipelines:
  write: {from: raw, via: [{type: transformValue, mapper: make}], to: readings}
`;

/** Calls a helper that the author's module is to have. */
export const POLISHED = `streams:
  parcels: {topic: parcels, keyType: string, valueType: json}
  labels: {topic: labels, keyType: string, valueType: json}
functions:
  work:
    type: valueTransformer
    code: |
      result = polish(key, value)
    expression: result
    resultType: json
pipelines:
  main:
    from: parcels
    via:
      - {type: transformValue, mapper: work}
    to: labels
`;
