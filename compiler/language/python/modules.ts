/** Functions of Python's modules: what a call of each gives. A static float is a plain number. */
import { ANY, BOOL, FLOAT, INT, NONE, type PyType, STR } from "./type.ts";

const FLOATS =
  "math.acos math.acosh math.asin math.asinh math.atan math.atan2 math.atanh math.cbrt math.copysign math.cos math.cosh " +
  "math.degrees math.dist math.erf math.erfc math.exp math.exp2 math.expm1 math.fabs math.fmod math.fsum math.gamma " +
  "math.hypot math.ldexp math.lgamma math.log math.log10 math.log1p math.log2 math.nextafter math.pow math.radians math.remainder " +
  "math.sin math.sinh math.sqrt math.tan math.tanh math.ulp " +
  "random.random random.uniform random.gauss random.normalvariate random.expovariate random.triangular random.betavariate " +
  "time.time time.monotonic time.perf_counter time.mktime";
const INTS =
  "math.ceil math.comb math.factorial math.floor math.gcd math.isqrt math.lcm math.perm math.trunc " +
  "random.randint random.randrange random.getrandbits time.time_ns";
const TEXTS = "json.dumps time.strftime";
const BOOLS = "math.isclose math.isfinite math.isinf math.isnan";
const NONES = "random.seed random.shuffle time.sleep";

const RESULTS = new Map<string, PyType>();
for (const [names, type] of [
  [FLOATS, FLOAT],
  [INTS, INT],
  [TEXTS, STR],
  [BOOLS, BOOL],
  [NONES, NONE],
] as const) {
  for (const name of names.split(" ")) RESULTS.set(name, type);
}

/** `module`: `random.choice`, `datetime.datetime.now`. */
export const moduleCallResult = (module: string): PyType => RESULTS.get(module) ?? ANY;

const FLOAT_VALUES = new Set(["math.pi", "math.e", "math.tau", "math.inf", "math.nan"]);

/** A member that is read, not called. */
export const moduleMemberType = (module: string): PyType =>
  FLOAT_VALUES.has(module) ? FLOAT : ANY;

/** Functions that give a promise: who calls them waits. */
export const WAITING_FUNCTIONS: ReadonlySet<string> = new Set(["time.sleep"]);

/** Functions that change an argument in place. */
export const MUTATING_FUNCTIONS: ReadonlySet<string> = new Set(["random.shuffle"]);

/** Classes of modules: `datetime(2024, 1, 1)` makes an instance. */
export const MODULE_CLASSES: ReadonlySet<string> = new Set([
  ...["date", "time", "datetime", "timedelta", "timezone"].map((name) => `datetime.${name}`),
  "uuid.UUID",
]);

const PLAIN = new Set([
  ...FLOATS.split(" ").filter((name) => name.startsWith("math.")),
  "math.floor",
  "math.ceil",
  "math.trunc",
  ...BOOLS.split(" "),
  "float",
  "int",
]);

/** Functions for which a static float need not be told from an int. */
export const takesPlainFloats = (name: string): boolean => PLAIN.has(name);
