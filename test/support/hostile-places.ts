/**
 * Each place of a definition that takes text: a definition with texts in that place, what goes in, what must come out.
 * A table, as long as there are places.
 */
import { nameProblem } from "../../runtime/dsl/operation-names.ts";
import { PLANT, PYTHON_NAMES, pythonLiteral, TEXTS } from "./hostile-texts.ts";

export interface PlainRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers?: readonly (readonly [string, string])[];
}

export interface Place {
  readonly name: string;
  readonly texts: readonly string[];
  /** A value that is written as JSON, or YAML text. */
  readonly definition: (texts: readonly string[]) => object | string;
  /** The diagnostic that refuses this text here; null: it must be accepted. */
  readonly refused?: (text: string) => string | null;
  readonly input?: (texts: readonly string[]) => readonly PlainRecord[];
  readonly output?: (texts: readonly string[]) => readonly PlainRecord[];
  /** Values that come out are JSON, whose layout is of no interest here. */
  readonly json?: true;
  /** Where texts come out that are in no record. */
  readonly elsewhere?: "logged" | "printed" | "producers";
}

const ALL = [...TEXTS.values()];
const STRING = { keyType: "string", valueType: "string" };
const JSON_TYPE = { keyType: "string", valueType: "json" };
const STREAMS = { in: { topic: "in", ...STRING }, out: { topic: "out", ...STRING } };
const inOut = { from: "in", to: "out" };

const one: PlainRecord = { topic: "in", key: "k", value: "v" };
const record = (topic: string, value: string): PlainRecord => ({ topic, key: "k", value });
const badOperation = (text: string): string | null =>
  nameProblem(`x_${text}`) === null && text.trim() !== "" ? null : "name/invalid-operation-name";

/** A function written in place is called after its place. */
const badPlace = (text: string): string | null =>
  badOperation(text) ?? (/^\w+$/.test(text) ? null : "name/derived-name");

/** One function a text, all applied in turn; its value is what went in. */
function withCode(
  texts: readonly string[],
  code: (text: string, index: number) => string,
  extra: (text: string, index: number) => object = () => ({}),
): object {
  return {
    streams: STREAMS,
    functions: Object.fromEntries(
      texts.map((text, i) => [
        `f${i}`,
        {
          type: "valueTransformer",
          code: code(text, i),
          expression: "value",
          resultType: "string",
          ...extra(text, i),
        },
      ]),
    ),
    pipelines: {
      p: {
        from: "in",
        via: texts.map((_text, i) => ({ type: "transformValue", mapper: `f${i}` })),
        to: "out",
      },
    },
  };
}

/** The text comes out as the value of the record, from one pipeline each. */
function valuesOf(
  texts: readonly string[],
  mapper: (text: string, i: number) => object,
  functions: object = {},
): object {
  return {
    streams: STREAMS,
    ...functions,
    pipelines: Object.fromEntries(
      texts.map((text, i) => [
        `p${i}`,
        { from: "in", via: [{ type: "transformValue", mapper: mapper(text, i) }], to: "out" },
      ]),
    ),
  };
}
const valuesOut = (texts: readonly string[]): readonly PlainRecord[] =>
  texts.map((text) => record("out", text));

