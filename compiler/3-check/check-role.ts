/**
 * The checks at every position that a function has (language.md 6.1): result, number and types of parameters. Out: the
 * type that the position gets; null, told, where the function does not fit. The function learns what it is given.
 */
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import { printRefusal, refusal } from "../language/data-types/assignable.ts";
import { inDefault, primitive, type UserType } from "../language/data-types/data-type.ts";
import { printType } from "../language/data-types/print-type.ts";
import { FUNCTION_TYPES } from "../language/function-types.ts";
import { anyType, type Role } from "../language/operations/roles.ts";
import { called, type FunctionEntry } from "./check-function.ts";
import { settleResult } from "./repair/inferred-result.ts";

const NOTHING = inDefault(primitive("null"));

export interface RoleUse {
  readonly role: Role;
  /** Where the position is. */
  readonly span: Span;
  readonly spot: Spot;
  readonly by: "pipelines" | "producers";
  readonly logger?: "generator" | "condition";
  /** Default: a function that uses stores cannot be here (runtime.md 1.11). */
  readonly takesStores?: boolean;
}

export function checkRole(entry: FunctionEntry, use: RoleUse): UserType | null {
  const { role } = use;
  const expected = role.expected ?? anyType;
  settleResult(entry, { key: expected, value: expected });
  const result = effectiveResult(entry, role);
  const fits = [
    fitsResult(entry, result, use),
    fitsCount(entry, use),
    fitsStores(entry, use),
    fitsCopy(entry, use),
    ...role.supplied.map((type, i) => fitsParameter(entry, i, type, use)),
  ];
  if (fits.includes(false)) return null;
  entry.loans.push(role);
  for (const [i, type] of role.supplied.entries()) entry.parameters[i]?.supplied.push(type);
  if (!entry.usedBy.includes(use.by)) entry.usedBy.push(use.by);
  entry.roles.push(use.logger ?? "function");
  if (role.atOnce === true) entry.checked.atOnce ??= role.name;
  if (entry.isResultOpen && role.expected !== null) entry.expected.push(role.expected);
  return result;
}

/**
 * What the function says of itself; `fallback` where it says nothing, or `any`. What is inferred is not second-guessed, nor
 * the `any` that canonical text states in its place (KSML has no use for it: no type but `any` takes it).
 */
export function ownResult({ checked, type }: FunctionEntry, fallback: UserType): UserType {
  const { result } = checked;
  if (type.inferred !== null && result !== null) return result;
  return result === null || result.dataType.kind === "any" ? fallback : result;
}

const effectiveResult = ({ checked, type }: FunctionEntry, { expected }: Role): UserType =>
  type.result.kind === "forbidden" ? NOTHING : (checked.result ?? expected ?? NOTHING);

function fitsResult({ checked }: FunctionEntry, result: UserType, use: RoleUse): boolean {
  const expected = use.role.expected ?? NOTHING;
  const reasons = refusal(expected.dataType, result.dataType);
  if (reasons === null) return true;
  const isUnwanted = use.role.expected === null;
  const wanted = isUnwanted ? "takes no result" : `needs \`${printType(expected)}\``;
  const help = isUnwanted
    ? "use a function of the type `forEach`"
    : reasons.length > 1
      ? `change its \`resultType\`: ${printRefusal(reasons)}`
      : "change its `resultType`";
  tell(
    use.spot,
    "function/wrong-result",
    use.span,
    { function: called(checked), role: use.role.name, wanted, found: printType(result) },
    { help, related: definedAt(checked.span, use.span) },
  );
  return false;
}

function fitsStores({ checked }: FunctionEntry, use: RoleUse): boolean {
  const [first] = checked.stores;
  if (first === undefined || use.takesStores === true) return true;
  const values = { function: called(checked), role: use.role.name, store: first.name };
  const related = [{ message: "the store is named here", span: first.span }];
  tell(use.spot, "function/stores-not-here", use.span, values, { related });
  return false;
}

/** Producers have a copy of their own definition's module, and of no other. */
function fitsCopy({ checked: { companion, name, span } }: FunctionEntry, use: RoleUse): boolean {
  if (companion === undefined || use.by === "pipelines") return true;
  const help = "a producer takes functions of its own definition only: declare it here, too";
  const related = [{ message: "the function is defined here", span }];
  tell(use.spot, "name/unknown-function", use.span, { name }, { help, related });
  return false;
}

function fitsCount({ checked, parameters }: FunctionEntry, use: RoleUse): boolean {
  const supplied = use.role.supplied.length;
  const mandatory = parameters.filter(({ fixed }) => fixed).length;
  if (mandatory <= supplied && supplied <= parameters.length) return true;
  tell(
    use.spot,
    "function/parameter-count",
    use.span,
    {
      function: called(checked),
      role: use.role.name,
      supplied,
      found: parameters.length,
      types: use.role.supplied.map((type) => `\`${printType(type)}\``).join(", "),
    },
    {
      related: definedAt(checked.span, use.span),
      ...helpOnCount(checked, use.role),
    },
  );
  return false;
}

function helpOnCount({ type }: FunctionEntry["checked"], role: Role): { help?: string } {
  if (role.supplied.length === 0) return { help: "declare none: nothing is passed here" };
  if (type !== "generic") return {};
  const stated = FUNCTION_TYPES.has(role.name) ? `\`type: ${role.name}\`` : "its `type`";
  return {
    help: `add ${stated}: a function without a type takes only the parameters that it declares`,
  };
}

function fitsParameter(
  { checked, parameters }: FunctionEntry,
  index: number,
  type: UserType,
  use: RoleUse,
): boolean {
  const parameter = parameters[index];
  if (parameter === undefined) return true; // fitsCount told it
  const reasons = refusal(parameter.declared.dataType, type.dataType);
  if (reasons === null) return true;
  tell(
    use.spot,
    "function/parameter-type",
    use.span,
    {
      function: called(checked),
      role: use.role.name,
      parameter: parameter.name,
      declared: printType(parameter.declared),
      given: printType(type),
    },
    { related: [{ message: `\`${parameter.name}\` is declared here`, span: parameter.span }] },
  );
  return false;
}

const definedAt = (span: Span, use: Span) =>
  span.start === use.start ? [] : [{ message: "the function is defined here", span }];
