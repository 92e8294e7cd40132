/** Methods of objects that Python has from KSML: they know no names of arguments, only how many they take. */
import { typeError } from "./exceptions.ts";
import { functionOf } from "./functions.ts";
import type { PyFunction, Value } from "./value.ts";

/** Numbers of arguments: at least, at most. */
export type ArgumentCount = readonly [least: number, most: number];

/** As a value: `f = store.get`; also what is called by names of arguments, or with too few or too many. */
export function positionalMethod(
  name: string,
  [least, most]: ArgumentCount,
  method: (...args: Value[]) => Value,
): PyFunction {
  const call = (...args: Value[]): Value => {
    if (args.length >= least && args.length <= most) return method(...args);
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw typeError(`${name}() takes ${wanted} arguments (${args.length} given)`);
  };
  return functionOf(call, { name, parameters: [], rest: true, required: 0 });
}
