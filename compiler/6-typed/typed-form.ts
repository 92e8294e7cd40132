/**
 * Which parameters a function takes in typed form (design.md 3): structs with a schema that it asks for nothing but fields
 * of that schema, by constant names. Every other use, a key that the schema lacks among them, needs the dynamic dict,
 * which is always right.
 */
import type { CheckedParameter } from "../3-check/definition.ts";
import type { Expression, Parameters, PythonFunction, Statement } from "../5-python/tree.ts";
import type { DataType, StructField, StructSchema } from "../language/data-types/data-type.ts";
import { isPropertyKey } from "../language/python/dict-keys.ts";
import { join, membersOf, NONE, type PyType } from "../language/python/type.ts";
import { childExpressions } from "./children.ts";
import { typeOfData } from "./data-type.ts";
import { isHarmless } from "./infer-expression.ts";
import { defaultsOf, statementBlocks, statementExpressions } from "./walk-tree.ts";

export interface TypedForm {
  readonly schema: StructSchema;
  /** Those that it reads, in the order of the text. */
  readonly fields: readonly string[];
}

/** Operations mark these two by name. */
const MARKED = ["key", "value"];

/** By the parameter's name; the function is not called from Python. */
export function typedForms(python: PythonFunction): ReadonlyMap<string, TypedForm> {
  const forms = new Map<string, TypedForm>();
  const { parameters } = python.function;
  // With parameters of its own it is called through an arrow function, which TypeScript would have to be told the type of.
  if (python.function.inline || parameters.some(({ fixed }) => !fixed)) return forms;
  MARKED.forEach((name, i) => {
    const parameter = parameters[i];
    const schema = parameter?.name === name ? suppliedSchema(parameter) : null;
    const fields = schema === null ? null : fieldsRead(python, name, schema);
    if (schema !== null && fields !== null && fields.length > 0)
      forms.set(name, { schema, fields });
  });
  return forms;
}

function suppliedSchema({ supplied }: CheckedParameter): StructSchema | null {
  const schemas = new Set(
    supplied.map(({ dataType }) => (dataType.kind === "struct" ? dataType.schema : undefined)),
  );
  const [only] = schemas;
  return schemas.size === 1 && only?.avro !== undefined && only.reference !== undefined
    ? only
    : null;
}

/** Null: some use needs a dict. */
function fieldsRead(
  python: PythonFunction,
  name: string,
  schema: StructSchema,
): readonly string[] | null {
  const walk = new FieldWalk(name, schema);
  walk.block(python.code);
  if (python.expression !== null) walk.expression(python.expression, false);
  return walk.isTyped ? [...walk.fields] : null;
}

class FieldWalk {
  readonly fields = new Set<string>();
  isTyped = true;
  readonly #name: string;
  readonly #schema: StructSchema;

  constructor(name: string, schema: StructSchema) {
    this.#name = name;
    this.#schema = schema;
  }

