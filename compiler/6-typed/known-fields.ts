/**
 * How statements and calls change what is known of the fields of dicts (`dict-facts.ts`). In: where inference stands, and
 * what is about to be read, written, deleted, or handed to code that may do any of these.
 */
import type { Expression, Statement } from "../5-python/tree.ts";
import { isPlainDict, isPropertyKey } from "../language/python/dict-keys.ts";
import {
  ANY,
  equalTypes,
  isOnly,
  join,
  mayBe,
  type PyType,
  widen,
} from "../language/python/type.ts";
import {
  type DeclaredField,
  type DictFacts,
  type Field,
  fieldTypeOf,
  filterFields,
  isBelow,
  isOwn,
  NO_FIELDS,
  type Path,
  pathKey,
} from "./dict-facts.ts";
import { type Slot, withSlot } from "./flow.ts";
import { meaningOf } from "./infer-name.ts";
import type { Flow } from "./program.ts";

/** A dict that a name leads to: the name's own, or one that is known to be in it. */
interface Place {
  readonly name: string;
  readonly slot: Slot;
  readonly facts: DictFacts;
  readonly path: Path;
}

const UNKNOWN: DictFacts = { own: false, fields: NO_FIELDS };

/** The dict that an expression is for certain. `types` of the expression must be there. */
function dictAt(flow: Flow, e: Expression): Place | null {
  const { types, knownFields } = flow.program.facts;
  if (types.get(e)?.kind !== "dict" || flow.env === null) return null;
  if (e.kind === "name") {
    const meaning = meaningOf(flow, e.name);
    if (meaning.kind !== "local") return null;
    const { slot } = meaning;
    const isHeld = slot.state === "bound" && !slot.free && !slot.owner.isModule;
    if (!isHeld || slot.owner.plan.get(e.name)?.assignedInside === true) return null;
    return { name: e.name, slot, facts: slot.dict ?? UNKNOWN, path: [] };
  }
  if (e.kind !== "subscript" || !knownFields.has(e)) return null;
  const outer = dictAt(flow, e.value);
  const key = constantKey(e.index);
  if (outer === null || key === null) return null;
  const path = [...outer.path, key];
  return outer.facts.fields.get(pathKey(path))?.type.kind === "dict" ? { ...outer, path } : null;
}

const constantKey = (index: Expression): string | null =>
  index.kind === "string" && isPropertyKey(index.value) ? index.value : null;

function setFacts(flow: Flow, { name, slot }: Place, facts: DictFacts): void {
  if (flow.env !== null) flow.env = withSlot(flow.env, name, { ...slot, dict: facts });
}

/**
 * `dict["key"]`, or `dict.get("key")`, where `e` is that expression: the type of the field, or null where it may not be
 * there, or is not known.
 */
export function readField(
  flow: Flow,
  e: Expression,
  dict: Expression,
  index: Expression,
): PyType | null {
  const { knownFields } = flow.program.facts;
  knownFields.delete(e);
  const place = dictAt(flow, dict);
  if (place === null) return null;
  const key = constantKey(index);
  if (key === null) {
    sharePlaces(flow, place);
    return null;
  }
  const path = [...place.path, key];
  const field = place.facts.fields.get(pathKey(path));
  if (field === undefined) {
    doubt(place, path);
    return null;
  }
  knownFields.set(e, field.declared);
  return field.type;
}

/** A field of the literal is read where it is not known: TypeScript must not know more of it than we do. */
function doubt({ name, slot: { owner } }: Place, path: Path): void {
  const declared = owner.fields.get(name)?.get(pathKey(path));
  if (declared !== undefined) redeclare(owner, declared, ANY);
}

function redeclare(scope: Slot["owner"], declared: DeclaredField, type: PyType): void {
  const joined = join(declared.type, type);
  const after = declared.type.kind === "never" ? joined : widen(declared.type, joined);
  if (equalTypes(declared.type, after)) return;
  declared.type = after;
  scope.fieldsChanged = true;
}

function replace(scope: Slot["owner"], declared: DeclaredField): void {
  if (declared.replaced) return;
  declared.replaced = true;
  scope.fieldsChanged = true;
}

/** `name = value`: what a new dict is known to hold. */
export function bindDict(flow: Flow, s: Statement, name: string, value: Expression): void {
  const slot = flow.env?.get(name);
  if (slot === undefined || flow.env === null || slot.owner.isModule || slot.free) return;
  if (slot.type.kind !== "dict" || !isNewDict(flow, value)) return;
  const plan = slot.owner.plan.get(name);
  if (plan === undefined || plan.captured) return;
  const isDeclaration = plan.placement.kind === "assignment" && plan.placement.statement === s;
  const fields = new Map<string, Field>();
  if (plan.constant && isDeclaration && value.kind === "dict")
    declareFields(flow, s, slot.owner, declaredFields(slot.owner, name), value, [], fields);
  flow.env = withSlot(flow.env, name, { ...slot, dict: { own: true, fields } });
}

