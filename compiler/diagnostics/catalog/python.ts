/** `python`: what the Python of functions says and cannot say. Sorted by code. */
import { error, info, type Row, warning } from "./row.ts";

export const pythonRows = {
  "python/async": error(
    "Asynchronous functions can't run inside a stream function.",
    "write it without `async` and `await`",
  ),
  "python/blocking-sleep": warning(
    "While `{function}` sleeps, no other record of its partition is handled.",
    "sleep in a thread, or leave it out",
  ),
  "python/cannot-wait": error(
    "`{function}` waits here, and a {role} has to answer at once.",
    "leave the wait out, or do it in a step, which can wait",
  ),
  "python/class-feature": error(
    "The class feature `{feature}` isn't supported.",
    "write the class without it",
  ),
  "python/complex": error("Complex numbers aren't supported.", "keep the two parts as two numbers"),
  "python/concurrency": error(
    "`{module}` starts processes or threads, which isn't possible in a stream function.",
    "leave it out",
  ),
  "python/decorator": error(
    "This decorator isn't known.",
    "use the name of a function, or a call of one",
  ),
  "python/endless-thread": warning(
    "This loop of a thread never waits, so that records have to wait for it.",
    "add `time.sleep(…)` to the loop",
  ),
  "python/forbidden-builtin": error("`{name}` isn't available in stream functions."),
  "python/host-access": error(
    "`{name}` would reach the machine that the service runs on, which functions cannot.",
    "use what the record, `globalCode` and the configuration hold, or leave it out",
  ),
  "python/is-literal": warning(
    "`{operator}` with a literal compares identity, not value.",
    "use `{instead}`",
  ),
  "python/late-closure": warning(
    "`{name}` is read when this function is called, not when the loop makes it.",
    "give it a parameter `{name}={name}`",
  ),
  "python/module": error("There is no module `{module}`."),
  "python/module-member": error("Module `{module}` has no `{member}`."),
  "python/mutable-default": warning(
    "The default of `{name}` is made once and shared by all calls.",
    "use `None`, and make it inside the function",
  ),
  "python/newer-syntax": error(
    "The Python feature {feature} isn't supported.",
    "write it without {feature}",
  ),
  "python/non-daemon-thread": warning(
    "The service waits for this thread when it stops, up to the time limit of the shutdown.",
    "set `daemon=True` where the thread may be stopped at any time",
  ),
  "python/not-built-yet": info(
    "This version of ksmlc does not compile {construct} yet.",
    "write it in other words of Python, or use a later version of ksmlc",
  ),
  "python/syntax": error("Not valid Python: {message}"),
  "python/too-deep": error(
    "This Python is too deep to be compiled: {message}.",
    "take parts of it out, into functions or names of their own",
  ),
  "python/unused-expression": warning(
    "The value of this expression isn't used.",
    "assign it, or take it out",
  ),
} as const satisfies Record<`python/${string}`, Row>;
