// The function of stage 4 on any value, as Python would run it, and its result as its schema has it: for records that the
// fast code does not take.
import { get, parse } from "../../contenders/exact.mjs";
import { fieldsOf, toDouble, toInteger, toText } from "../conversions.mjs";
import { divide, fail, greater, isDict } from "../python.mjs";
import { FINISHES, LIKES, LONGS, STARTS } from "./insight.mjs";

/** Out: numbers, rates (null: none) and genres as pairs (null: none). */
export function insightExactly(value) {
  if (!isDict(value)) fail("no attribute get");
  const longs = LONGS.map((name) => get(value, name, 0));
  const finishRate = greater(longs[STARTS], 0) ? divide(longs[FINISHES], longs[STARTS]) : null;
  const likeRate = greater(longs[FINISHES], 0) ? divide(longs[LIKES], longs[FINISHES]) : null;
  return {
    numbers: [...longs.map((long) => toInteger(long)), toDouble(get(value, "seconds", 0))],
    finishRate,
    likeRate,
    genres: genresOf(get(value, "genres")),
  };
}

/** A list of records, maybe as JSON text. */
function genresOf(value) {
  if (value === null) return null;
  const list = typeof value === "string" ? parse(value) : value;
  return Array.isArray(list) ? list.map(pairOf) : fail("no list");
}

function pairOf(item) {
  const [genre, episodes] = fieldsOf(typeof item === "string" ? parse(item) : item, [
    "genre",
    "episodes",
  ]);
  if (genre === null || episodes === null) fail("the field is required");
  return [toText(genre, false), toInteger(episodes)];
}
