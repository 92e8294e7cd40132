/**
 * Tags of a metric -> labels on the page (runtime.md 1.7, 9.2). Names are lower case, what no label may have in its name is
 * an underscore, and where two tags would become one label the later gets an underscore more.
 */
import { logText } from "../dsl/log-message.ts";
import { entriesOf } from "../python/dict.ts";
import { PyError, subclassOf, typeError, ValueError } from "../python/exceptions.ts";
import { typeName } from "../python/type-name.ts";
import { isDict, type Value } from "../python/value.ts";

export type Labels = ReadonlyMap<string, string>;

/** What KSML raises here, a class of Java's. */
const IllegalArgumentException = subclassOf(ValueError, "IllegalArgumentException", "java.lang");

/** @throws TypeError, IllegalArgumentException */
export function metricName(name: Value, method: string): string {
  if (typeof name !== "string") {
    throw typeError(`${method}() takes the name of a metric as str, not ${typeName(name)}`);
  }
  if (name.trim() === "") throw illegal(`${method}(): the name of a metric cannot be blank`);
  return name;
}

/** `custom_name` first, then the tags in their order. @throws TypeError, IllegalArgumentException */
export function labelsOf(name: string, tags: Value, method: string): Labels {
  const labels = new Map([["custom_name", name]]);
  if (tags === null) return labels;
  if (!isDict(tags)) throw typeError(`${method}() takes tags as dict, not ${typeName(tags)}`);
  for (const [key, value] of entriesOf(tags)) {
    const text = logText(value);
    const called = logText(key);
    if (value === null || text.trim() === "" || called.trim() === "") {
      throw illegal(`${method}(): the tag ${called} of the metric ${name} is blank`);
    }
    let label = called.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_");
    if (/^[0-9]/.test(label)) label = `_${label}`;
    while (labels.has(label)) label += "_";
    labels.set(label, text);
  }
  return labels;
}

const illegal = (text: string): PyError => new PyError(IllegalArgumentException(text));
