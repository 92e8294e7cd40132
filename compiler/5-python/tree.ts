/**
 * The IR of the Python stage: CPython's `ast` under our names, each node with its span inside the YAML file.
 * What now holds: the text is a valid CPython 3.12 program of the subset (python.md 4), names are bound to scopes,
 * literals are exact (int as bigint beyond 2^53 - 1, float apart from int), strings are decoded. One file, since its kinds
 * of nodes are made of each other.
 */
import type { Span } from "../1-source/source-file.ts";
import type {
  CheckedDefinition,
  CheckedFunction,
  ExpressionCodes,
  External,
} from "../3-check/definition.ts";

export interface PythonDefinition {
  readonly definition: CheckedDefinition;
  readonly functions: readonly PythonFunction[];
  /** Names bound at module level: by a `globalCode` (also through `global` in any function), KSML functions, and what
   * the author's TypeScript binds. */
  readonly globals: ReadonlyMap<string, GlobalName>;
  /** Names that the Python text leaves open, in the order of their first use: the author's TypeScript has to bind them. */
  readonly externals: readonly External[];
  /** Functions whose `code` is their `expression` (dialect.md F12), with its text: their trees have it as `expression`. */
  readonly expressionCodes: ExpressionCodes;
}

export interface GlobalName {
  readonly name: string;
  /**
   * `function`: a `def` of globalCode that nothing rebinds; `ksml`: a function of the definition; `class`; `import`: bound
   * by one import only; `helper`: the author's TypeScript binds it; `missing`: nothing does, and reading it raises.
   */
  readonly kind: "variable" | "function" | "class" | "import" | "ksml" | "helper" | "missing";
  /** Of a helper: its result may be a promise. */
  readonly waits?: boolean;
  /** Of an import: `random`, or `datetime.datetime`. */
  readonly module?: string;
  readonly span: Span;
  /** Functions (`path`, or the dotted name of a `def`) other than module-level code that assign it. */
  readonly assignedBy: readonly string[];
}

export interface PythonFunction {
  readonly function: CheckedFunction;
  readonly globalCode: readonly Statement[];
  readonly code: readonly Statement[];
  /** `code` or `expression` has a `yield` of its own: a call makes a generator. */
  readonly isGenerator: boolean;
  /** Null: the function ends without a value, or `code` always returns or raises. Default expressions are here too. */
  readonly expression: Expression | null;
  readonly scope: Scope;
  /** Defaults of custom parameters by name. */
  readonly defaults: ReadonlyMap<string, Expression>;
}

/** A function, lambda, comprehension or class body; module level is `PythonDefinition.globals`. */
export interface Scope {
  /** Parameters and names that the body binds. */
  readonly locals: ReadonlySet<string>;
  /** Declared `global`. */
  readonly globals: ReadonlySet<string>;
  /** Declared `nonlocal`, or read here and bound by an enclosing function. */
  readonly free: ReadonlySet<string>;
  /** Locals that an inner function, lambda or generator reads or assigns; list, set and dict comprehensions don't count. */
  readonly captured: ReadonlySet<string>;
  /** Locals that nothing but one import binds here: name -> `random`, or `datetime.datetime`. */
  readonly imports: ReadonlyMap<string, string>;
}

interface Node {
  readonly span: Span;
}

/** Comment lines directly above a statement, and the one at the end of its line. */
export interface Comments {
  readonly above: readonly string[];
  readonly behind: string | null;
}

