import type { Externals } from "./externals.js";

/** EAN-13: the digits, weighted 1 and 3 in turn, add up to a multiple of ten. */
function hasCheckDigit(code: string): boolean {
  if (!/^\d{13}$/.test(code)) return false;
  const sum = [...code].reduce((all, digit, i) => all + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

export const extensions: Externals = {
  functions: {
    is_readable: (_machine, bottle) =>
      typeof bottle === "object" &&
      bottle !== null &&
      "code" in bottle &&
      hasCheckDigit(String(bottle.code)),
  },
};
