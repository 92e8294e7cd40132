/** A typed definition -> its module: pipelines and streams from `emit-module.ts`, Python from `emit-python.ts`. */
import type { TypedDefinition } from "../6-typed/ir.ts";
import { type EmitOptions, emitModule } from "./emit-module.ts";
import { emitPython } from "./emit-python.ts";
import type { EmittedModule } from "./emitted-module.ts";

export function emitDefinition(typed: TypedDefinition, options?: EmitOptions): EmittedModule {
  return emitModule(typed.definition, emitPython(typed), options);
}
