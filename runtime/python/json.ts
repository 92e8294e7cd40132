/** Module `json`, as CPython has it. */

import { dumps } from "./json-dumps.ts";
import { JSONDecodeError, loads } from "./json-loads.ts";
import { defineModule, native } from "./module.ts";

export const json = defineModule("json", {
  dumps: native(
    "dumps",
    [
      "obj",
      "skipkeys",
      "ensure_ascii",
      "check_circular",
      "allow_nan",
      "cls",
      "indent",
      "separators",
      "default",
      "sort_keys",
    ],
    1,
    dumps,
    { positional: 1, dicts: 1 },
  ),
  loads: native(
    "loads",
    [
      "s",
      "cls",
      "object_hook",
      "parse_float",
      "parse_int",
      "parse_constant",
      "object_pairs_hook",
      "strict",
    ],
    1,
    loads,
    { positional: 1, dicts: 1 },
  ),
  JSONDecodeError,
});
