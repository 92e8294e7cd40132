/** Text form of this stage's IR, for tests and bug reports: one statement a line, expressions in prefix form. */
import type {
  Comments,
  Expression,
  FormattedPart,
  Parameter,
  Parameters,
  Pattern,
  PythonDefinition,
  PythonFunction,
  Scope,
  Statement,
} from "./tree.ts";

export function printPython({ functions, globals }: PythonDefinition): string {
  const lines: string[] = [];
  for (const { name, kind, module, assignedBy } of globals.values()) {
    const by = assignedBy.length === 0 ? "" : ` assigned by ${assignedBy.join(", ")}`;
    lines.push(`global ${name}: ${kind}${module === undefined ? "" : ` ${module}`}${by}`);
  }
  for (const one of functions) lines.push(...printFunction(one));
  return `${lines.join("\n")}\n`;
}

function printFunction(one: PythonFunction): string[] {
  const lines = [
    `function ${one.function.name}${one.isGenerator ? " [generator]" : ""}${printScope(one.scope)}`,
  ];
  const section = (name: string, body: readonly string[]) => {
    if (body.length > 0) lines.push(`  ${name}`, ...body.map((line) => `    ${line}`));
  };
  section("globalCode", one.globalCode.flatMap(printStatement));
  section(
    "defaults",
    [...one.defaults].map(([name, value]) => `${name} = ${printExpression(value)}`),
  );
  section("code", one.code.flatMap(printStatement));
  section("expression", one.expression === null ? [] : [printExpression(one.expression)]);
  return lines;
}

function printScope(scope: Scope): string {
  const part = (name: string, names: ReadonlySet<string>) =>
    names.size === 0 ? [] : [`${name} ${[...names].join(" ")}`];
  const imports = new Set([...scope.imports].map(([name, module]) => `${name}=${module}`));
  const parts = [
    ...part("locals", scope.locals),
    ...part("globals", scope.globals),
    ...part("free", scope.free),
    ...part("captured", scope.captured),
    ...part("imports", imports),
  ];
  return parts.length === 0 ? "" : ` {${parts.join("; ")}}`;
}

function indented(body: readonly Statement[]): string[] {
  return body.flatMap(printStatement).map((line) => `  ${line}`);
}

function block(head: string, body: readonly Statement[]): string[] {
  return body.length === 0 ? [] : [head, ...indented(body)];
}

function printStatement(node: Statement): string[] {
  const [first, ...rest] = printBare(node);
  const comments: Comments = node.comments ?? { above: [], behind: null };
  const behind = comments.behind === null ? "" : `  # ${comments.behind}`;
  return [...comments.above.map((line) => `# ${line}`), `${first}${behind}`, ...rest];
}