export type Statement =
  | (Node & {
      readonly kind: "expressionStatement";
      readonly value: Expression;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "assign";
      readonly targets: readonly Expression[];
      readonly value: Expression;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "annotatedAssign";
      readonly target: Expression;
      readonly annotation: Expression;
      readonly value: Expression | null;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "augmentedAssign";
      readonly target: Expression;
      readonly operator: BinaryOperator;
      readonly value: Expression;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "delete";
      readonly targets: readonly Expression[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "return";
      readonly value: Expression | null;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "if";
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly orElse: readonly Statement[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "while";
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly orElse: readonly Statement[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "for";
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly orElse: readonly Statement[];
      readonly comments?: Comments;
    })
  | (Node & { readonly kind: "break" | "continue" | "pass"; readonly comments?: Comments })
  | (Node & {
      readonly kind: "functionDef";
      readonly name: string;
      readonly nameSpan: Span;
      readonly parameters: Parameters;
      readonly returns: Expression | null;
      readonly body: readonly Statement[];
      readonly decorators: readonly Expression[];
      readonly scope: Scope;
      readonly isGenerator: boolean;
      readonly docstring: string | null;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "classDef";
      readonly name: string;
      readonly bases: readonly Expression[];
      readonly body: readonly Statement[];
      readonly decorators: readonly Expression[];
      readonly scope: Scope;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "raise";
      readonly exception: Expression | null;
      readonly cause: Expression | null;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "try";
      readonly body: readonly Statement[];
      readonly handlers: readonly ExceptHandler[];
      readonly orElse: readonly Statement[];
      readonly finalBody: readonly Statement[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "assert";
      readonly test: Expression;
      readonly message: Expression | null;
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "import";
      readonly names: readonly {
        readonly name: string;
        readonly asName: string | null;
        readonly span: Span;
      }[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "importFrom";
      readonly module: string;
      readonly names: readonly {
        readonly name: string;
        readonly asName: string | null;
        readonly span: Span;
      }[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "global" | "nonlocal";
      readonly names: readonly string[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "with";
      readonly items: readonly {
        readonly context: Expression;
        readonly target: Expression | null;
      }[];
      readonly body: readonly Statement[];
      readonly comments?: Comments;
    })
  | (Node & {
      readonly kind: "match";
      readonly subject: Expression;
      readonly cases: readonly MatchCase[];
      readonly comments?: Comments;
    });

export interface ExceptHandler extends Node {
  /** Null: a bare `except`. */
  readonly type: Expression | null;
  readonly name: string | null;
  readonly body: readonly Statement[];
}

export interface MatchCase extends Node {
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
}

export type Pattern =
  | (Node & { readonly kind: "matchValue"; readonly value: Expression })
  | (Node & { readonly kind: "matchSingleton"; readonly value: null | boolean })
  | (Node & { readonly kind: "matchSequence"; readonly patterns: readonly Pattern[] })
  | (Node & {
      readonly kind: "matchMapping";
      readonly keys: readonly Expression[];
      readonly patterns: readonly Pattern[];
      readonly rest: string | null;
    })
  | (Node & {
      readonly kind: "matchClass";
      readonly type: Expression;
      readonly patterns: readonly Pattern[];
      readonly keywordNames: readonly string[];
      readonly keywordPatterns: readonly Pattern[];
    })
  | (Node & { readonly kind: "matchStar"; readonly name: string | null })
  | (Node & {
      readonly kind: "matchAs";
      readonly pattern: Pattern | null;
      readonly name: string | null;
    })
  | (Node & { readonly kind: "matchOr"; readonly patterns: readonly Pattern[] });

export interface Parameters {
  readonly positionalOnly: readonly Parameter[];
  readonly positional: readonly Parameter[];
  readonly keywordOnly: readonly Parameter[];
  readonly rest: Parameter | null;
  readonly keywordRest: Parameter | null;
}

export interface Parameter extends Node {
  readonly name: string;
  readonly annotation: Expression | null;
  readonly default: Expression | null;
}

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "**"
  | "<<"
  | ">>"
  | "|"
  | "&"
  | "^"
  | "@";
export type UnaryOperator = "-" | "+" | "~" | "not";
export type CompareOperator =
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "is"
  | "is not"
  | "in"
  | "not in";

export type Expression =
  | (Node & { readonly kind: "none" })
  | (Node & { readonly kind: "ellipsis" })
  | (Node & { readonly kind: "bool"; readonly value: boolean })
  | (Node & { readonly kind: "int"; readonly value: number | bigint; readonly source: string })
  | (Node & { readonly kind: "float"; readonly value: number; readonly source: string })
  | (Node & { readonly kind: "string"; readonly value: string })
  | (Node & { readonly kind: "bytes"; readonly value: Uint8Array })
  | (Node & { readonly kind: "formatted"; readonly parts: readonly FormattedPart[] })
  | (Node & { readonly kind: "name"; readonly name: string })
  | (Node & {
      readonly kind: "attribute";
      readonly value: Expression;
      readonly attribute: string;
      readonly attributeSpan: Span;
    })
  | (Node & { readonly kind: "subscript"; readonly value: Expression; readonly index: Expression })
  | (Node & {
      readonly kind: "slice";
      readonly lower: Expression | null;
      readonly upper: Expression | null;
      readonly step: Expression | null;
    })
  | (Node & {
      readonly kind: "call";
      readonly function: Expression;
      readonly arguments: readonly Expression[];
      readonly keywords: readonly Keyword[];
    })
  | (Node & {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly operand: Expression;
    })
  | (Node & { readonly kind: "and" | "or"; readonly operands: readonly Expression[] })
  | (Node & {
      readonly kind: "compare";
      readonly left: Expression;
      readonly operators: readonly CompareOperator[];
      readonly comparators: readonly Expression[];
    })
  | (Node & {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly then: Expression;
      readonly orElse: Expression;
    })
  | (Node & { readonly kind: "list" | "tuple" | "set"; readonly elements: readonly Expression[] })
  | (Node & { readonly kind: "dict"; readonly entries: readonly DictEntry[] })
  | (Node & {
      readonly kind: "listComprehension" | "setComprehension" | "generatorExpression";
      readonly element: Expression;
      readonly generators: readonly Comprehension[];
      readonly scope: Scope;
    })
  | (Node & {
      readonly kind: "dictComprehension";
      readonly key: Expression;
      readonly value: Expression;
      readonly generators: readonly Comprehension[];
      readonly scope: Scope;
    })
  | (Node & {
      readonly kind: "lambda";
      readonly parameters: Parameters;
      readonly body: Expression;
      readonly scope: Scope;
    })
  | (Node & { readonly kind: "named"; readonly target: string; readonly value: Expression })
  | (Node & { readonly kind: "starred"; readonly value: Expression })
  | (Node & { readonly kind: "yield"; readonly value: Expression | null })
  | (Node & { readonly kind: "yieldFrom"; readonly value: Expression });

/** `key` null: `**value`. */
export interface DictEntry {
  readonly key: Expression | null;
  readonly value: Expression;
}

/** `name` null: `**value`. */
export interface Keyword extends Node {
  readonly name: string | null;
  readonly value: Expression;
}

export interface Comprehension {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export type FormattedPart =
  | { readonly kind: "text"; readonly value: string }
  | {
      readonly kind: "field";
      readonly value: Expression;
      readonly conversion: "s" | "r" | "a" | null;
      /** Parts of the format spec; null: none. */
      readonly spec: readonly FormattedPart[] | null;
    };
