/** The parameters of a function: the fixed ones of its type, then the author's (language.md 4.4). */
import { type Span, TextOrigin } from "../1-source/source-file.ts";
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import type { FunctionTree, ParameterTree } from "../2-syntax/tree.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import type { FunctionType } from "../language/function-types.ts";
import type { CheckedParameter, PythonSource } from "./definition.ts";
import { isPythonName } from "./name-anonymous.ts";
import { readType } from "./read-type.ts";
import type { Schemas } from "./resolve-schemas.ts";

type Parameter = CheckedParameter & { readonly supplied: UserType[] };

/** Null, told, where one of them has an error. */
export function checkParameters(
  tree: FunctionTree,
  type: FunctionType,
  spot: Spot,
  schemas: Schemas,
): Parameter[] | null {
  const parameters = type.parameters.map(
    (fixed): Parameter => ({
      name: fixed.name,
      declared: fixed.type,
      supplied: [],
      fixed: true,
      defaultText: null,
      span: tree.span,
    }),
  );
  if (!type.allowsParameters) {
    const [first] = tree.parameters;
    if (first !== undefined) {
      tell(spot, "function/parameter-dropped", first.span, {
        name: first.name?.value ?? "",
        reason: `a ${type.name} takes no parameters`,
      });
    }
    return parameters;
  }
  const custom = tree.parameters.map((each) => checkParameter(each, spot, schemas));
  for (const each of custom) {
    if (each === null) continue;
    const same = parameters.find(({ name }) => name === each.name);
    if (same === undefined) parameters.push(each);
    else if (!same.fixed) {
      tell(spot, "function/parameter-dropped", each.span, {
        name: each.name,
        reason: "the function has one of that name already",
      });
    }
  }
  return custom.includes(null) ? null : parameters;
}

function checkParameter(tree: ParameterTree, spot: Spot, schemas: Schemas): Parameter | null {
  const at: Spot = { path: tree.path, report: spot.report };
  const type =
    tree.type === null ? missing("type", tree.span, at) : readType(tree.type, at, schemas);
  if (tree.name === null) return missing("name", tree.span, at);
  // As Python reads it: `ﬁ` and `fi` are one name there.
  const name = tree.name.value.normalize("NFKC");
  if (!isPythonName(name)) {
    tell(at, "name/not-a-python-name", tree.name.span, { name });
    return null;
  }
  if (type === null) return null;
  return {
    name,
    declared: type,
    supplied: [],
    fixed: false,
    defaultText: defaultText(tree, type),
    span: tree.name.span,
  };
}

function missing(key: string, span: Span, at: Spot): null {
  tell(at, "syntax/missing-key", span, { place: "A parameter", key });
  return null;
}

/** Python text as KSML pastes it: in double quotes where the type is exactly `string`, else as it stands. */
function defaultText({ defaultValue }: ParameterTree, type: UserType): PythonSource | null {
  if (defaultValue === null) return null;
  const { value, origin, span } = defaultValue;
  if (type.dataType.kind !== "string") return { text: value, origin, span };
  const pieces = [
    { at: 0, offset: origin.toFile(0) },
    ...Array.from({ length: value.length + 1 }, (_, i) => ({
      at: i + 1,
      offset: origin.toFile(i),
    })),
  ];
  return { text: `"${value}"`, origin: new TextOrigin(span.file, pieces), span };
}