function printBare(node: Statement): string[] {
  const e = printExpression;
  const behind = (word: string, value: Expression | null) =>
    value === null ? "" : `${word}${e(value)}`;
  switch (node.kind) {
    case "expressionStatement":
      return [e(node.value)];
    case "assign":
      return [`${node.targets.map(e).join(" = ")} = ${e(node.value)}`];
    case "annotatedAssign":
      return [`${e(node.target)}: ${e(node.annotation)}${behind(" = ", node.value)}`];
    case "augmentedAssign":
      return [`${e(node.target)} ${node.operator}= ${e(node.value)}`];
    case "delete":
      return [`del ${node.targets.map(e).join(", ")}`];
    case "return":
      return [`return${behind(" ", node.value)}`];
    case "if":
    case "while":
      return [
        `${node.kind} ${e(node.test)}`,
        ...indented(node.body),
        ...block("else", node.orElse),
      ];
    case "for":
      return [
        `for ${e(node.target)} in ${e(node.iterable)}`,
        ...indented(node.body),
        ...block("else", node.orElse),
      ];
    case "break":
    case "continue":
    case "pass":
      return [node.kind];
    case "functionDef": {
      const kind = node.isGenerator ? "generator" : "def";
      const returns = behind(" -> ", node.returns);
      return [
        ...node.decorators.map((decorator) => `@${e(decorator)}`),
        `${kind} ${node.name}(${printParameters(node.parameters)})${returns}${printScope(node.scope)}`,
        ...indented(node.body),
      ];
    }
    case "classDef":
      return [
        ...node.decorators.map((decorator) => `@${e(decorator)}`),
        `class ${node.name}(${node.bases.map(e).join(", ")})${printScope(node.scope)}`,
        ...indented(node.body),
      ];
    case "raise":
      return [`raise${behind(" ", node.exception)}${behind(" from ", node.cause)}`];
    case "try":
      return [
        "try",
        ...indented(node.body),
        ...node.handlers.flatMap((handler) => [
          `except${behind(" ", handler.type)}${handler.name === null ? "" : ` as ${handler.name}`}`,
          ...indented(handler.body),
        ]),
        ...block("else", node.orElse),
        ...block("finally", node.finalBody),
      ];
    case "assert":
      return [`assert ${e(node.test)}${behind(", ", node.message)}`];
    case "import":
    case "importFrom": {
      const names = node.names
        .map(({ name, asName }) => (asName === null ? name : `${name} as ${asName}`))
        .join(", ");
      return [node.kind === "import" ? `import ${names}` : `from ${node.module} import ${names}`];
    }
    case "global":
    case "nonlocal":
      return [`${node.kind} ${node.names.join(", ")}`];
    case "with": {
      const items = node.items.map(
        ({ context, target }) => `${e(context)}${behind(" as ", target)}`,
      );
      return [`with ${items.join(", ")}`, ...indented(node.body)];
    }
    case "match":
      return [
        `match ${e(node.subject)}`,
        ...node.cases.flatMap((one) => [
          `  case ${printPattern(one.pattern)}${behind(" if ", one.guard)}`,
          ...indented(one.body).map((line) => `  ${line}`),
        ]),
      ];
    default: {
      const never: never = node;
      return never;
    }
  }
}

function printParameters(parameters: Parameters): string {
  const one = ({ name, annotation, default: fallback }: Parameter) =>
    `${name}${annotation === null ? "" : `: ${printExpression(annotation)}`}` +
    `${fallback === null ? "" : ` = ${printExpression(fallback)}`}`;
  const { positionalOnly, positional, rest, keywordOnly, keywordRest } = parameters;
  const star = rest !== null ? [`*${one(rest)}`] : keywordOnly.length > 0 ? ["*"] : [];
  return [
    ...positionalOnly.map(one),
    ...(positionalOnly.length > 0 ? ["/"] : []),
    ...positional.map(one),
    ...star,
    ...keywordOnly.map(one),
    ...(keywordRest === null ? [] : [`**${one(keywordRest)}`]),
  ].join(", ");
}

function printPattern(node: Pattern): string {
  const all = (patterns: readonly Pattern[]) => patterns.map(printPattern).join(" ");
  switch (node.kind) {
    case "matchValue":
      return printExpression(node.value);
    case "matchSingleton":
      return String(node.value);
    case "matchSequence":
      return `[${all(node.patterns)}]`;
    case "matchMapping": {
      const pairs = node.keys.map(
        (key, i) => `${printExpression(key)}: ${all(node.patterns.slice(i, i + 1))}`,
      );
      return `{${[...pairs, ...(node.rest === null ? [] : [`**${node.rest}`])].join(", ")}}`;
    }
    case "matchClass": {
      const keywords = node.keywordNames.map(
        (name, i) => `${name}=${all(node.keywordPatterns.slice(i, i + 1))}`,
      );
      return `${printExpression(node.type)}(${[...node.patterns.map(printPattern), ...keywords].join(", ")})`;
    }
    case "matchStar":
      return `*${node.name ?? "_"}`;
    case "matchAs":
      return node.pattern === null
        ? (node.name ?? "_")
        : `(${printPattern(node.pattern)} as ${node.name})`;
    case "matchOr":
      return `(| ${all(node.patterns)})`;
    default: {
      const never: never = node;
      return never;
    }
  }
}

