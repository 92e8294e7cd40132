/** The members of `log` (runtime.md 1.6). */
export const LOG_METHODS: ReadonlySet<string> = new Set([
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "getName",
  "isTraceEnabled",
  "isDebugEnabled",
  "isInfoEnabled",
  "isWarnEnabled",
  "isErrorEnabled",
]);
