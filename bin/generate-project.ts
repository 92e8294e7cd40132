/** A compiled service -> the files of its project, templates and runtime taken from the installation unless given. */
import { describeTopology } from "../compiler/4-topology/describe.ts";
import { emitProject, type PackedRuntime } from "../compiler/8-project/emit-project.ts";
import type { OutputFile } from "../compiler/8-project/output-file.ts";
import { serviceConfiguration } from "../compiler/8-project/service-configuration.ts";
import type { CompiledService } from "./compile-service.ts";
import { readPackedRuntime, readTemplates } from "./installation.ts";
import { withManifest } from "./project-folder.ts";

export function generateProject(
  { definitions, modules, graph, runner }: CompiledService,
  applicationId: string,
  runtime: PackedRuntime = readPackedRuntime(),
): OutputFile[] {
  return withManifest(
    emitProject({
      applicationId,
      definitions,
      modules,
      configuration: serviceConfiguration(runner),
      topology: describeTopology(graph),
      templates: readTemplates(),
      runtime,
    }),
  );
}