const WORDS: Partial<Readonly<Record<Expression["kind"], string>>> = {
  list: "list",
  tuple: "tuple",
  set: "set",
  listComprehension: "list",
  setComprehension: "set",
  generatorExpression: "generator",
  dictComprehension: "dict",
};

function printExpression(node: Expression): string {
  const e = printExpression;
  const maybe = (value: Expression | null) => (value === null ? "_" : e(value));
  switch (node.kind) {
    case "none":
      return "None";
    case "ellipsis":
      return "...";
    case "bool":
      return node.value ? "True" : "False";
    case "int":
      return String(node.value);
    case "float":
      return Number.isInteger(node.value) ? `${node.value}.0` : String(node.value);
    case "string":
      return JSON.stringify(node.value);
    case "bytes":
      return `b[${[...node.value].join(" ")}]`;
    case "formatted":
      return `f${printParts(node.parts)}`;
    case "name":
      return node.name;
    case "attribute":
      return `${e(node.value)}.${node.attribute}`;
    case "subscript":
      return `(item ${e(node.value)} ${e(node.index)})`;
    case "slice":
      return `(slice ${maybe(node.lower)} ${maybe(node.upper)} ${maybe(node.step)})`;
    case "call": {
      const keywords = node.keywords.map(({ name, value }) =>
        name === null ? `**${e(value)}` : `${name}=${e(value)}`,
      );
      return `(call ${[node.function, ...node.arguments].map(e).concat(keywords).join(" ")})`;
    }
    case "binary":
      return `(${node.operator} ${e(node.left)} ${e(node.right)})`;
    case "unary":
      return `(${node.operator} ${e(node.operand)})`;
    case "and":
    case "or":
      return `(${node.kind} ${node.operands.map(e).join(" ")})`;
    case "compare":
      return `(${node.operators.join(" ")}: ${[node.left, ...node.comparators].map(e).join(" ")})`;
    case "conditional":
      return `(if ${e(node.test)} ${e(node.then)} ${e(node.orElse)})`;
    case "list":
    case "tuple":
    case "set":
      return `(${[node.kind, ...node.elements.map(e)].join(" ")})`;
    case "dict":
      return `{${node.entries.map(({ key, value }) => (key === null ? `**${e(value)}` : `${e(key)}: ${e(value)}`)).join(", ")}}`;
    case "listComprehension":
    case "setComprehension":
    case "generatorExpression":
    case "dictComprehension": {
      const what =
        node.kind === "dictComprehension" ? `${e(node.key)}: ${e(node.value)}` : e(node.element);
      const generators = node.generators.map(
        ({ target, iterable, conditions }) =>
          ` for ${e(target)} in ${e(iterable)}${conditions.map((condition) => ` if ${e(condition)}`).join("")}`,
      );
      return `(${WORDS[node.kind]} ${what}${generators.join("")}${printScope(node.scope)})`;
    }
    case "lambda":
      return `(lambda (${printParameters(node.parameters)}) ${e(node.body)}${printScope(node.scope)})`;
    case "named":
      return `(:= ${node.target} ${e(node.value)})`;
    case "starred":
      return `*${e(node.value)}`;
    case "yield":
      return node.value === null ? "(yield)" : `(yield ${e(node.value)})`;
    case "yieldFrom":
      return `(yieldFrom ${e(node.value)})`;
    default: {
      const never: never = node;
      return never;
    }
  }
}

function printParts(parts: readonly FormattedPart[]): string {
  const printed = parts.map((part) => {
    if (part.kind === "text") return JSON.stringify(part.value);
    const conversion = part.conversion === null ? "" : ` !${part.conversion}`;
    const spec = part.spec === null ? "" : ` :${printParts(part.spec)}`;
    return `{${printExpression(part.value)}${conversion}${spec}}`;
  });
  return `[${printed.join(" ")}]`;
}