function declaredFields(scope: Slot["owner"], name: string): Map<string, DeclaredField> {
  const known = scope.fields.get(name) ?? new Map<string, DeclaredField>();
  scope.fields.set(name, known);
  return known;
}

function declareFields(
  flow: Flow,
  statement: Statement,
  scope: Slot["owner"],
  all: Map<string, DeclaredField>,
  value: Expression & { readonly kind: "dict" },
  above: Path,
  into: Map<string, Field>,
): void {
  if (!isPlainDict(value)) return;
  for (const { key, value: item } of value.entries) {
    const name = key === null ? null : constantKey(key);
    if (name === null) continue;
    const path = [...above, name];
    const at = pathKey(path);
    const type = fieldTypeOf(flow.program.facts.types.get(item) ?? ANY);
    const declared = all.get(at) ?? { statement, path, order: all.size, type, replaced: false };
    all.set(at, declared);
    redeclare(scope, declared, type);
    const isOwnDict = item.kind === "dict" && declared.type.kind === "dict";
    into.set(at, { path, type: declared.type, own: isOwnDict, declared });
    if (isOwnDict && !declared.replaced)
      declareFields(flow, statement, scope, all, item, path, into);
  }
}

/** Nobody else has what it gives. */
function isNewDict(flow: Flow, e: Expression): boolean {
  if (e.kind === "dict" || e.kind === "dictComprehension") return true;
  const call = flow.program.facts.calls.get(e);
  return call?.kind === "helper" && call.path.join(".") === "dict";
}

/** `dict[index] = value`, with `type` the value's; null: a value that is not written here (`a, dict["x"] = ...`). */
export function writeField(
  flow: Flow,
  target: Expression & { readonly kind: "subscript" },
  type: PyType,
  value: Expression | null,
): void {
  const { types } = flow.program.facts;
  const place = dictAt(flow, target.value);
  const key = constantKey(target.index);
  if (key === null && isNoName(target.index, types.get(target.index) ?? ANY)) return;
  const isOurs = place !== null && isOwnAt(place);
  if (!isOurs) forgetOthers(flow, key);
  if (place === null) return;
  if (key === null) writeAny(flow, place);
  else writeKey(flow, place, key, fieldTypeOf(type), value !== null && isNewDict(flow, value));
}

/** Nothing but the function's own code, by this name, can change the dict. */
const isOwnAt = ({ facts, path }: Place): boolean => isOwn(facts, [...path, ""]);

/** An index that is no ordinary key, whatever its value. */
const isNoName = (index: Expression, type: PyType): boolean =>
  index.kind === "string" || isOnly(type, "int", "none", "bool", "float", "tuple");

function writeKey(flow: Flow, place: Place, key: string, type: PyType, own: boolean): void {
  const now = current(flow, place);
  const path = [...place.path, key];
  const at = pathKey(path);
  const declared = now.slot.owner.fields.get(now.name)?.get(at) ?? null;
  if (declared !== null) {
    redeclare(now.slot.owner, declared, type);
    replace(now.slot.owner, declared);
  }
  const left = filterFields(now.facts, (field) => !isBelow(field.path, path));
  const fields = new Map(left.fields);
  fields.set(at, { path, type, own, declared });
  setFacts(flow, now, { ...left, fields });
}

/** A key that only run time knows: any field may have a new value, but all are still there. */
function writeAny(flow: Flow, place: Place): void {
  const now = current(flow, place);
  for (const declared of now.slot.owner.fields.get(now.name)?.values() ?? []) {
    if (!isBelow(declared.path, now.path) || declared.path.length > now.path.length + 1) continue;
    redeclare(now.slot.owner, declared, ANY);
    replace(now.slot.owner, declared);
  }
  const isSafe = ({ path, type }: Field): boolean =>
    !isBelow(path, now.path) || (path.length === now.path.length + 1 && type.kind === "any");
  setFacts(flow, now, filterFields(now.facts, isSafe));
}

/** The place with what is known of it by now. */
function current(flow: Flow, place: Place): Place {
  const slot = flow.env?.get(place.name);
  return slot === undefined ? place : { ...place, slot, facts: slot.dict ?? UNKNOWN };
}

/** Something is written by a name that we do not follow: which fields may have it, besides those of our own dicts? */
function forgetOthers(flow: Flow, key: string | null): void {
  forget(
    flow,
    ({ path, type }) => type.kind !== "any" && (key === null || path[path.length - 1] === key),
  );
}

