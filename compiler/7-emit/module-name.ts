/**
 * The file name of a definition's module, without extension. A namespace of letters, digits, `.`, `_` and `-` stays as
 * it is; what could leave the folder, hide, or mean something else to Node or TypeScript is written `$` and its code.
 * Two namespaces never get one name.
 */

/** Modules of the project that are no definition. */
const TAKEN = new Set(["main", "externals", "extensions"]);

const escapeCharacter = (character: string): string =>
  `$${(character.codePointAt(0) ?? 0).toString(16)}`;

export function moduleName(namespace: string): string {
  const name = namespace
    .replace(/[^\w.-]/gu, escapeCharacter)
    // A leading dot hides the file; `x.d.ts` would be a declaration file.
    .replace(/^\./, escapeCharacter)
    .replace(/\.(?=d$|test$)/, escapeCharacter);
  return name === "" || TAKEN.has(name) ? `${name}$` : name;
}

/** What the modules of definitions are called that another one imports whole: `depotModule`. */
export function moduleIdentifiers(namespaces: readonly string[]): (namespace: string) => string {
  const plain = namespaces.map(plainIdentifier);
  return (namespace) => {
    const at = namespaces.indexOf(namespace);
    const name = plainIdentifier(namespace);
    const isUnique = plain.every((each, i) => each !== name || i === at);
    return `${name}Module${isUnique ? "" : at}`;
  };
}

/** May be that of several namespaces: `1-a` and `1_a`. */
const plainIdentifier = (namespace: string): string =>
  namespace.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=[0-9])/, "_");
