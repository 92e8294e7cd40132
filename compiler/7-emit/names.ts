/**
 * The author's names as identifiers of the generated module (style.md 4, "Names in generated code"). A name stays as
 * it is, letter for letter, but for what is forced: (a) no identifier, (b) reserved, global or imported, (c) the same
 * name for a function, a stream and a store. In: all names of a definition. What holds: two names of one scope never
 * become one, and the same definition always gives the same identifiers.
 */

/** What the emitters of Python and of pipelines ask. Python names are unique in the module, so one map serves all scopes. */
export interface Names {
  /** A local or a parameter of a Python function. */
  local(name: string): string;
  /** A name at module level of Python: a global, a `def`, a KSML function. */
  global(name: string): string;
  /** A stream or table: its constant in the module. */
  stream(name: string): string;
  /** A store: its constant in the module, or that of the table it is part of. */
  store(name: string): string;
  /** The exported topology, and the exported producers. */
  readonly topology: string;
  readonly producers: string;
  /** A name of our own inside an arrow function (`topology`, `matching`) that hides none of the above. */
  own(name: string): string;
}

export interface NamesInput {
  readonly namespace: string;
  /** All identifiers of the definition's Python: locals, globals, parameters, and KSML's functions. */
  readonly python: Iterable<string>;
  /** Those of them that mean one thing in the whole module: its globals, `def`s and KSML's functions. */
  readonly pythonGlobals: ReadonlySet<string>;
  /** Streams, tables and global tables, in file order. */
  readonly topics: readonly NamedResource<"stream" | "table" | "globalTable">[];
  readonly stores: readonly NamedResource<"store">[];
  /** Stores that are part of a table, by name: the table's name. */
  readonly tableStores?: ReadonlyMap<string, string>;
  /** What the module imports. */
  readonly imports: ReadonlySet<string>;
}

export interface NamedResource<Kind> {
  readonly name: string;
  readonly kind: Kind;
  /** Python text sees it under its own name: a function lists it in its `stores`. */
  readonly inPython: boolean;
}

const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public
  return static super switch this throw true try typeof undefined var void while with yield`.split(
    /\s+/,
  ),
);

/** Globals of the language (ECMAScript, "The Global Object"); those of Node are never used by generated code. */
const GLOBALS = new Set(
  `AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
  FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array
  Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set
  SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape
  globalThis isFinite isNaN parseFloat parseInt unescape`.split(/\s+/),
);

/** A word or a global of JavaScript: no name for a declaration. */
export const isReserved = (name: string): boolean => RESERVED.has(name) || GLOBALS.has(name);

const SUFFIX = {
  stream: "_stream",
  table: "_table",
  globalTable: "_table",
  store: "_store",
} as const;

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** `hot-sensors` → `hotSensors`: what no identifier may hold is left out, the letter behind it becomes a capital. */
export function toIdentifier(name: string, fallback: string): string {
  if (IDENTIFIER.test(name)) return name;
  let identifier = "";
  let capital = false;
  for (const character of name) {
    const allowed = identifier === "" ? /[\p{ID_Start}$_]/u : /[\p{ID_Continue}$]/u;
    if (!allowed.test(character)) {
      capital = identifier !== "";
      continue;
    }
    identifier += capital ? character.toUpperCase() : character;
    capital = false;
  }
  return IDENTIFIER.test(identifier) ? identifier : fallback;
}

/** Names of Python as the parameters of a function in a file of its own: no two of them become one. */
export function parameterNames(names: readonly string[]): string[] {
  const taken = new Set<string>(names.filter((name) => toIdentifier(name, "") === name));
  return names.map((name) => {
    let identifier = toIdentifier(name, "arg");
    if (identifier === name && !isReserved(name)) return name;
    while (isReserved(identifier) || taken.has(identifier)) identifier += "_";
    taken.add(identifier);
    return identifier;
  });
}

export function createNames(input: NamesInput): Names {
  const { namespace, pythonGlobals, topics, stores, imports, tableStores } = input;
  const pythonNames = new Set(input.python);
  const isForced = (name: string): boolean => isReserved(name) || imports.has(name);
  // What Python sees under its own name keeps it, as a local of that name in another function hides it in JavaScript as well.
  const shared = new Map<string, NamedResource<keyof typeof SUFFIX>>();
  for (const resource of [...topics, ...stores]) {
    if (resource.inPython && !pythonGlobals.has(resource.name)) shared.set(resource.name, resource);
  }
  const taken = new Set<string>(
    [...pythonNames].filter(
      (name) => IDENTIFIER.test(name) && !isForced(name) && !shared.has(name),
    ),
  );

  /** The first free one of the wish, and the wish with more and more of the suffix. */
  function take(wish: string, suffix: (attempt: number) => string): string {
    let name = wish;
    for (let attempt = 1; isForced(name) || taken.has(name); attempt++)
      name = wish + suffix(attempt);
    taken.add(name);
    return name;
  }
  const underscores = (attempt: number): string => "_".repeat(attempt);
  const suffixes =
    (suffix: string) =>
    (attempt: number): string =>
      attempt === 1 ? suffix : `${suffix}_${attempt}`;

  const ofPython = new Map<string, string>();
  const ofTopic = new Map<string, string>();
  const ofStore = new Map<string, string>();
  const resourceNames = (kind: keyof typeof SUFFIX): Map<string, string> =>
    kind === "store" ? ofStore : ofTopic;
  for (const [name, { kind }] of shared) {
    const identifier = take(toIdentifier(name, kind), underscores);
    ofPython.set(name, identifier);
    resourceNames(kind).set(name, identifier);
  }
  for (const name of pythonNames) {
    if (shared.has(name)) continue;
    if (IDENTIFIER.test(name) && !isForced(name)) ofPython.set(name, name);
    else ofPython.set(name, take(toIdentifier(name, "name"), underscores));
  }
  // A name that only the emitter knows (a temporary of its own) is made an identifier when it is first asked for.
  function pythonName(name: string): string {
    const known = ofPython.get(name);
    if (known !== undefined) return known;
    const made = take(toIdentifier(name, "name"), underscores);
    ofPython.set(name, made);
    return made;
  }

  for (const { name, kind } of [...topics, ...stores]) {
    const known = resourceNames(kind);
    if (known.has(name)) continue;
    const wish = toIdentifier(name, kind);
    known.set(name, take(wish, isForced(wish) ? underscores : suffixes(SUFFIX[kind])));
  }

  const topicName = (name: string): string => ofTopic.get(name) ?? toIdentifier(name, "stream");

  const definition = toIdentifier(namespace, "definition");
  const numbered = (suffix: string) => (attempt: number) =>
    attempt === 1 ? suffix : `${suffix}${attempt}`;
  const topology = take(definition, numbered("Topology"));
  const producers = take(`${definition}Producers`, numbered("_"));
  return {
    local: pythonName,
    global: pythonName,
    stream: topicName,
    store(name) {
      const table = tableStores?.get(name);
      return table === undefined
        ? (ofStore.get(name) ?? toIdentifier(name, "store"))
        : topicName(table);
    },
    topology,
    producers,
    own(name) {
      let own = name;
      while (isForced(own) || taken.has(own)) own += "_";
      return own;
    },
  };
}