  block(statements: readonly Statement[]): void {
    for (const s of statements) {
      // What an inner function sees of the name is another matter.
      if (s.kind === "functionDef" && s.scope.free.has(this.#name)) this.isTyped = false;
      const isTest = s.kind === "if" || s.kind === "while" || s.kind === "assert";
      statementExpressions(s).forEach((e, i) => {
        if (e !== null) this.expression(e, isTest && i === 0);
      });
      if (s.kind === "functionDef") {
        this.#defaults(s.parameters);
        continue;
      }
      for (const inner of statementBlocks(s)) this.block(inner);
      if (s.kind === "augmentedAssign") this.#refuseItem(s.target);
      if (s.kind === "assign" || s.kind === "delete") {
        for (const target of s.targets) this.#refuseItem(target);
      }
      if (s.kind === "annotatedAssign") this.#refuseItem(s.target);
      if (s.kind === "for") this.#refuseItem(s.target);
    }
  }

  /** A target that names the parameter changes it, whole or in part. */
  #refuseItem(target: Expression): void {
    if (target.kind === "name" && target.name === this.#name) this.isTyped = false;
    if (target.kind === "subscript" && this.#isOwn(target.value)) this.isTyped = false;
    for (const child of childExpressions(target)) this.#refuseItem(child);
  }

  #isOwn(e: Expression): boolean {
    return e.kind === "name" && e.name === this.#name;
  }

  /** `isTest`: only its truth is asked for. */
  expression(e: Expression, isTest: boolean): void {
    if (this.#isOwn(e)) {
      if (!isTest) this.isTyped = false;
      return;
    }
    if ("generators" in e && e.scope.locals.has(this.#name)) this.isTyped = false;
    if (e.kind === "lambda" && e.scope.free.has(this.#name)) this.isTyped = false;
    if (e.kind === "named" && e.target === this.#name) this.isTyped = false;
    const rest = this.#fieldUse(e);
    if (rest !== null) {
      for (const part of rest) this.expression(part, false);
      return;
    }
    if (e.kind === "lambda") {
      this.#defaults(e.parameters);
      return;
    }
    const inTest = e.kind === "unary" && e.operator === "not" ? true : isTest;
    childExpressions(e).forEach((child, i) => {
      const keepsTest =
        e.kind === "and" || e.kind === "or"
          ? isTest
          : e.kind === "conditional"
            ? i === 0
            : e.kind === "unary" && inTest;
      this.expression(child, keepsTest);
    });
  }

  #defaults(parameters: Parameters): void {
    for (const e of defaultsOf(parameters)) this.expression(e, false);
  }

  /** The other parts of a use that the typed form has; null: it is none. */
  #fieldUse(e: Expression): readonly Expression[] | null {
    switch (e.kind) {
      case "subscript":
        return this.#isOwn(e.value) && this.#takes(e.index) ? [] : null;
      case "call": {
        const { function: callee, arguments: args, keywords } = e;
        if (callee.kind !== "attribute" || !this.#isOwn(callee.value)) return null;
        const [key, fallback] = args;
        const isGet = callee.attribute === "get" && keywords.length === 0 && args.length <= 2;
        if (!isGet || key === undefined || !this.#takes(key)) return null;
        if (fallback === undefined) return [];
        return isHarmless(fallback) ? [fallback] : null;
      }
      case "compare": {
        const [operator] = e.operators;
        const [right] = e.comparators;
        if (e.operators.length !== 1 || right === undefined) return null;
        if (operator === "in" || operator === "not in")
          return this.#isOwn(right) && this.#takes(e.left) ? [] : null;
        const isNone = ["is", "is not", "==", "!="].includes(operator ?? "");
        return isNone && this.#isOwn(e.left) && right.kind === "none" ? [] : null;
      }
      default:
        return null;
    }
  }

  /** A constant that names a field which typed functions can take. */
  #takes(key: Expression): boolean {
    if (key.kind !== "string" || !isPropertyKey(key.value)) return false;
    const field = fieldOf(this.#schema, key.value);
    if (field === undefined || !isPlain(field.type)) return false;
    this.fields.add(key.value);
    return true;
  }
}

/** Of a struct in typed form, or None; null: it is something else. */
export function structOf(type: PyType): StructSchema | null {
  for (const member of membersOf(type)) if (member.kind === "struct") return member.schema;
  return null;
}

export const fieldOf = (schema: StructSchema, name: string): StructField | undefined =>
  schema.fields.find((field) => field.name === name);

/** Types whose values look the same in both forms, but for a float by itself. */
const PLAIN: ReadonlySet<DataType["kind"]> = new Set([
  "boolean",
  "byte",
  "short",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "enum",
]);

const isPlain = ({ kind }: DataType): boolean => PLAIN.has(kind);

/** What a field holds when it is there: also None, where the schema or an older writer allows it. */
export function fieldType({ type, required, mayBeMissing }: StructField): PyType {
  const plain = typeOfData({ notation: "default", dataType: type });
  return required && mayBeMissing !== true ? plain : join(plain, NONE);
}
