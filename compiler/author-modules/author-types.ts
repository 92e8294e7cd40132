/**
 * The author's TypeScript as a type checker sees it. In: the texts of the author's module and of what it imports by relative
 * path. Out: what it exports, with types. The only file that loads `ts-morph`, which takes half a second: only where an
 * author has a module.
 */
import type { Node, Project, SourceFile, Type } from "ts-morph";

/** A text of the author: where it lies (for what it imports), and what it says. */
export interface AuthorText {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Where the types are of what the author imports beside own files. */
export interface TypeLocations {
  /** `ksmlc/runtime` → declaration files. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly typeRoots: readonly string[];
}

export interface RelativeImport {
  /** `./geo.js` */
  readonly specifier: string;
  readonly start: number;
  readonly end: number;
}

/** An entry of the author's `extensions`, as written: not as an annotation widens it. */
export interface TypedEntry {
  readonly section: string;
  readonly name: string;
  readonly type: Type;
  /** Of its name. */
  readonly place: Place;
  /** Of all that declares it. */
  readonly whole: Place;
}

export interface Place {
  /** Absolute path of one of the author's files. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** `helpers` of `extensions`, or what stands there in its place. */
export interface TypedSection {
  readonly name: string;
  readonly place: Place;
}

export interface ExportedExtensions {
  readonly sections: readonly TypedSection[];
  readonly entries: readonly TypedEntry[];
  /** The name that is exported. */
  readonly place: Place;
}

export class AuthorTypes {
  readonly #library: typeof import("ts-morph");

  private constructor(library: typeof import("ts-morph")) {
    this.#library = library;
  }

  static async load(): Promise<AuthorTypes> {
    return new AuthorTypes(await import("ts-morph"));
  }

  /** Imports, re-exports and calls of `import` that name a file by its place. */
  relativeImports(text: string): readonly RelativeImport[] {
    const { importedFiles } = this.#library.ts.preProcessFile(text, true, true);
    return importedFiles
      .filter(({ fileName }) => /^\.\.?(?:\/|$)/.test(fileName))
      .map(({ fileName, pos }) => ({
        specifier: fileName,
        start: pos,
        end: pos + fileName.length,
      }));
  }

  /** What the compiler of TypeScript finds in a file. */
  diagnosticsOf(project: Project, path: string): readonly TypescriptFinding[] {
    const { ts } = this.#library;
    return project
      .getSourceFileOrThrow(path)
      .getPreEmitDiagnostics()
      .map(({ compilerObject: { start = 0, length = 0, code, messageText } }) => ({
        start,
        end: start + length,
        message: `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      }));
  }

  /** Files that are not given are looked for on disk: packages that the author has installed. */
  open(texts: readonly AuthorText[], { paths, typeRoots }: TypeLocations): Project {
    const { ts } = this.#library;
    const project = new this.#library.Project({
      skipAddingFilesFromTsConfig: true,
      // As in templates/service/tsconfig.json.
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        lib: ["lib.es2024.d.ts"],
        types: ["node"],
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        noImplicitOverride: true,
        noFallthroughCasesInSwitch: true,
        verbatimModuleSyntax: true,
        erasableSyntaxOnly: true,
        skipLibCheck: true,
        typeRoots: [...typeRoots],
        paths: Object.fromEntries(Object.entries(paths).map(([name, to]) => [name, [...to]])),
      },
    });
    for (const { path, text } of texts) project.createSourceFile(path, text, { overwrite: true });
    return project;
  }
}

export interface TypescriptFinding {
  readonly start: number;
  readonly end: number;
  /** `TS2322: Type 'string' is not assignable to type 'boolean'.` */
  readonly message: string;
}

/** Null: the module exports no object of that name. */
export function exportedExtensions(module: SourceFile): ExportedExtensions | null {
  const [declaration] = module.getExportedDeclarations().get("extensions") ?? [];
  if (declaration === undefined) return null;
  // What is assigned says more than what it is declared to be: whether a function is async, for one.
  const written = initializerOf(declaration) ?? declaration;
  const type = written.getType();
  if (type.getCallSignatures().length > 0 || !(type.isObject() || type.isAny())) return null;
  const sections = type.getProperties();
  const entries = sections.flatMap((section) =>
    section
      .getTypeAtLocation(written)
      .getProperties()
      .filter((entry) => !entry.getDeclarations().some(isOwnAffair))
      .map((entry): TypedEntry => {
        const [named] = entry.getDeclarations();
        return {
          section: section.getName(),
          name: entry.getName(),
          type: entry.getTypeAtLocation(written),
          place: placeOf(nameOf(named ?? declaration)),
          whole: placeOf(named ?? declaration),
        };
      }),
  );
  return {
    sections: sections.map((section) => ({
      name: section.getName(),
      place: placeOf(nameOf(section.getDeclarations()[0] ?? declaration)),
    })),
    entries,
    place: placeOf(nameOf(declaration)),
  };
}

/** A member that only its class may use: nothing that a definition could name. */
const isOwnAffair = (declaration: Node): boolean =>
  "hasModifier" in declaration &&
  typeof declaration.hasModifier === "function" &&
  (declaration.hasModifier("private") || declaration.hasModifier("protected"));

function initializerOf(declaration: Node): Node | undefined {
  if (!("getInitializer" in declaration) || typeof declaration.getInitializer !== "function") {
    return undefined;
  }
  return declaration.getInitializer() as Node | undefined;
}

/** Of what has a name, the name. */
function nameOf(node: Node): Node {
  const named =
    "getNameNode" in node && typeof node.getNameNode === "function"
      ? (node.getNameNode() as Node | undefined)
      : undefined;
  return named ?? node;
}

const placeOf = (node: Node): Place => ({
  path: node.getSourceFile().getFilePath(),
  start: node.getStart(),
  end: node.getEnd(),
});

/** A promise, or something that may hold one. */
export function mayBePromise(type: Type): boolean {
  if (type.isUnion()) return type.getUnionTypes().some(mayBePromise);
  if (type.isAny() || type.isUnknown()) return true;
  return type.getProperty("then") !== undefined;
}
