/**
 * Modules that Python text can import (python.md 5, dialect.md 7.3): the members that are built, and the modules and
 * members that belong to the language but are not built yet.
 */

export interface KnownModule {
  readonly members: ReadonlySet<string>;
  /** Null: all other members of the module are yet to be built; else only these are. */
  readonly later: ReadonlySet<string> | null;
}

const words = (text: string): ReadonlySet<string> =>
  new Set(text.split(" ").filter((word) => word !== ""));

function known(members: string, later: string | null = ""): KnownModule {
  return { members: words(members), later: later === null ? null : words(later) };
}

const notBuilt = known("", null);

export const KNOWN_MODULES: ReadonlyMap<string, KnownModule> = new Map<string, KnownModule>([
  [
    "math",
    known(
      "acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1 fabs " +
        "factorial floor fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp lgamma log log10 " +
        "log1p log2 modf nan nextafter perm pi pow prod radians remainder sin sinh sqrt sumprod tan tanh tau trunc ulp",
    ),
  ],
  [
    "random",
    known(
      "seed random uniform randint randrange choice choices sample shuffle gauss normalvariate expovariate triangular " +
        "betavariate getrandbits randbytes Random lognormvariate gammavariate paretovariate weibullvariate getstate setstate",
      "SystemRandom vonmisesvariate binomialvariate",
    ),
  ],
  [
    "time",
    known(
      "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time sleep strftime strptime gmtime localtime mktime asctime ctime",
      "thread_time struct_time timezone tzname altzone daylight",
    ),
  ],
  ["datetime", known("date time datetime timedelta timezone tzinfo UTC MINYEAR MAXYEAR")],
  [
    "__future__",
    known(
      "nested_scopes generators division absolute_import with_statement print_function unicode_literals generator_stop annotations",
    ),
  ],
  [
    "uuid",
    known(
      "UUID uuid1 uuid3 uuid4 uuid5 NAMESPACE_DNS NAMESPACE_URL NAMESPACE_OID NAMESPACE_X500",
      "getnode SafeUUID RESERVED_NCS RFC_4122 RESERVED_MICROSOFT RESERVED_FUTURE",
    ),
  ],
  ["copy", known("copy deepcopy", "Error error")],
  ["hashlib", known("md5 sha1 sha224 sha256 sha384 sha512 sha3_256 sha3_512 new", null)],
  [
    "base64",
    known(
      "b64encode b64decode standard_b64encode standard_b64decode urlsafe_b64encode urlsafe_b64decode b16encode b16decode",
      null,
    ),
  ],
  [
    "string",
    known(
      "ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits printable punctuation whitespace",
      "Formatter Template capwords",
    ),
  ],
  ["threading", known("Thread", null)],
  ["json", known("dumps loads JSONDecodeError", "dump load JSONEncoder JSONDecoder")],
  ...(
    "re decimal collections collections.abc itertools functools operator heapq bisect textwrap statistics " +
    "hmac binascii zlib struct secrets urllib urllib.parse html typing abc dataclasses enum " +
    "sys contextlib requests"
  )
    .split(" ")
    .map((name) => [name, notBuilt] as const),
]);

/** Usable without an import (dialect.md 7.3). */
export const IMPLICIT_MODULES: ReadonlySet<string> = words(
  "time uuid json random datetime math re",
);

/** Modules that start something of their own: refused for good. */
export const CONCURRENCY_MODULES: ReadonlySet<string> = words(
  "multiprocessing asyncio subprocess socket concurrent socketserver selectors signal _thread",
);

/** Modules of the host behind the engine. */
export const HOST_MODULES: ReadonlySet<string> = words("java polyglot javax jarray");

/** The member is there; it will be there; it does not exist. */
export function memberState(module: string, member: string): "built" | "later" | "unknown" {
  const entry = KNOWN_MODULES.get(module);
  if (entry === undefined) return "unknown";
  if (entry.members.has(member) || KNOWN_MODULES.has(`${module}.${member}`)) return "built";
  if (/^__\w+__$/.test(member)) return "later";
  return entry.later === null || entry.later.has(member) ? "later" : "unknown";
}
