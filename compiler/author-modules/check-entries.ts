/**
 * The author's functions against the positions that use them. In: what the module exports, and what the definitions leave
 * open. Out: what does not fit, in the words of the definition's author; tsc says the rest in its own.
 */
import type { ParameterDeclaration, Project, Signature, Type } from "ts-morph";
import type { ServiceExternal } from "../3-check/service-externals.ts";
import { functionType } from "../language/function-types.ts";
import { type ExportedExtensions, mayBePromise, type Place } from "./author-types.ts";

export interface Mismatch {
  readonly external: ServiceExternal;
  readonly place: Place;
  /** Of all that declares it. */
  readonly whole: Place;
  /** What it is and what it must be: `it returns \`string\`, and a predicate returns a boolean`. */
  readonly reason: string;
}

/** `externalsPath`: of `externals.ts` among the project's files. */
export function checkEntries(
  project: Project,
  externalsPath: string,
  { entries }: ExportedExtensions,
  externals: readonly ServiceExternal[],
): { readonly mismatches: readonly Mismatch[]; readonly missing: readonly ServiceExternal[] } {
  const wanted = project.getSourceFileOrThrow(externalsPath).getInterfaceOrThrow("Externals");
  const mismatches: Mismatch[] = [];
  const missing: ServiceExternal[] = [];
  for (const external of externals) {
    const { section, name } = external;
    const entry = entries.find((each) => each.section === section && each.name === name);
    if (entry === undefined) {
      missing.push(external);
      continue;
    }
    const target = wanted
      .getType()
      .getProperty(section)
      ?.getTypeAtLocation(wanted)
      .getProperty(name)
      ?.getTypeAtLocation(wanted);
    if (target === undefined || entry.type.isAssignableTo(target)) continue;
    const reason = reasonOf(external, entry.type, target);
    mismatches.push({ external, place: entry.place, whole: entry.whole, reason });
  }
  return { mismatches, missing };
}

/** `a predicate`, `an aggregator and initializer` */
export const withArticle = (roles: readonly string[]): string =>
  `${/^[aeiou]/.test(roles[0] ?? "") ? "an" : "a"} ${roles.join(" and ")}`;

const SECTION_WORDS: Readonly<Partial<Record<ServiceExternal["section"], string>>> = {
  serdes: "a function that makes a `Serde`",
  stores: "a function that makes a `CustomStore`",
  operations: "a function that makes a `CustomOperation`",
  storeOptions: "a `StoreOptionsHook`",
  python: "an object",
};

function reasonOf(external: ServiceExternal, type: Type, target: Type): string {
  const { section, roles, parameters } = external;
  const wanted = SECTION_WORDS[section];
  if (wanted !== undefined) return `it is \`${textOf(type)}\`, and must be ${wanted}`;
  const [signature] = type.getCallSignatures();
  const [place] = target.getCallSignatures();
  if (signature === undefined || place === undefined) {
    return `it is \`${textOf(type)}\`, and must be a function`;
  }
  const required = signature.getParameters().filter((each) => !isOptional(each));
  const passed = parameters.length;
  if (required.length > place.getParameters().length) {
    const names = parameters.map((each) => `\`${each}\``).join(", ");
    return `it takes ${required.length} arguments, and gets ${passed}${passed === 0 ? "" : `: ${names}`}`;
  }
  const wrong = parameterMismatch(signature, place);
  if (wrong !== null) {
    return `its parameter \`${wrong.name}\` takes \`${wrong.type}\` only, and any value may come: declare it as \`KsmlValue\``;
  }
  const result = textOf(signature.getReturnType());
  if (roles.length === 0) return `it returns \`${result}\`, which is no value of KSML`;
  return `it returns \`${result}\`, and ${withArticle(roles)} returns ${resultOf(external, place)}`;
}

/** What the position takes; that it may be a promise goes without saying. */
function resultOf({ roles }: ServiceExternal, place: Signature): string {
  const rules = roles.map((role) => functionType(role).result);
  const [only] = rules;
  if (rules.length === 1 && only?.kind === "default" && only.type.dataType.kind === "boolean") {
    return "a boolean";
  }
  return mayBePromise(place.getReturnType())
    ? "a value, or a promise of one"
    : "a value, and no promise";
}

function parameterMismatch(
  signature: Signature,
  target: Signature,
): { readonly name: string; readonly type: string } | null {
  const given = target.getParameters();
  for (const [i, parameter] of signature.getParameters().entries()) {
    const [declaration] = parameter.getDeclarations();
    const [other] = given[i]?.getDeclarations() ?? [];
    if (declaration === undefined || other === undefined) continue;
    const type = parameter.getTypeAtLocation(declaration);
    const passed = given[i]?.getTypeAtLocation(other);
    if (passed !== undefined && !passed.isAssignableTo(type)) {
      return { name: parameter.getName(), type: textOf(type) };
    }
  }
  return null;
}

function isOptional(parameter: ReturnType<Signature["getParameters"]>[number]): boolean {
  const [declaration] = parameter.getDeclarations();
  if (declaration?.getKindName() !== "Parameter") return false;
  const written = declaration as ParameterDeclaration;
  return written.isOptional() || written.isRestParameter();
}

const MAX_TEXT = 80;

/** A type in few words: without the paths of modules. */
function textOf(type: Type): string {
  const text = type.getText().replace(/import\("[^"]*"\)\./g, "");
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
