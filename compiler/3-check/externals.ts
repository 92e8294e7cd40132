/**
 * Names that nothing in the definition binds (dialect.md 5, 9). In: each use of one. Out: what the author's TypeScript has
 * to bind, and a finding for each use that it does not: an error where the definition has to run. A part with an open name
 * is checked like any other.
 */
import { type AuthorModule, entryOf } from "../1-source/author-module.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Report, type Place as Spot, tell } from "../2-syntax/place.ts";
import type { Text } from "../2-syntax/tree.ts";
import type { DiagnosticCode } from "../diagnostics/catalog.ts";
import { type OpenNames, severityOfOpenName } from "./context.ts";
import type { External } from "./definition.ts";
import { EXTENSION_SECTIONS } from "./extension-sections.ts";
import type { meant } from "./resolve-names.ts";

type Kind = Extract<
  External["kind"],
  "function" | "store" | "storeClass" | "serde" | "storeOptions"
>;

const CODES: Readonly<Record<Kind, DiagnosticCode>> = {
  function: "name/unknown-function",
  store: "name/unknown-store",
  storeClass: "name/unknown-store-class",
  serde: "name/unknown-serde",
  storeOptions: "name/unknown-hook",
};

interface Signature {
  readonly role: string;
  readonly parameters: readonly string[];
}

interface Open extends Omit<External, "uses"> {
  readonly uses: Span[];
}

export class Externals {
  readonly #names: OpenNames;
  /** Past what watches a part for errors: an open name keeps nothing from being checked. */
  readonly #report: Report;
  readonly #open = new Map<string, Open>();

  constructor(names: OpenNames, report: Report) {
    this.#names = names;
    this.#report = report;
  }

  /** Whether the author's module has it. */
  binds(kind: Kind, name: string): boolean {
    const module: AuthorModule | null = this.#names.extensions;
    return entryOf(module, EXTENSION_SECTIONS[kind], name) !== undefined;
  }

  /** A use of a name that only the author's module can bind. */
  use(
    kind: Kind,
    name: Text,
    spot: Spot,
    {
      signature,
      near = null,
    }: {
      readonly signature?: Signature;
      /** What could have been meant. */
      readonly near?: ReturnType<typeof meant>;
    } = {},
  ): void {
    const open = this.#openOf(kind, name.value, signature);
    if (open.uses.some(({ start }) => start === name.span.start)) return;
    open.uses.push(name.span);
    if (this.binds(kind, name.value)) return;
    const { mode, allowUnresolved } = this.#names;
    const severity =
      mode === "service" && allowUnresolved ? "warning" : severityOfOpenName(mode, near !== null);
    const place: Spot = { path: spot.path, report: this.#report };
    const code = CODES[kind];
    tell(place, code, name.span, { name: name.value }, { severity, ...near });
  }

  #openOf(kind: External["kind"], name: string, signature?: Signature): Open {
    const key = `${kind} ${name}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const { role = null, parameters = [] } = signature ?? {};
    const open: Open = { kind, name, role, parameters, keywords: [], uses: [] };
    this.#open.set(key, open);
    return open;
  }

  /** A join or merge target that nobody declares: nothing can bind it but the definition (dialect.md 5.1). */
  stream(name: Text): void {
    this.#openOf("stream", name.value).uses.push(name.span);
  }

  list(): External[] {
    return [...this.#open.values()];
  }
}
