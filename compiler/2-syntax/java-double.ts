/**
 * A float as Java prints a double (`Double.toString`): `1.10` is read as 1.1, `1e10` becomes "1.0E10". JavaScript
 * and Java (19 and later) agree on the shortest digits; only the layout differs.
 */
export function javaDoubleText(value: number): string {
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const sign = value < 0 ? "-" : "";
  const digits = mantissa.replace(".", "");
  const power = Number(exponent);
  if (power < -3 || power >= 7) return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${power}`;
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
  return `${sign}${whole}.${digits.slice(power + 1) || "0"}`;
}
