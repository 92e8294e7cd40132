/**
 * Empty dicts with room for their keys. V8 gives the objects of a constructor as many slots of their own as its first
 * objects used; `{}` has four, and grows three times on the way to a dozen keys. They are plain objects all the same:
 * their prototype is `Object.prototype`.
 */
import type { Dict } from "../../python/value.ts";

type MakeDict = new () => Dict;

/** More than V8 looks at before it settles the size. */
const FIRST_OBJECTS = 10;

function withRoomFor(keys: number): MakeDict {
  function Plain(): void {}
  Plain.prototype = Object.prototype;
  const Make = Plain as unknown as MakeDict;
  for (let i = 0; i < FIRST_OBJECTS; i++) {
    const dict = new Make();
    for (let k = 0; k < keys; k++) dict[`key${k}`] = k;
  }
  return Make;
}

const SMALL = withRoomFor(8);
const MEDIUM = withRoomFor(16);
const LARGE = withRoomFor(32);

/** What makes dicts that are read with `keys` keys; there is room for a few that code adds. */
export function makerFor(keys: number): MakeDict {
  return keys <= 6 ? SMALL : keys <= 13 ? MEDIUM : LARGE;
}
