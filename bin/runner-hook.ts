/**
 * The option hook that a runner file names (`rocksdb.config.setter`): a name that the author's module has to bind like those
 * of the definitions, which the compiler has not seen. In: what was compiled. Out: the same, with that name among the open ones.
 */
import { entryOf } from "../compiler/1-source/author-module.ts";
import type { RunnerTree } from "../compiler/2-syntax/runner-tree.ts";
import type { ServiceExternal } from "../compiler/3-check/service-externals.ts";
import type { OpenNames } from "../compiler/analyse.ts";
import { diagnostic } from "../compiler/diagnostics/catalog.ts";
import type { Diagnostic } from "../compiler/diagnostics/diagnostic.ts";

const KEY = "rocksdb.config.setter";

interface Compiled {
  readonly externals: readonly ServiceExternal[];
  readonly diagnostics: readonly Diagnostic[];
}

export function withRunnerHook<T extends Compiled>(
  compiled: T,
  runner: RunnerTree | null,
  { mode, extensions, allowUnresolved }: OpenNames,
): T {
  const named = runner?.kafka.get(KEY);
  if (named === undefined) return compiled;
  const { value: name, span } = named;
  const isKnown = compiled.externals.some(
    (external) => external.section === "storeOptions" && external.name === name,
  );
  const hook: ServiceExternal = {
    section: "storeOptions",
    name,
    roles: [],
    parameters: [],
    keywords: [],
    places: [`kafka.${KEY} of the runner file`],
    uses: [span],
  };
  const externals = isKnown ? compiled.externals : [...compiled.externals, hook];
  const isUnused = ({ code, message }: Diagnostic): boolean =>
    code === "name/unused-extension" && message.includes(`\`${name}\``);
  if (entryOf(extensions, "storeOptions", name) !== undefined) {
    const diagnostics = compiled.diagnostics.filter((each) => !isUnused(each));
    return { ...compiled, externals, diagnostics };
  }
  const severity = mode === "library" ? "info" : allowUnresolved ? "warning" : "error";
  const open = diagnostic("name/unknown-hook", span, { name }, { severity, path: `kafka.${KEY}` });
  return { ...compiled, externals, diagnostics: [...compiled.diagnostics, open] };
}
