/** Calls of what KSML and the author's module provide: methods of stores and metrics, open names, threads. */
import type { Expression } from "../5-python/tree.ts";
import { type ChainLink, call, chain, type Document, objectLiteral } from "./document.ts";
import { keywordObject } from "./emit-call.ts";
import { emit, emitDynamic } from "./emit-expression.ts";
import { elements } from "./emit-literal.ts";
import { atLeast, callOf, type Emitted, LEVEL } from "./emitted-expression.ts";
import { helper, type PythonContext } from "./python-context.ts";

type Call = Expression & { readonly kind: "call" };

/** `store.get(key)`, or `peek` where the row is only looked at; `metrics.counter("x").increment()`: calls of one object's methods are one chain. */
export function emitObjectCall(context: PythonContext, e: Call): Emitted {
  const links: ChainLink[] = [];
  let receiver: Expression = e;
  while (receiver.kind === "call" && (receiver === e || !context.facts.waits.has(receiver))) {
    const resolved = context.facts.calls.get(receiver);
    if (resolved?.kind !== "object" || receiver.function.kind !== "attribute") break;
    const args = resolved.plainFloats
      ? receiver.arguments.map((argument) => emit(context, argument).doc)
      : elements(context, receiver.arguments);
    const name = context.facts.lent.has(receiver) ? "peek" : resolved.method;
    links.unshift({ name, arguments: args });
    receiver = receiver.function.value;
  }
  const head = atLeast(emit(context, receiver), LEVEL.primary);
  const [only] = links;
  const called =
    links.length === 1 && only !== undefined
      ? call([head, ".", only.name], only.arguments)
      : chain(head, links);
  return callOf(context.at(e.span, called));
}

/** `process_item(item, { deep: true })`: keyword arguments as one object, the last. */
export function emitExternal(context: PythonContext, e: Call): Emitted {
  if (e.function.kind !== "name") throw new Error("the author's functions have names");
  const args = elements(context, e.arguments);
  if (e.keywords.length > 0) args.push(keywordObject(context, e.keywords, emitDynamic));
  return callOf(context.at(e.span, call(context.name(e.function.name), args)));
}

/** `py.threading.Thread({ target: poll, daemon: true })` */
export function emitThread(context: PythonContext, e: Call): Emitted {
  const options = e.keywords.map(
    ({ name, value }): Document => [name ?? "", ": ", emitDynamic(context, value)],
  );
  const made = call(helper("threading", "Thread"), [objectLiteral(options)]);
  return callOf(context.at(e.span, made));
}
