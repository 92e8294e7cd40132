/** Attributes, class members and decorators that we refuse for good (python.md 10); what to write instead is in the catalog. */
import { type DiagnosticCode, diagnostic, type SlotValues } from "../diagnostics/catalog.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ReadFunction } from "./names/bind-scopes.ts";
import type { Expression, Statement } from "./tree.ts";
import { type AnyNode, walkTree } from "./walk-tree.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Attributes that leave the value: the host's, and the interpreter's own insides. */
const HOST_ATTRIBUTES = words(
  "getClass getClassLoader loadClass __bases__ __base__ __mro__ mro __subclasses__ __globals__ __builtins__ __code__ " +
    "__closure__ __loader__ __spec__ __import__ __reduce__ __reduce_ex__ __getattribute__ __subclasshook__ __self__ " +
    "__func__ __wrapped__ __traceback__ tb_frame f_globals f_locals f_builtins gi_frame cr_frame",
);

const CLASS_MEMBERS = words(
  "__slots__ __getattribute__ __del__ __get__ __set__ __delete__ __set_name__ __init_subclass__ __class_getitem__ __new__ " +
    "__prepare__ __metaclass__",
);

export function findUnsupported(one: ReadFunction): Diagnostic[] {
  const { path } = one.function;
  const diagnostics: Diagnostic[] = [];
  const refuse = (code: DiagnosticCode, node: AnyNode, values: SlotValues = {}) =>
    diagnostics.push(diagnostic(code, node.span, values, { path }));
  const visit = (node: AnyNode): undefined => {
    if (node.kind === "attribute" && HOST_ATTRIBUTES.has(node.attribute)) {
      refuse("python/host-access", node, { name: node.attribute });
    }
    for (const target of targetsOf(node)) {
      if (target.kind === "attribute" && target.attribute === "__class__") {
        refuse("python/class-feature", target, { feature: "__class__" });
      }
    }
    if (node.kind === "classDef") {
      for (const member of node.body) {
        for (const name of namesOf(member)) {
          if (CLASS_MEMBERS.has(name)) refuse("python/class-feature", member, { feature: name });
        }
      }
    }
    if (node.kind === "functionDef" || node.kind === "classDef") {
      for (const decorator of node.decorators) {
        if (!isPlainDecorator(decorator)) refuse("python/decorator", decorator);
      }
    }
    return undefined;
  };
  for (const statement of [...one.globalCode, ...one.code]) walkTree(statement, visit);
  for (const expression of [one.expression, ...one.defaults.values()]) {
    if (expression !== null) walkTree(expression, visit);
  }
  return diagnostics;
}

function targetsOf(node: AnyNode): readonly Expression[] {
  if (node.kind === "assign") return node.targets;
  return node.kind === "augmentedAssign" || node.kind === "annotatedAssign" ? [node.target] : [];
}

function namesOf(member: Statement): string[] {
  if (member.kind === "functionDef") return [member.name];
  return targetsOf(member).map((target) => (target.kind === "name" ? target.name : ""));
}

function isPlainDecorator(node: Expression): boolean {
  if (node.kind === "call") return isPlainDecorator(node.function);
  if (node.kind === "attribute") return isPlainDecorator(node.value);
  return node.kind === "name";
}
