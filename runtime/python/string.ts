/** Module `string`: its constants. */

import { defineModule } from "./module.ts";

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const digits = "0123456789";
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const whitespace = " \t\n\r\v\f";

export const string = defineModule("string", {
  ascii_lowercase: lower,
  ascii_uppercase: upper,
  ascii_letters: lower + upper,
  digits,
  hexdigits: `${digits}abcdefABCDEF`,
  octdigits: "01234567",
  punctuation,
  whitespace,
  printable: digits + lower + upper + punctuation + whitespace,
});
