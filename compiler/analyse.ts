/**
 * The stages that find what is wrong: 1, 2, 3, 5 and 6. In: definitions. Out: what they report, and the definitions with
 * their Python typed. `check` needs no more, and loads no more.
 */
import type { AuthorModule } from "./1-source/author-module.ts";
import { readYaml } from "./1-source/read-yaml.ts";
import type { SchemaFile } from "./1-source/schema-file.ts";
import type { SourceFile } from "./1-source/source-file.ts";
import type { YamlDocument } from "./1-source/yaml-tree.ts";
import { parseDefinition } from "./2-syntax/parse-definition.ts";
import type { KsmlTree } from "./2-syntax/tree.ts";
import { checkDefinition } from "./3-check/check-definition.ts";
import type { Loan } from "./3-check/companion-functions.ts";
import type { Mode, OpenNames } from "./3-check/context.ts";
import type {
  CheckedDefinition,
  CheckedFunction,
  ExpressionCodes,
  PythonSource,
} from "./3-check/definition.ts";
import { tellDifferingSettings } from "./3-check/differing-settings.ts";
import { tellDuplicateStores } from "./3-check/duplicate-stores.ts";
import type { OpenDefinition } from "./3-check/service-externals.ts";
import { parsePython } from "./5-python/parse-python.ts";
import { inferTypes } from "./6-typed/infer-definition.ts";
import type { TypedDefinition } from "./6-typed/ir.ts";
import { tellDeviationsOnce } from "./diagnostics/deviations.ts";
import type { Checked, Diagnostic } from "./diagnostics/diagnostic.ts";
import { unusedExtensions } from "./unused-extensions.ts";

export type { Mode, OpenNames };

export interface DefinitionInput {
  readonly namespace: string;
  /** A file, or a definition that stands inside a runner file. */
  readonly source: SourceFile | YamlDocument;
}

export interface AnalyseOptions {
  readonly definitions: readonly DefinitionInput[];
  readonly mode: Mode;
  readonly schemas?: readonly SchemaFile[];
  /** Null: there is none, and names that it could bind are open. */
  readonly extensions?: AuthorModule | null;
  /** An open name is a warning, and a `NameError` at the place where it is used. */
  readonly allowUnresolved?: boolean;
  /** Kafka's keys that the runner file sets: they go before those of definitions. */
  readonly decidedSettings?: ReadonlySet<string>;
}

export interface Analysed {
  readonly diagnostics: readonly Diagnostic[];
  readonly definitions: readonly CheckedDefinition[];
  /** Those without errors, each function of which went through all stages: nothing is emitted for others. */
  readonly sound: readonly TypedDefinition[];
  /** The names that each definition and its Python leave open, whether or not the author's module has them. */
  readonly open: readonly OpenDefinition[];
  /** Functions that definitions use of one another. */
  readonly loans: readonly Loan[];
  /** For the canonical text of the definitions. */
  readonly expressionCodes: ExpressionCodes;
}

/** Within one definition it is told where it is checked. */
function storesOfTwo(definitions: readonly CheckedDefinition[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const firstOf = ({ stores }: CheckedDefinition) =>
    stores.filter(({ name }, i) => stores.findIndex((each) => each.name === name) === i);
  tellDuplicateStores(definitions.flatMap(firstOf), (each) => found.push(each));
  return found;
}

/** Stages 1 and 2. Null: it cannot be read. */
function parse({ namespace, source }: DefinitionInput): Checked<KsmlTree | null> {
  if ("root" in source) return parseDefinition(namespace, source);
  const { value: document, diagnostics: unread } = readYaml(source);
  if (document === null) return { value: null, diagnostics: unread };
  const { value, diagnostics } = parseDefinition(namespace, document);
  return { value, diagnostics: [...unread, ...diagnostics] };
}

export function analyse({
  definitions,
  mode,
  schemas = [],
  extensions = null,
  allowUnresolved = false,
  decidedSettings = new Set(),
}: AnalyseOptions): Analysed {
  const names: OpenNames = { mode, extensions, allowUnresolved };
  const diagnostics: Diagnostic[] = [];
  const collect = <T>({ value, diagnostics: found }: Checked<T>): T => {
    diagnostics.push(...found);
    return value;
  };
  const parsed = definitions.map(parse);
  const trees = parsed.flatMap(({ value }) => value ?? []);
  const check = (tree: KsmlTree, lent: readonly Loan[]) => {
    const others = trees.filter((each) => each !== tree);
    return checkDefinition(tree, { ...names, schemas, others, lent });
  };
  const alone = new Map(trees.map((tree) => [tree, check(tree, [])]));
  const loans = [...alone.values()].flatMap((each) => each.loans);
  const checked: CheckedDefinition[] = [];
  const sound: TypedDefinition[] = [];
  const open: OpenDefinition[] = [];
  const expressionCodes = new Map<CheckedFunction, PythonSource>();
  for (const { value: tree, diagnostics: found } of parsed) {
    const before = diagnostics.length;
    diagnostics.push(...found);
    if (tree === null) continue;
    const isLender = loans.some(({ from }) => from === tree.namespace);
    const first = alone.get(tree);
    const definition = collect(isLender || first === undefined ? check(tree, loans) : first);
    checked.push(definition);
    const python = collect(parsePython(definition, names));
    for (const [fn, source] of python.expressionCodes) expressionCodes.set(fn, source);
    open.push({ definition, externals: [...definition.externals, ...python.externals] });
    const typed = collect(inferTypes(python));
    const own = definition.functions.filter((fn) => fn.source !== "external");
    const isWhole = typed.functions.length === own.length;
    const isFaulty = diagnostics.slice(before).some(({ severity }) => severity === "error");
    if (isWhole && !isFaulty) sound.push(typed);
  }
  if (mode === "service" && checked.length > 1) {
    diagnostics.push(...storesOfTwo(checked));
    tellDifferingSettings(checked, decidedSettings, (each) => diagnostics.push(each));
  }
  // In library mode a definition is looked at by itself, and others may use what it does not.
  if (extensions !== null && mode === "service")
    diagnostics.push(
      ...unusedExtensions(
        extensions,
        open.flatMap(({ externals }) => externals),
      ),
    );
  const told = tellDeviationsOnce(sharedOnce(diagnostics));
  return { diagnostics: told, definitions: checked, sound, open, expressionCodes, loans };
}

/** Told by each definition that uses a part of the service which several share. */
const SHARED: ReadonlySet<string> = new Set(["name/unknown-schema", "name/unknown-serde"]);

/** A schema that several definitions name is read for each of them, and a stream of one may serve several. */
function sharedOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const told = new Set<string>();
  return diagnostics.filter(({ code, span }) => {
    if (!code.startsWith("schema/") && !SHARED.has(code)) return true;
    const key = `${code} ${span.start} ${span.file.path}`;
    return !told.has(key) && told.add(key) !== undefined;
  });
}
