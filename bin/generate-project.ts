/** A compiled service -> the files of its project, templates and runtime taken from the installation unless given. */

import type { ServiceExternal } from "../compiler/3-check/service-externals.ts";
import { describeTopology } from "../compiler/4-topology/describe.ts";
import { emitProject, type PackedRuntime } from "../compiler/8-project/emit-project.ts";
import type { OutputFile } from "../compiler/8-project/output-file.ts";
import { serviceConfiguration } from "../compiler/8-project/service-configuration.ts";
import type { AuthorFile } from "./author-files.ts";
import type { CompiledService } from "./compile-service.ts";
import { boundIn } from "./compile-with-module.ts";
import { readPackedRuntime, readTemplates } from "./installation.ts";
import { withManifest } from "./project-folder.ts";

export interface ProjectChoices {
  /** The author's TypeScript lies elsewhere, and is copied; else it is the project's own, and stays as it is. */
  readonly copiesModule: boolean;
  readonly runtime?: PackedRuntime;
}

export function generateProject(
  service: CompiledService,
  applicationId: string,
  { copiesModule, runtime = readPackedRuntime() }: ProjectChoices,
): OutputFile[] {
  const { definitions, modules, schemas, graph, runner, mode, given } = service;
  return withManifest(
    emitProject({
      kind: mode,
      applicationId,
      definitions,
      modules,
      schemas,
      externals: openIn(service),
      authorFiles: copiesModule ? (given?.files ?? []).map(authorFile) : [],
      configuration: serviceConfiguration(runner, definitions),
      topology: describeTopology(graph),
      templates: readTemplates(mode),
      runtime,
    }),
  );
}

export const authorFile = ({ path, source }: AuthorFile): OutputFile => ({
  path,
  content: source.text,
});

/** What the project's `externals.ts` asks of the author's module. */
export const openIn = ({ externals, given }: CompiledService): readonly ServiceExternal[] =>
  externals.filter((external) => boundIn(given, external));