export const PLACES: readonly Place[] = [
  {
    name: "topic of a stream",
    texts: ALL.filter((text) => text.trim() !== ""),
    definition: (texts) => ({
      streams: Object.fromEntries([
        ["in", STREAMS.in],
        ...texts.map((topic, i) => [`s${i}`, { topic, ...STRING }] as const),
        ...texts.map((topic, i) => [`t${i}`, { topic: `out ${topic}`, ...STRING }] as const),
      ]),
      pipelines: Object.fromEntries(
        texts.map((_topic, i) => [`p${i}`, { from: `s${i}`, to: `t${i}` }]),
      ),
    }),
    input: (texts) => texts.map((text) => record(text, text)),
    output: (texts) => texts.map((text) => record(`out ${text}`, text)),
  },
  {
    name: "topic written in place",
    texts: ALL.filter((text) => text.trim() !== ""),
    definition: (texts) => ({
      pipelines: Object.fromEntries(
        texts.map((topic, i) => [
          `p${i}`,
          { from: { topic, ...STRING }, to: { topic: `out ${topic}`, ...STRING } },
        ]),
      ),
    }),
    input: (texts) => texts.map((text) => record(text, text)),
    output: (texts) => texts.map((text) => record(`out ${text}`, text)),
  },
  {
    name: "name of a stream",
    texts: ALL,
    definition: (texts) => ({
      streams: entries([
        ["target stream", { topic: "out", ...STRING }],
        ...texts.map((text, i) => [text, { topic: `in${i}`, ...STRING }] as const),
      ]),
      pipelines: Object.fromEntries(
        texts.map((text, i) => [`p${i}`, { from: text, to: "target stream" }]),
      ),
    }),
    input: (texts) => texts.map((text, i) => record(`in${i}`, text)),
    output: valuesOut,
  },
  {
    name: "name of a pipeline",
    texts: ALL,
    refused: (text) =>
      badOperation(`pipelines_${text}_to`) ??
      (text.trim() === "" ? "name/invalid-operation-name" : null),
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: entries(texts.map((text) => [text, inOut] as const)),
    }),
    input: () => [one],
    output: (texts) => texts.map(() => record("out", "v")),
  },
  {
    name: "name of a step",
    texts: ALL,
    refused: badOperation,
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: {
        p: {
          from: "in",
          via: texts.map((name) => ({ name, type: "filter", if: { expression: "True" } })),
          to: "out",
        },
      },
    }),
    input: () => [one],
    output: () => [record("out", "v")],
  },
  {
    name: "key of a step",
    texts: ALL,
    refused: badPlace,
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: {
        p: {
          from: "in",
          via: entries(
            texts.map(
              (name) => [name, { type: "peek", forEach: { code: "log.info('x')" } }] as const,
            ),
          ),
          to: "out",
        },
      },
    }),
    input: () => [one],
    output: () => [record("out", "v")],
  },
  {
    name: "key of a branch",
    texts: ALL,
    refused: badPlace,
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: {
        p: {
          from: "in",
          branch: entries(
            texts.map((name) => [
              name,
              {
                if: { expression: "value != 'v'" },
                via: [{ type: "peek", forEach: { code: "log.info('x')" } }],
                to: "out",
              },
            ]),
          ),
        },
      },
    }),
    input: () => [record("in", "w")],
    output: () => [record("out", "w")],
  },
  {
    name: "name registered by as",
    texts: ALL,
    refused: badOperation,
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: Object.fromEntries(
        texts.flatMap((text, i) => [
          [`p${i}`, { from: "in", as: text }],
          [`q${i}`, { from: text, to: "out" }],
        ]),
      ),
    }),
    input: () => [one],
    output: (texts) => texts.map(() => record("out", "v")),
  },
  {
    name: "name of a producer",
    texts: ALL,
    elsewhere: "producers",
    definition: (texts) => ({
      streams: STREAMS,
      functions: {
        make: { type: "generator", expression: '("k", "v")', resultType: "(string,string)" },
      },
      producers: entries(
        texts.map((text) => [text, { generator: "make", to: "out", count: 1 }] as const),
      ),
    }),
  },
  ...(["name", "version", "description"] as const).map(
    (key): Place => ({
      name: `${key} of the definition`,
      texts: ALL,
      definition: (texts) => ({
        [key]: texts.join(texts.length > 1 ? "\n" : ""),
        streams: STREAMS,
        pipelines: { p: inOut },
      }),
      input: () => [one],
      output: () => [record("out", "v")],
    }),
  ),
  {
    name: "label of print",
    texts: ALL,
    elsewhere: "printed",
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: Object.fromEntries(
        texts.map((label, i) => [`p${i}`, { from: "in", print: { label } }]),
      ),
    }),
    input: () => [one],
    output: () => [],
  },
  {
    name: "filename of print",
    texts: ALL,
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: Object.fromEntries(
        texts.map((filename, i) => [`p${i}`, { from: "in", print: { filename } }]),
      ),
    }),
  },
  {
    name: "symbol of an enum",
    // What ends a type string, or parts its symbols, is no symbol.
    texts: ALL.filter((text) => text.trim() === text && !/[,()[\]"'?\s]/.test(text)),
    definition: (texts) => ({
      streams: {
        in: STREAMS.in,
        out: { topic: "out", keyType: "string", valueType: `enum(${texts.join(",")})` },
      },
      pipelines: {
        p: {
          from: "in",
          via: [
            {
              type: "transformValue",
              mapper: { expression: "value", resultType: `enum(${texts.join(",")})` },
            },
          ],
          to: "out",
        },
      },
    }),
    input: (texts) => texts.map((text) => record("in", text)),
    output: valuesOut,
  },
  {
    name: "field of JSON, read by a constant key",
    texts: ALL,
    definition: (texts) => ({
      streams: { in: { topic: "in", ...JSON_TYPE }, out: STREAMS.out },
      pipelines: Object.fromEntries(
        texts.map((text, i) => [
          `p${i}`,
          {
            from: "in",
            via: [
              {
                type: "transformValue",
                mapper: {
                  expression: `value[${pythonLiteral(text)}] + value.get(${pythonLiteral(text)}, "none")`,
                  resultType: "string",
                },
              },
            ],
            to: "out",
          },
        ]),
      ),
    }),
    input: (texts) => [
      record("in", JSON.stringify(Object.fromEntries(texts.map((text, i) => [text, `${i}`])))),
    ],
    output: (texts) => texts.map((_text, i) => record("out", `${i}${i}`)),
  },
  {
    name: "field that a function asks for and nobody sent",
    texts: ALL,
    definition: (texts) => ({
      streams: { in: { topic: "in", ...JSON_TYPE }, out: STREAMS.out },
      pipelines: Object.fromEntries(
        texts.map((text, i) => [
          `p${i}`,
          {
            from: "in",
            via: [
              {
                type: "transformValue",
                mapper: {
                  expression: `str(value.get(${pythonLiteral(text)})) + str(${pythonLiteral(text)} in value)`,
                  resultType: "string",
                },
              },
            ],
            to: "out",
          },
        ]),
      ),
    }),
    input: () => [record("in", "{}")],
    output: (texts) => texts.map(() => record("out", "NoneFalse")),
  },
  {
    name: "key of a dict display and of an assignment",
    texts: ALL,
    definition: (texts) => ({
      streams: { in: { topic: "in", ...JSON_TYPE }, out: { topic: "out", ...JSON_TYPE } },
      pipelines: Object.fromEntries(
        texts.map((text, i) => [
          `p${i}`,
          {
            from: "in",
            via: [
              {
                type: "transformValue",
                mapper: {
                  code: `made = {${pythonLiteral(text)}: 1}\nmade["set"] = {}\nmade["set"][${pythonLiteral(text)}] = 2`,
                  expression: "made",
                  resultType: "json",
                },
              },
            ],
            to: "out",
          },
        ]),
      ),
    }),
    input: () => [record("in", "{}")],
    json: true,
    output: (texts) =>
      texts.map((text) => record("out", JSON.stringify({ [text]: 1, set: { [text]: 2 } }))),
  },
  {
    name: "string literal of Python",
    texts: ALL,
    definition: (texts) =>
      valuesOf(texts, (text) => ({ expression: pythonLiteral(text), resultType: "string" })),
    input: () => [one],
    output: valuesOut,
  },
  {
    name: "string literal of Python, as it stands",
    texts: ALL.filter((text) => !/["\\\n\r]/.test(text) && !text.includes("\0")),
    definition: (texts) =>
      valuesOf(texts, (text) => ({
        code: `value = "${text}" + r"" + f"" + """"""`,
        expression: "value",
        resultType: "string",
      })),
    input: () => [one],
    output: valuesOut,
  },
  {
    name: "text of an f-string",
    texts: ALL,
    definition: (texts) =>
      valuesOf(texts, (text) => ({
        expression: `f${pythonLiteral(text).replaceAll("{", "{{").replaceAll("}", "}}")}  f"{value}"`,
        resultType: "string",
      })),
    input: () => [one],
    output: (texts) => texts.map((text) => record("out", `${text}v`)),
  },
  {
    name: "text around a field of an f-string",
    texts: ALL,
    definition: (texts) =>
      valuesOf(texts, (text) => {
        const inner = pythonLiteral(text).slice(1, -1).replaceAll("{", "{{").replaceAll("}", "}}");
        return { expression: `f"$${inner}{value}${inner}$"`, resultType: "string" };
      }),
    input: () => [one],
    output: (texts) => texts.map((text) => record("out", `$${text}v${text}$`)),
  },
  {
    name: "comment of Python",
    texts: ALL.filter((text) => !/[\n\r]/.test(text) && !text.includes("\0")),
    definition: (texts) => withCode(texts, (text) => `# ${text}\nx = value  # ${text}\n#${text}`),
    input: () => [one],
    output: () => [record("out", "v")],
  },
  {
    name: "docstring",
    texts: ALL,
    definition: (texts) =>
      withCode(
        texts,
        (text, i) => `${pythonLiteral(text)}\nhelp${i}()`,
        (text, i) => ({ globalCode: `def help${i}():\n  ${pythonLiteral(text)}\n  return 1` }),
      ),
    input: () => [one],
    output: () => [record("out", "v")],
  },
  {
    name: "message of a log call",
    texts: ALL,
    elsewhere: "logged",
    definition: (texts) => withCode(texts, (text) => `log.info(${pythonLiteral(text)})`),
    input: () => [one],
    output: () => [record("out", "v")],
  },
  {
    name: "text of an exception",
    texts: ALL,
    definition: (texts) =>
      valuesOf(texts, (text) => ({
        code: `try:\n  raise ValueError(${pythonLiteral(text)})\nexcept ValueError as error:\n  value = str(error)`,
        expression: "value",
        resultType: "string",
      })),
    input: () => [one],
    output: valuesOut,
  },
  {
    name: "default of a parameter",
    // KSML puts it between two double quotes and leaves the rest to Python.
    texts: ALL,
    refused: (text) => (/["\n\r]|\\$/.test(text) || text.includes("\0") ? "python/syntax" : null),
    definition: (texts) =>
      valuesOf(texts, (_text, i) => ({ expression: `helper${i}(value)`, resultType: "string" }), {
        functions: Object.fromEntries(
          texts.map((text, i) => [
            `helper${i}`,
            {
              type: "generic",
              parameters: [
                { name: "first", type: "string" },
                { name: "second", type: "string", defaultValue: text },
              ],
              globalCode: `def own${i}(x, y=${pythonLiteral(text)}):\n  return y`,
              expression: `own${i}(first)`,
              resultType: "string",
            },
          ]),
        ),
      }),
    input: () => [one],
    output: valuesOut,
  },
  {
    name: "header",
    texts: ALL,
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: Object.fromEntries(
        texts.map((text, i) => [
          `p${i}`,
          {
            from: "in",
            via: [
              {
                type: "transformMetadata",
                mapper: {
                  code: `metadata["headers"] = metadata["headers"] + [{"key": ${pythonLiteral(text)}, "value": ${pythonLiteral(text)}}]`,
                  expression: "metadata",
                },
              },
            ],
            to: "out",
          },
        ]),
      ),
    }),
    input: () => [one],
    output: (texts) =>
      texts.map((text) => ({ ...record("out", "v"), headers: [[text, text]] as const })),
  },
  {
    name: "topic chosen by a function",
    texts: ALL.filter((text) => text !== ""),
    definition: (texts) => ({
      streams: STREAMS,
      pipelines: Object.fromEntries(
        texts.map((text, i) => [
          `p${i}`,
          {
            from: "in",
            toTopicNameExtractor: {
              topicNameExtractor: { expression: pythonLiteral(`to ${text}`) },
            },
          },
        ]),
      ),
    }),
    input: () => [one],
    output: (texts) => texts.map((text) => record(`to ${text}`, "v")),
  },
  {
    name: "comment of YAML",
    texts: ALL.filter((text) => !/(?!\t)\p{Cc}|[\p{Zl}\p{Zp}]/u.test(text)),
    definition: (texts) => {
      const comment = (indent: string): string =>
        texts.map((text) => `${indent}# ${text}\n`).join("");
      return `${comment("")}streams:
${comment("  ")}  in:
    topic: in
    keyType: string
    valueType: string
  out: {topic: out, keyType: string, valueType: string}
functions:
${comment("  ")}  keep:
${comment("    ")}    type: predicate
    code: |
${comment("      ")}      value
    expression: "True"
pipelines:
${comment("  ")}  p:
${comment("    ")}    from: in
    via:
${comment("      ")}      - type: filter
${comment("        ")}        if: keep
${comment("    ")}    to: out
${comment("")}`;
    },
    input: () => [one],
    output: () => [record("out", "v")],
  },
  {
    name: "name of a function",
    texts: PYTHON_NAMES,
    definition: (names) => ({
      streams: STREAMS,
      functions: entries(
        names.map((name) => [
          name,
          { type: "valueTransformer", expression: `value + "."`, resultType: "string" },
        ]),
      ),
      pipelines: {
        p: {
          from: "in",
          via: names.map((name) => ({ type: "transformValue", mapper: name })),
          to: "out",
        },
      },
    }),
    input: () => [one],
    output: (names) => [record("out", `v${".".repeat(names.length)}`)],
  },
  {
    name: "name of a function that is no Python name",
    texts: ALL.filter((text) => !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text)),
    refused: () => "name/not-a-python-name",
    definition: (names) => ({
      streams: STREAMS,
      functions: entries(
        names.map((name) => [name, { type: "predicate", expression: "True" }] as const),
      ),
      pipelines: { p: { from: "in", via: [{ type: "filter", if: names[0] }], to: "out" } },
    }),
  },
  {
    name: "name of a store that Python sees, and of a stream",
    texts: PYTHON_NAMES.filter((name) => name.normalize("NFKC") === name),
    refused: (name) => (name === "super" ? "python/not-built-yet" : null),
    definition: (names) => ({
      streams: {
        ...STREAMS,
        ...entries(names.map((name, i) => [name, { topic: `t${i}`, ...STRING }])),
      },
      stores: entries(names.map((name) => [name, { type: "keyValue", ...STRING }])),
      functions: entries(
        names.map((name, i) => [
          `f${i}`,
          {
            type: "valueTransformer",
            code: `${name}.put(key, value)`,
            expression: `${name}.get(key) + "."`,
            resultType: "string",
            stores: [name],
          },
        ]),
      ),
      pipelines: {
        p: {
          from: "in",
          via: names.map((_name, i) => ({ type: "transformValue", mapper: `f${i}` })),
          to: "out",
        },
      },
    }),
    input: () => [one],
    output: (names) => [record("out", `v${".".repeat(names.length)}`)],
  },
  {
    name: "name of a store, and text in its settings",
    texts: ALL,
    definition: (names) => ({
      streams: STREAMS,
      stores: entries(
        // Other names than above: stores of one service have names of their own.
        names.map((name) => [
          `${name}"`,
          { type: "keyValue", ...STRING, logConfig: { [`${name}x`]: name } },
        ]),
      ),
      pipelines: { p: inOut },
    }),
    input: () => [one],
    output: () => [record("out", "v")],
  },
  {
    name: "parameter of a function",
    texts: PYTHON_NAMES.filter((name) => !/^_+$/.test(name)),
    definition: (names) =>
      valuesOf(
        names,
        (name, i) => ({ expression: `g${i}(value, ${name}="b")`, resultType: "string" }),
        {
          functions: Object.fromEntries(
            names.map((name, i) => [
              `g${i}`,
              {
                type: "generic",
                parameters: [
                  { name: "first", type: "string" },
                  { name, type: "string", defaultValue: "a" },
                ],
                expression: `first + ${name}`,
                resultType: "string",
              },
            ]),
          ),
        },
      ),
    input: () => [one],
    output: (names) => names.map(() => record("out", "vb")),
  },
  {
    name: "local, closure and lambda of Python",
    texts: PYTHON_NAMES,
    // What it is bound to in an inner function is not looked at yet.
    refused: (name) => (name === "super" ? "python/not-built-yet" : null),
    definition: (names) =>
      valuesOf(names, (name, i) => ({
        globalCode: `def outer${i}(x):
  ${name} = x
  def inner():
    nonlocal ${name}
    ${name} = ${name} + "i"
    return [${name} for ${name} in [${name}]][0]
  return inner()
`,
        code: `${name} = outer${i}(value)`,
        expression: `${name} + (lambda ${name}: ${name})("l")`,
        resultType: "string",
      })),
    input: () => [one],
    output: (names) => names.map(() => record("out", "vil")),
  },
  {
    name: "global of Python",
    texts: PYTHON_NAMES.filter((name) => !/^_+$/.test(name)),
    definition: (names) =>
      valuesOf(names, (name) => ({
        globalCode: `${name} = "g"`,
        code: `global ${name}\n${name} = ${name}[:1] + "h"`,
        expression: name,
        resultType: "string",
      })),
    input: () => [one],
    output: (names) => names.map(() => record("out", "gh")),
  },
];

/** A mapping with `__proto__` as an ordinary key. */
function entries(pairs: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(pairs);
}

export { PLANT };

/** YAML is a superset of JSON, whose escapes show every character. */
export function yamlOf(definition: object | string): string {
  if (typeof definition === "string") return definition;
  const escaped = JSON.stringify(definition, null, 1).replace(
    /[\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${escaped}\n`;
}
