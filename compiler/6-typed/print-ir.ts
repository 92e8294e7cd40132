/**
 * The typed IR as text, for tests and bug reports: one block a function, one line a variable, effect, guard, or field of
 * a dict that is certainly there.
 */
import type { Expression, Statement } from "../5-python/tree.ts";
import { ANY, printType } from "../language/python/type.ts";
import type { Guard, TypedDefinition, TypedFunction } from "./ir.ts";
import type { NamePlan } from "./scope-plan.ts";
import { walkTree } from "./walk-tree.ts";

export function printTyped(typed: TypedDefinition): string {
  const blocks: string[] = [];
  const globals = [...typed.module.plan.values()].map((plan) =>
    variableLine(
      plan,
      printType(typed.module.variables.get(plan.name) ?? ANY),
      typed.module.maybeUnbound,
    ),
  );
  if (globals.length > 0) blocks.push(["module", ...globals].join("\n"));
  for (const fn of typed.functions) blocks.push(printFunction(typed, fn));
  return `${blocks.join("\n\n")}\n`;
}

function printFunction(typed: TypedDefinition, fn: TypedFunction): string {
  const { path } = fn.python.function;
  const parameters = fn.parameters.map(
    (p) => `${p.used ? "" : "_"}${p.name}: ${printType(p.type)}`,
  );
  const lines = [`${path}(${parameters.join(", ")}) -> ${printType(fn.result)}`];
  for (const plan of fn.plan.values()) {
    lines.push(variableLine(plan, printType(fn.variables.get(plan.name) ?? ANY), fn.unboundNames));
  }
  for (const [kind, positions] of [
    ["mutates", fn.mutates],
    ["retains", fn.retains],
  ] as const) {
    const names = [...positions].map((i) => fn.parameters[i]?.name ?? "");
    if (names.length > 0) lines.push(`  ${kind} ${names.join(", ")}`);
  }
  for (const { name, fields } of fn.parameters)
    if (fields !== null) lines.push(`  reads ${fields.join(", ")} of ${name}`);
  if (fn.reads !== null) {
    const { names, isReturned } = fn.reads;
    const used = names.length === 0 ? "nothing" : names.join(", ");
    lines.push(`  reads ${used} of value${isReturned ? ", and returns it" : ""}`);
  }
  if (fn.waits) lines.push("  waits");
  if (fn.usesLog) lines.push("  uses log");
  if (fn.calledFromPython) lines.push("  called from Python");
  const body: readonly Statement[] = fn.end === null ? fn.python.code : [...fn.python.code, fn.end];
  walkTree(
    body,
    null,
    (statement) => {
      const guard = typed.facts.guards.get(statement);
      if (guard !== undefined) lines.push(guardLine(statement, guard));
    },
    (e) => {
      if (!typed.facts.knownFields.has(e)) return;
      const type = printType(typed.facts.types.get(e) ?? ANY);
      lines.push(`  line ${lineOf(e)}: ${placeText(e)} is there: ${type}`);
    },
  );
  return lines.join("\n");
}

function variableLine(plan: NamePlan, type: string, unbound: ReadonlySet<string>): string {
  const facts = [
    plan.constant ? "const" : "let",
    plan.placement.kind,
    ...(plan.captured ? ["captured"] : []),
    ...(unbound.has(plan.name) ? ["maybe unbound"] : []),
  ];
  return `  ${plan.name}: ${type} (${facts.join(", ")})`;
}

const lineOf = ({ span }: Statement | Expression): number => span.file.position(span.start).line;

/** `rec["inner"].get("n")` → `rec.inner.n` */
function placeText(e: Expression): string {
  if (e.kind === "name") return e.name;
  const [value, key] =
    e.kind === "subscript"
      ? [e.value, e.index]
      : e.kind === "call" && e.function.kind === "attribute"
        ? [e.function.value, e.arguments[0]]
        : [null, undefined];
  return value === null || key?.kind !== "string" ? "?" : `${placeText(value)}.${key.value}`;
}

function guardLine(statement: Statement, { name, use, isStruct }: Guard): string {
  const what = isStruct ? "not None" : "a dict";
  return `  line ${lineOf(statement)}: ${name} is ${what}, used as ${use}`;
}
