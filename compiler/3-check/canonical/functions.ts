/** Functions in canonical text, in their section or where they are used. */
import type { WrittenEntry, WrittenValue } from "../../1-source/write-yaml.ts";
import type { UserType } from "../../language/data-types/data-type.ts";
import { printType } from "../../language/data-types/print-type.ts";
import { functionType } from "../../language/function-types.ts";
import { DYNAMIC } from "../check-function.ts";
import type { CheckedFunction, CheckedParameter, PythonSource } from "../definition.ts";
import type { Place } from "./place.ts";
import { entry, list, mapping, optional, text, type } from "./values.ts";

/** What a position holds: a name, or the function itself. `place`: by which it is called without `name`. */
export function functionRef(found: CheckedFunction, place: Place): WrittenValue {
  if (!found.inline) return text(found.name);
  const name = found.name === place.segments.join("_") ? [] : [entry("name", text(found.name))];
  return mapping([...name, ...bodyEntries(found, place)]);
}

/** Of the `functions` section. */
export function functionEntries(found: CheckedFunction, place: Place): WrittenEntry[] {
  return [entry("type", text(found.type)), ...bodyEntries(found, place)];
}

function bodyEntries(found: CheckedFunction, { owned, expressionCodes }: Place): WrittenEntry[] {
  const own = found.parameters.filter(({ fixed }) => !fixed);
  const { stores } = found;
  const result = expressionCodes.get(found);
  return [
    ...(own.length === 0 ? [] : [entry("parameters", list(own.map(parameter)))]),
    ...optional("globalCode", found.globalCode, block),
    ...optional("code", result === undefined ? found.code : null, block),
    ...optional(
      "expression",
      result ?? (found.expressionIsDefault ? null : found.expression),
      inLine,
    ),
    ...(isResultKnown(found) ? [] : optional("resultType", found.result, resultType(found))),
    ...(stores.length === 0 ? [] : [entry("stores", list(stores.map(({ name }) => text(name))))]),
    ...(getsPlainValues(found, owned) ? [entry("storeValues", text("plain"))] : []),
  ];
}

const resultType =
  ({ isResultInferred }: CheckedFunction) =>
  (found: UserType): WrittenValue =>
    isResultInferred && found.dataType.kind === "any" ? text(DYNAMIC) : type(found);

/** It follows from the function type, or, of a generic function, from its positions, which then want different ones. */
function isResultKnown(found: CheckedFunction): boolean {
  const { type: name, result: own, usedBy } = found;
  const { result } = functionType(name);
  if (result.kind === "forbidden") return true;
  if (result.kind === "optional") return usedBy.length > 0 && own?.dataType.kind === "any";
  return result.kind === "default" && own !== null && printType(own) === printType(result.type);
}

/** In dialect form alone a store that Kafka gives times hides them (dialect.md 7.5). */
const getsPlainValues = ({ form, stores }: CheckedFunction, owned: Place["owned"]): boolean =>
  form === "dialect" &&
  stores.some(({ store, plain }) => plain && store.kind === "store" && owned.has(store.store));

function parameter({ name, declared, defaultText }: CheckedParameter): WrittenValue {
  return mapping([
    entry("name", text(name)),
    entry("type", type(declared)),
    ...(defaultText === null ? [] : [entry("defaultValue", text(written(declared, defaultText)))]),
  ]);
}

/** The default of a string was put in quotes by the check. */
const written = (declared: CheckedParameter["declared"], { text: found }: PythonSource): string =>
  declared.dataType.kind === "string" ? found.slice(1, -1) : found;

const block = ({ text: python }: PythonSource): WrittenValue => ({
  kind: "python",
  text: python,
  block: true,
});

const inLine = ({ text: python }: PythonSource): WrittenValue => ({
  kind: "python",
  text: python,
  block: false,
});
