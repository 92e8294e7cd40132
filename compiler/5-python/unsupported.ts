/** Syntax and attributes that we refuse for good, and what to write instead (python.md 10). */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ReadFunction } from "./names/bind-scopes.ts";
import type { Expression } from "./tree.ts";
import { type AnyNode, walkTree } from "./walk-tree.ts";

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

const HOST = {
  code: "python/host-access",
  message: "Access to the host isn't possible.",
  help: "write it in Python, or leave it out",
};

/** Attributes that leave the value: the host's, and the interpreter's own insides. */
const REFUSED_ATTRIBUTES: ReadonlyMap<string, Refused> = new Map(
  (
    "getClass getClassLoader loadClass __bases__ __base__ __mro__ mro __subclasses__ __globals__ __builtins__ __code__ " +
    "__closure__ __loader__ __spec__ __import__ __reduce__ __reduce_ex__ __getattribute__ __subclasshook__ __self__ " +
    "__func__ __wrapped__ __traceback__ tb_frame f_globals f_locals f_builtins gi_frame cr_frame"
  )
    .split(" ")
    .map((name) => [name, HOST] as const),
);

const classFeature = (name: string): Refused => ({
  code: "python/class-feature",
  message: `Class feature \`${name}\` isn't supported.`,
  help: "write the class without it",
});

const REFUSED_CLASS_MEMBERS: ReadonlyMap<string, Refused> = new Map(
  "__slots__ __getattribute__ __del__ __get__ __set__ __delete__ __set_name__ __init_subclass__ __class_getitem__ __new__ __prepare__ __metaclass__"
    .split(" ")
    .map((name) => [name, classFeature(name)] as const),
);

export function findUnsupported(one: ReadFunction): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const refuse = (refused: Refused, node: AnyNode) =>
    diagnostics.push({ ...refused, severity: "error", span: node.span, related: [] });
  const visit = (node: AnyNode): undefined => {
    if (node.kind === "attribute") {
      const refused = REFUSED_ATTRIBUTES.get(node.attribute);
      if (refused !== undefined) refuse(refused, node);
    } else if (
      node.kind === "assign" ||
      node.kind === "augmentedAssign" ||
      node.kind === "annotatedAssign"
    ) {
      for (const target of node.kind === "assign" ? node.targets : [node.target]) {
        if (target.kind === "attribute" && target.attribute === "__class__")
          refuse(classFeature("__class__"), target);
      }
    } else if (node.kind === "classDef") {
      for (const member of node.body) {
        const names =
          member.kind === "functionDef"
            ? [member.name]
            : member.kind === "assign"
              ? member.targets.map(nameOf)
              : [];
        for (const name of names) {
          const refused = REFUSED_CLASS_MEMBERS.get(name);
          if (refused !== undefined) refuse(refused, member);
        }
      }
    }
    if (node.kind === "functionDef" || node.kind === "classDef") {
      for (const decorator of node.decorators) {
        if (!isPlainDecorator(decorator)) {
          refuse(
            {
              code: "python/decorator",
              message: "This decorator isn't known.",
              help: "use a function by its name, or a call of one",
            },
            decorator,
          );
        }
      }
    }
    return undefined;
  };
  for (const statement of [...one.globalCode, ...one.code]) walkTree(statement, visit);
  for (const expression of [one.expression, ...one.defaults.values()])
    if (expression !== null) walkTree(expression, visit);
  return diagnostics;
}

function nameOf(target: Expression): string {
  return target.kind === "name" ? target.name : "";
}

function isPlainDecorator(node: Expression): boolean {
  if (node.kind === "call") return isPlainDecorator(node.function);
  if (node.kind === "attribute") return isPlainDecorator(node.value);
  return node.kind === "name";
}