function forget(flow: Flow, mayChange: (field: Field) => boolean): void {
  if (flow.env === null) return;
  for (const [name, slot] of flow.env) {
    const { dict } = slot;
    if (dict === null || dict.fields.size === 0) continue;
    const left = filterFields(dict, (field) => isOwn(dict, field.path) || !mayChange(field));
    if (left !== dict) flow.env = withSlot(flow.env, name, { ...slot, dict: left });
  }
}

/** Code runs that may change whatever it can reach. */
export function runUnknown(flow: Flow): void {
  flow.scope.unknownRuns.count++;
  forget(flow, () => true);
}

/** `del dict[index]`, `dict.pop(index)`; null: any of them. */
export function deleteField(flow: Flow, dict: Expression, index: Expression | null): void {
  flow.scope.unknownRuns.count++;
  const place = dictAt(flow, dict);
  const isOurs = place !== null && isOwnAt(place);
  if (!isOurs) forget(flow, () => true);
  if (place === null) return;
  const now = current(flow, place);
  setFacts(flow, now, withoutKey(now, index === null ? null : constantKey(index)));
}

/** The dict is handed to something that may keep it. */
export function shareDict(flow: Flow, e: Expression): void {
  if (e.kind !== "name" && e.kind !== "subscript") return;
  const place = dictAt(flow, e);
  if (place === null) return;
  if (place.path.length === 0) setFacts(flow, place, { ...place.facts, own: false });
  else disown(flow, place, (path) => pathKey(path) === pathKey(place.path));
}

/** What is in the dict is. */
export function shareInside(flow: Flow, e: Expression): void {
  const place = dictAt(flow, e);
  if (place !== null) sharePlaces(flow, place);
}

function sharePlaces(flow: Flow, place: Place): void {
  disown(flow, place, (path) => isBelow(path, place.path));
}

function disown(flow: Flow, place: Place, isShared: (path: Path) => boolean): void {
  const fields = new Map<string, Field>();
  for (const [key, field] of place.facts.fields)
    fields.set(key, field.own && isShared(field.path) ? { ...field, own: false } : field);
  setFacts(flow, place, { ...place.facts, fields });
}

/** Where `"key" in dict` holds. */
export function withField(flow: Flow, item: Expression, dict: Expression): void {
  const place = dictAt(flow, dict);
  const key = constantKey(item);
  if (place === null || key === null) return;
  const path = [...place.path, key];
  const at = pathKey(path);
  if (place.facts.fields.has(at)) return;
  doubt(place, path);
  const fields = new Map(place.facts.fields);
  const declared = place.slot.owner.fields.get(place.name)?.get(at) ?? null;
  fields.set(at, { path, type: ANY, own: false, declared });
  setFacts(flow, place, { ...place.facts, fields });
}

/** Where `"key" in dict` does not hold. TypeScript knows that as well, of a field that is always there, too. */
export function withoutField(flow: Flow, item: Expression, dict: Expression): void {
  const place = dictAt(flow, dict);
  const key = constantKey(item);
  if (place !== null && key !== null) setFacts(flow, place, withoutKey(place, key));
}

function withoutKey({ facts, path }: Place, key: string | null): DictFacts {
  const isGone = (field: Field): boolean =>
    isBelow(field.path, path) && (key === null || field.path[path.length] === key);
  return filterFields(facts, (field) => !isGone(field));
}

const SHARING = new Set(["get", "items", "values", "copy", "setdefault"]);
const DELETING = new Set(["pop", "popitem", "clear"]);
const WRITING = new Set(["update", "setdefault"]);
/** Methods of other types, which know nothing of dicts. */
const HARMLESS = new Set(
  (
    "keys count index split join upper lower strip lstrip rstrip replace startswith endswith format find rfind title " +
    "capitalize zfill isoformat strftime timestamp total_seconds isdigit isalpha encode decode ljust rjust center append " +
    "extend insert remove reverse add discard"
  ).split(" "),
);

/** `receiver.method(...)` was called on what may be a dict. */
export function callOnDict(
  flow: Flow,
  receiver: Expression,
  method: string,
  args: readonly Expression[],
): void {
  if (!mayBe(flow.program.facts.types.get(receiver) ?? ANY, "dict")) return;
  const [first] = args;
  if (DELETING.has(method)) {
    deleteField(flow, receiver, method === "pop" && first !== undefined ? first : null);
  } else if (WRITING.has(method)) {
    const place = dictAt(flow, receiver);
    if (place === null || !isOwnAt(place)) forgetOthers(flow, null);
    if (place !== null) writeAny(flow, place);
  } else if (!SHARING.has(method) && !HARMLESS.has(method)) {
    shareDict(flow, receiver);
    runUnknown(flow);
    return;
  }
  if (SHARING.has(method) || DELETING.has(method)) shareInside(flow, receiver);
}
